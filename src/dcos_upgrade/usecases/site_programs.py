"""The programs of a site's own steps: there when the plan is made, and the same ones when it is carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dcos_upgrade.core.error import Refused, Stale
from dcos_upgrade.core.plan import Plan, SiteStep, site_steps_of
from dcos_upgrade.planning.stale import changed
from dcos_upgrade.ports import SiteCommands

FACT = "program of the site's step "
"""How the facts begin that a plan relies on and that are asked of this machine, not of the cluster."""


def programs(steps: Sequence[SiteStep], commands: SiteCommands) -> dict[str, str]:
    """Name of the fact to the program's SHA-256. Raises Refused for a step whose program is not here."""
    callable_here(steps, commands)
    return {FACT + step.name: _digest(step, commands) for step in steps}


def callable_here(steps: Sequence[SiteStep], commands: SiteCommands) -> None:
    """Raises Refused for a step whose program is not here, before anything is touched."""
    missing = {step.name: commands.missing(step) for step in steps}
    found = {name: why for name, why in missing.items() if why}
    if found:
        raise Refused(
            f"the site's step {min(found)} cannot be called on this machine",
            evidence="; ".join(f"{name}: {why}" for name, why in sorted(found.items())),
            next_command="put the program there and make it executable, then the same command again",
        )


def as_planned(plan: Plan, commands: SiteCommands, *, begun: bool) -> None:
    """Raises Refused for a program that is not here or, in a run that is ``begun``, is another one; Stale before it begins."""
    steps = site_steps_of(plan)
    callable_here(steps, commands)
    differences = changed_programs(plan, steps, commands)
    if differences and begun:
        raise Refused(
            "a program of the site's steps is not the one of the plan",
            evidence="; ".join(differences),
            next_command="put the planned program back, then the same command again; or dcos-upgrade abort, then plan anew",
        )
    if differences:
        raise Stale(
            "a program of the site's steps was changed since the plan was made",
            evidence="; ".join(differences),
            next_command="look at the program, then dcos-upgrade plan",
        )


def changed_programs(plan: Plan, steps: Sequence[SiteStep], commands: SiteCommands) -> tuple[str, ...]:
    """One text for each program that is not the planned one. A plan without such facts is of a time when none were asked."""
    planned = plan.relied_on
    now = {FACT + step.name: _digest(step, commands) for step in steps if FACT + step.name in planned}
    return changed({name: planned[name] for name in now}, now)


def of_the_cluster(facts: Mapping[str, str]) -> dict[str, str]:
    """What a plan relied on without the programs: the facts that a capture can tell."""
    return {name: text for name, text in facts.items() if not name.startswith(FACT)}


def _digest(step: SiteStep, commands: SiteCommands) -> str:
    """A program may be executable and not readable: then nothing is known of it but that."""
    return commands.digest(step) or "not readable"
