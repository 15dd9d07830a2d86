"""Whatever is under way goes to a newer release; only what gets another configuration stays at its own."""

from __future__ import annotations

from dcos_upgrade.planning.invariant import Invariant, Moment


def objection(moment: Moment) -> str | None:
    for each in moment.flying:
        stays = each.reconfigures and each.to == each.release
        if each.to is not None and each.to <= each.release and not stays:
            return f"a {each.role} at {each.release} goes to {each.to}"
    return None


INVARIANT = Invariant(
    id="forward-in-flight",
    title="No node goes back",
    source="workbook, FAQ (rollback: none)",
    objection=objection,
)
