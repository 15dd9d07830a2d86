"""How many agents stand in each rack, private and public, and which apps are bound to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.worksheets.applications import Applications, applications
from dcos_upgrade.worksheets.figure import Figure, Origin, listed, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.machines import ACTIVE, Machine, Machines, machines, unmapped
from dcos_upgrade.worksheets.placing import Binding, bindings
from dcos_upgrade.worksheets.visible import natural, some
from dcos_upgrade.worksheets.workload import Workload
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = ("Rack", "Number of nodes", "Active", "Nodes", "Pinned apps", "Unique apps")
WITHOUT = "rack unknown"


def fill(given: Given) -> Iterator[Table | str]:
    known = machines(given)
    apps = applications(given)
    yield _table("private", "Private agents", Role.PRIVATE_AGENT, known, apps)
    yield _table("public", "Public agents", Role.PUBLIC_AGENT, known, apps)
    yield from _notes(given, known, apps)


def _notes(given: Given, known: Machines, apps: Applications) -> Iterator[str]:
    yield from apps.gaps
    if strange := [each.id for each in known.rows if each.strange]:
        yield f"In Mesos and not in the inventory: {some(strange)}."
    if names := unmapped(given, known):
        yield f"The rack mapping names what is no agent of this cluster: {some(names)}."
    idle = [
        each.name for each in apps.rows if {Binding.PINNED, Binding.UNIQUE} & bindings(each) and apps.here(each) == ()
    ]
    if idle:
        yield f"Pinned or unique, and without a task on any agent now: {some(idle)}."
    if any(each.rules and apps.here(each) is None for each in apps.rows):
        yield "Of some that are bound no answer lists where their tasks are: they are counted in no rack."


def _table(id: str, title: str, role: Role, known: Machines, apps: Applications) -> Table:
    of_role = sorted(known.of(role), key=lambda machine: natural(machine.id))
    racks: dict[str, list[Machine]] = {}
    for machine in of_role:
        racks.setdefault(machine.rack.text if machine.rack.value is not None else WITHOUT, []).append(machine)
    rows = tuple(
        _row(name, racks[name], apps) for name in sorted(racks, key=lambda name: (name == WITHOUT, natural(name)))
    )
    return Table(
        id=id,
        title=title,
        columns=COLUMNS,
        rows=rows,
        empty=f"No {title.lower()} are known.",
        total=_total(of_role, apps),
        unknown="" if of_role else known.why,
    )


def _row(name: str, here: Sequence[Machine], apps: Applications) -> Row:
    first = here[0].rack
    rack = unknown(first.unknown, *first.origins) if name == WITHOUT else said(name, *_origins(here))
    return (
        rack,
        said(len(here), *_origins(here)),
        _active(here),
        listed((f"{each.id} (critical)" if each.critical else each.id for each in here), *_origins(here)),
        _bound(Binding.PINNED, here, apps),
        _bound(Binding.UNIQUE, here, apps),
    )


def _total(here: Sequence[Machine], apps: Applications) -> Row:
    if not here:
        return ()
    return (
        said("Total"),
        said(len(here), *_origins(here)),
        _active(here),
        said("–"),
        _bound(Binding.PINNED, here, apps, count=True),
        _bound(Binding.UNIQUE, here, apps, count=True),
    )


def _origins(here: Sequence[Machine]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(origin for each in here for origin in each.rack.origins))


def _active(here: Sequence[Machine]) -> Figure:
    """Unknown as soon as it is unknown of one: a sum of what is known would pass for all of them."""
    states = [each.state for each in here]
    missing = next((state for state in states if state.value is None), None)
    if missing is not None:
        return unknown(missing.unknown, *missing.origins)
    origins = tuple(origin for state in states for origin in state.origins)
    return said(Counter(state.value for state in states)[ACTIVE], *origins)


def _bound(binding: Binding, here: Sequence[Machine], apps: Applications, *, count: bool = False) -> Figure:
    """Apps with such a constraint that have a task on one of these machines."""
    if apps.why:
        return unknown(apps.why, apps.origin)
    ids = {each.id for each in here}
    found = [each for each in apps.rows if binding in bindings(each) and _is_in(each, ids, apps)]
    origins = tuple(dict.fromkeys((apps.origin, *(each.origin for each in found))))
    return said(len(found), *origins) if count else listed((each.name for each in found), *origins)


def _is_in(each: Workload, ids: set[str], apps: Applications) -> bool:
    return any(machine.id in ids for machine in apps.here(each) or ())


WORKSHEET = Worksheet(
    id="node-rack",
    title="Nodes and racks",
    source="workbook, 'Node-Rack Configuration Worksheet'",
    about="How many agents stand in each rack, and which apps are bound to it: pinned by CLUSTER, LIKE or IS, unique by UNIQUE or "
    "MAX_PER 1. A rack is read from the mapping given, the cluster file, the attribute rack, the fault domain, or the agent's own file.",
    order=20,
    fill=fill,
)
