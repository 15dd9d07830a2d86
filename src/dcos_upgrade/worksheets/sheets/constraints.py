"""Every constraint of every app, pod and job: what it binds to, which agents satisfy it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.worksheets.applications import Applications, applications
from dcos_upgrade.worksheets.figure import Figure, Origin, listed, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.machines import Machines
from dcos_upgrade.worksheets.placing import Binding, Constraint, Fleet, constraints_of, problem
from dcos_upgrade.worksheets.workload import Form, Workload
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = ("Workload", "Constraint", "Binds", "Instances", "Agents that satisfy", "Runs on", "Judged")
FEW = 5
"""Agents that are named; more are counted."""
WELL = "well formed"


def fill(given: Given) -> Iterator[Table | str]:
    apps = applications(given)
    agents = tuple(machine.agent for machine in apps.machines.rows if machine.agent)
    fleet = None if apps.machines.why else Fleet(agents=agents)
    bound = [(each, constraint) for each in apps.rows for constraint in constraints_of(each)]
    yield Table(
        id="constraints",
        title="Constraints and pinned tasks",
        columns=COLUMNS,
        rows=tuple(_row(each, constraint, fleet, apps) for each, constraint in bound),
        empty="No workload has a constraint.",
        unknown=apps.why,
    )
    yield from apps.gaps
    silent = sum(1 for each in apps.rows if each.rules is None)
    if silent:
        yield f"The answers say nothing of constraints for {silent} of {len(apps.rows)} workloads."


def _row(each: Workload, constraint: Constraint, fleet: Fleet | None, apps: Applications) -> Row:
    known = apps.machines
    origins = (each.origin, *(() if fleet is None else (known.origin,)))
    found = known.why if fleet is None else fleet.satisfying(constraints_of(each))
    return (
        said(each.name, each.origin),
        said(str(constraint), each.origin),
        said(str(constraint.binding), each.origin),
        _instances(each),
        _agents(found, fleet, known, origins),
        _runs_on(each, apps),
        _judged(each, constraint, found, fleet, origins),
    )


def _agents(found: frozenset[int] | str, fleet: Fleet | None, known: Machines, origins: Sequence[Origin]) -> Figure:
    if isinstance(found, str) or fleet is None:
        return unknown(known.why or str(found), *origins)
    told = f"{len(found)} of {len(fleet.agents)}"
    if len(found) > FEW or not found:
        return said(told, *origins)
    names = (known.by_agent[fleet.agents[number].id].id for number in sorted(found))
    return said(f"{told}: {', '.join(names)}", *origins)


def _instances(each: Workload) -> Figure:
    if each.form is Form.JOB:
        return said("as it runs", each.origin)
    return (
        unknown("the answer does not say it", each.origin)
        if each.instances is None
        else said(each.instances, each.origin)
    )


def _runs_on(each: Workload, apps: Applications) -> Figure:
    here = apps.here(each)
    if here is None:
        return unknown("the answer does not say where its tasks are", each.origin)
    return listed((machine.id for machine in here), each.origin)


def _judged(
    each: Workload,
    constraint: Constraint,
    found: frozenset[int] | str,
    fleet: Fleet | None,
    origins: Sequence[Origin],
) -> Figure:
    """A constraint of the wrong form is wrong whoever is there; the rest is judged against the agents."""
    if wrong := problem(constraint, fleet):
        return said(wrong, *origins)
    if isinstance(found, str) or fleet is None:
        return unknown(str(found), *origins)
    if not found:
        return said("no agent satisfies all its constraints", *origins)
    spaces = fleet.places(constraint, found)
    if constraint.binding is Binding.UNIQUE and spaces < (each.instances or 0):
        return said(f"{each.instances} instances, {spaces} places", *origins)
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
