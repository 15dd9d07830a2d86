"""What is to be drawn of a cluster, before anything has its place: boxes with their words, in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import dcos_version, service_marathons, user_configuration
from dcos_upgrade.worksheets import target
from dcos_upgrade.worksheets.diagram.picture import Kind
from dcos_upgrade.worksheets.facts import of_any_master, of_cluster, of_node
from dcos_upgrade.worksheets.figure import Figure, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.leading import Leading, leading
from dcos_upgrade.worksheets.machines import ACTIVE, Machine, Machines, machines
from dcos_upgrade.worksheets.visible import natural, visible

IN_A_RACK = 12
"""Agents of one rack that are drawn one by one; more are counted."""
IN_ALL = 96
"""Agents of a role that are drawn one by one; with more every rack is counted."""
RACKS = 40
"""Racks of a role that are drawn; the rest is counted together."""
MASTERS, SERVICES = 15, 24
NAMED = 3
WITHOUT_RACK = "rack unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """``words`` are its lines, the first its name."""

    kind: Kind
    words: tuple[str, ...]
    unwell: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Boxes that stand together under a name; empty for those that stand in the zone itself."""

    name: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    name: str
    groups: tuple[Group, ...]
    empty: str = ""


def zones(given: Given) -> tuple[Zone, ...]:
    known = machines(given)
    return (
        Zone(name="Outside the cluster", groups=(Group(name="", boxes=(_bootstrap(given.snapshot),)),)),
        _masters(given),
        _services(given),
        _agents(given, known, Role.PRIVATE_AGENT, "Private agents"),
        _agents(given, known, Role.PUBLIC_AGENT, "Public agents"),
    )


def _bootstrap(snapshot: Snapshot) -> Box:
    """By the cluster's own configuration; the address alone, as the rest of a URL may say more than it should."""
    found = of_any_master(snapshot, user_configuration.PROBE).figure(_host, silent="the configuration does not name it")
    where = str(found.value) if found.value is not None else f"unknown: {found.unknown}"
    return Box(kind=Kind.BOOTSTRAP, words=("bootstrap host", where), unwell=found.value is None)


def _host(configuration: user_configuration.UserConfiguration) -> str | None:
    try:
        parts = urlsplit(configuration.keys.get("bootstrap_url", ""))
        return parts.hostname or parts.path or None
    except ValueError:
        return None


def _masters(given: Given) -> Zone:
    leads = leading(given.snapshot)
    masters = sorted(given.snapshot.inventory.masters, key=lambda master: natural(master.id))
    boxes = tuple(_master(given, master, leads) for master in masters)
    leaders = "; ".join(f"{service} led by {figure.text}" for service, figure in leads.by_service.items())
    groups = (Group(name="", boxes=_bounded(boxes, MASTERS, "master")),) if boxes else ()
    name = f"Masters: {len(boxes)}; {leaders}" if boxes else "Masters"
    return Zone(name=name, groups=groups, empty="unknown: no answer names a master")


def _master(given: Given, master: Node, leads: Leading) -> Box:
    release = of_node(given.snapshot, dcos_version.PROBE, master.id).figure(lambda found: found.version)
    led = tuple(f"leads {service}" for service in leads.of(master.id))
    nothing = "leads nothing" if leads.whole else "leads nothing known"
    words = (*_named(visible(master.id), visible(master.address)), _to(release, target.release(given)))
    return Box(kind=Kind.MASTER, words=(*words, *(led or (nothing,))))


def _services(given: Given) -> Zone:
    found = of_cluster(given.snapshot, service_marathons.PROBE)
    if found.value is None:
        return Zone(name="Service Marathons (MoM)", groups=(), empty=f"unknown: {visible(found.why)}")
    boxes = []
    for each in found.value.known:
        version = said(each.version) if each.version else unknown(each.why)
        state = "subscribed" if each.subscribed else "not subscribed"
        words = (visible(each.name), _to(version, target.service_marathon(given, each.app)), state)
        boxes.append(Box(kind=Kind.SERVICE_MARATHON, words=words, unwell=not each.subscribed))
    groups = (Group(name="", boxes=_bounded(boxes, SERVICES, "service Marathon")),) if boxes else ()
    return Zone(name=f"Service Marathons (MoM): {len(boxes)}", groups=groups, empty="none was found")


def _bounded(boxes: Sequence[Box], most: int, what: str) -> tuple[Box, ...]:
    """Unwell ones and leaders are not thought more of: the first in order, and how many more there are."""
    if len(boxes) <= most:
        return tuple(boxes)
    unwell = sum(1 for box in boxes[most:] if box.unwell)
    more = (f"{len(boxes) - most} more", f"{what}s", f"{unwell} of them unwell")
    return (*boxes[:most], Box(kind=Kind.COUNT, words=more, unwell=unwell > 0))


