"""No public agent is under way while a private one is still at the old release; one that was set aside is not waited for."""

from __future__ import annotations

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.planning.invariant import Invariant, Moment


def objection(moment: Moment) -> str | None:
    private = [each for each in moment.agents if each.role is Role.PRIVATE_AGENT and not each.aside]
    for public in moment.flying:
        if public.role is not Role.PUBLIC_AGENT or public.to is None:
            continue
        behind = next((each for each in private if each.release < public.to), None)
        if behind is not None:
            return f"a public agent goes to {public.to} while a private one is at {behind.release}"
    return None


INVARIANT = Invariant(
    id="private-before-public",
    title="Private agents go before public ones",
    source="workbook, 'Timing of Events' (d before e)",
    objection=objection,
)
