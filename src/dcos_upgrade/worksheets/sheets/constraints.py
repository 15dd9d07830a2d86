"""Every constraint of every app: what it binds to, which agents satisfy it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.probes.mesos_slaves import Agent
from dcos_upgrade.worksheets.applications import Deployed, applications
from dcos_upgrade.worksheets.figure import Figure, Origin, listed, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.machines import Machines, machines
from dcos_upgrade.worksheets.placing import Binding, Constraint, constraints_of, places, problem, satisfying
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = ("App", "Constraint", "Binds", "Instances", "Agents that satisfy", "Runs on", "Judged")
FEW = 5
"""Agents that are named; more are counted."""
WELL = "well formed"


def fill(given: Given) -> Iterator[Table | str]:
    known = machines(given)
    apps = applications(given.snapshot, known)
    bound = [(each, constraint) for each in apps.rows for constraint in constraints_of(each.app)]
    yield Table(
        id="constraints",
        title="Constraints and pinned tasks",
        columns=COLUMNS,
        rows=tuple(_row(each, constraint, known) for each, constraint in bound),
        empty="No app has a constraint.",
        unknown=apps.why,
    )
    yield from apps.gaps
    silent = sum(1 for each in apps.rows if each.app.constraints is None)
    if silent:
        yield f"Marathon's answer says nothing of constraints for {silent} of {len(apps.rows)} apps."
    yield "Pods have constraints too; they are not in this capture."


def _row(each: Deployed, constraint: Constraint, known: Machines) -> Row:
    agents = None if known.why else tuple(machine.agent for machine in known.rows if machine.agent)
    origins = (each.origin, *(() if known.why else (known.origin,)))
    return (
        said(each.name, each.origin),
        said(str(constraint), each.origin),
        said(str(constraint.binding), each.origin),
        said(int(each.app.instances), each.origin),
        _agents(each, agents, known, origins),
        _runs_on(each),
        _judged(each, constraint, agents, known, origins),
    )


def _agents(each: Deployed, agents: Sequence[Agent] | None, known: Machines, origins: Sequence[Origin]) -> Figure:
    if agents is None:
        return unknown(known.why, known.origin)
    found = satisfying(constraints_of(each.app), agents)
    if isinstance(found, str):
        return unknown(found, *origins)
    if len(found) > FEW or not found:
        return said(f"{len(found)} of {len(agents)}", *origins)
    names = (known.by_agent[agent.id].id for agent in found)
    return said(f"{len(found)} of {len(agents)}: {', '.join(names)}", *origins)


def _runs_on(each: Deployed) -> Figure:
    if each.here is None:
        return unknown("Marathon's answer does not list its tasks", each.origin)
    return listed((machine.id for machine in each.here), each.origin)


def _judged(
    each: Deployed, constraint: Constraint, agents: Sequence[Agent] | None, known: Machines, origins: Sequence[Origin]
) -> Figure:
    """A constraint of the wrong form is wrong whoever is there; the rest is judged against the agents."""
    if wrong := problem(constraint, agents):
        return said(wrong, *origins)
    if agents is None:
        return unknown(known.why, known.origin)
    found = satisfying(constraints_of(each.app), agents)
    if isinstance(found, str):
        return unknown(found, *origins)
    if not found:
        return said("no agent satisfies all constraints of this app", *origins)
    spaces = places(constraint, found)
    if constraint.binding is Binding.UNIQUE and spaces < each.app.instances:
        return said(f"{each.app.instances:g} instances, {spaces} places", *origins)
    return said(WELL, *origins)


WORKSHEET = Worksheet(
    id="constraints",
    title="Constraints and pinned tasks",
    source="workbook, 'Validating constraints'; 'Document and account for any application dependencies'",
    about="Every constraint as Marathon has it, so that one that vanishes or is changed by a hop is seen, and whoever drains a node "
    "knows what cannot go elsewhere.",
    order=40,
    fill=fill,
)