def _named(name: str, address: str) -> tuple[str, ...]:
    return (name,) if address in {"", name} else (name, address)


def _to(current: Figure, wanted: Figure) -> str:
    """``1.9.9 → 1.10.7``; without a plan the version alone."""
    return current.text if wanted.value is None or wanted.value == current.value else f"{current.text} → {wanted.text}"


def _agents(given: Given, known: Machines, role: Role, name: str) -> Zone:
    here = sorted(known.of(role), key=lambda machine: natural(machine.id))
    racks: dict[str, list[Machine]] = {}
    for machine in here:
        racks.setdefault(machine.rack.text if machine.rack.value is not None else WITHOUT_RACK, []).append(machine)
    names = sorted(racks, key=lambda rack: (rack == WITHOUT_RACK, natural(rack)))
    counted = len(here) > IN_ALL
    groups = [_rack(given, rack, racks[rack], counted=counted) for rack in names[:RACKS]]
    if names[RACKS:]:
        rest = [machine for rack in names[RACKS:] for machine in racks[rack]]
        groups.append(_rack(given, f"{len(names) - RACKS} more racks", rest, counted=True))
    told = f"{name}: {len(here)}" if here or not known.why else name
    return Zone(name=told, groups=tuple(groups), empty=f"unknown: {visible(known.why)}" if known.why else "none")


def _rack(given: Given, rack: str, here: Sequence[Machine], *, counted: bool) -> Group:
    many = counted or len(here) > IN_A_RACK
    boxes = (_counted(given, here),) if many else tuple(_agent(given, machine) for machine in here)
    title = rack if rack == WITHOUT_RACK or rack.endswith(" more racks") else f"rack {rack}"
    return Group(
        name=f"{len(here)} in {title}", boxes=boxes
    )  # a name may be written from right to left: numbers stand before it


def _agent(given: Given, machine: Machine) -> Box:
    kind = Kind.PUBLIC_AGENT if machine.role is Role.PUBLIC_AGENT else Kind.PRIVATE_AGENT
    state = "state unknown" if machine.state.value is None else machine.state.text
    version = _to(_release(given, machine), target.release(given))
    words = (*_named(machine.id, machine.address), version, state)
    return Box(kind=kind, words=words, unwell=machine.state.value != ACTIVE)


def _release(given: Given, machine: Machine) -> Figure:
    """DC/OS where the node says it, else Mesos as it is registered."""
    own = of_node(given.snapshot, dcos_version.PROBE, machine.node).value if machine.node else None
    if own is not None:
        return said(own.version)
    mesos = machine.agent.version if machine.agent else None
    return said(f"Mesos {mesos}") if mesos else unknown("neither release nor Mesos is known")


def _counted(given: Given, here: Sequence[Machine]) -> Box:
    versions = Counter(_release(given, machine).text for machine in here)
    unwell = [machine for machine in here if machine.state.value != ACTIVE]
    words = (f"{len(here)} agents", _most(versions), *_unwell(unwell))
    return Box(kind=Kind.COUNT, words=words, unwell=bool(unwell))


def _most(versions: Counter[str]) -> str:
    parts = [f"{text} on {count}" for text, count in versions.most_common(NAMED)]
    return ", ".join((*parts, "…") if len(versions) > NAMED else parts)


def _unwell(machines: Sequence[Machine]) -> Iterator[str]:
    if not machines:
        yield "all active"
        return
    silent = sum(1 for machine in machines if machine.state.value is None)
    if len(machines) > silent:
        yield f"{len(machines) - silent} not active"
    if silent:
        yield f"state of {silent} unknown"
    names = [machine.id for machine in machines]
    yield ", ".join((*names[:NAMED], "…") if len(names) > NAMED else names)


def told(zones: Iterable[Zone]) -> str:
    """The picture in words."""
    return ". ".join(sentence for zone in zones for sentence in _told(zone)) + "."


def _told(zone: Zone) -> Iterator[str]:
    if not zone.groups:
        yield f"{zone.name}: {zone.empty}"
        return
    yield zone.name
    for group in zone.groups:
        boxes = "; ".join(" ".join(box.words) for box in group.boxes[:NAMED])
        more = f"; and {len(group.boxes) - NAMED} more" if len(group.boxes) > NAMED else ""
        yield f"{group.name} ({boxes}{more})" if group.name else f"{boxes}{more}"
