"""The stage between masters and agents: what each service Marathon must be before a hop, and what becomes of it. Pure.

(Workbook, 'Upgrade MoM' and its table of current and target versions; the minimum by the documents' pages "Upgrading".) Nothing is
guessed: which image a site runs is the site's to say, so what has to rise without a wish in the policy is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dcos_upgrade import catalog
from dcos_upgrade.catalog import ServiceMarathonEntry
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.core.plan import ServiceMarathon
from dcos_upgrade.core.run_policy import ServiceWish
from dcos_upgrade.core.version import Minor, Version
from dcos_upgrade.planning.route import RouteHop
from dcos_upgrade.planning.rules.marathon_state import oldest_readable
from dcos_upgrade.planning.service_words import counted, notes_of_found, snippet
from dcos_upgrade.probes.service_marathons import SeenMarathon, ServiceMarathons

Wishes = Mapping[str, tuple[ServiceWish, ...]]
Numbers = tuple[int, int, int]
WHERE = "policy service_marathons"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedServices:
    """By hop number; ``notes`` are what people should know before they approve."""

    hops: tuple[tuple[ServiceMarathon, ...], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Way:
    """One service Marathon on its way through the hops."""

    seen: SeenMarathon
    app: str
    version: str
    left: list[ServiceWish]
    services: list[ServiceMarathon] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> Numbers:
        found = marathon_numbers(self.version)
        if found is None:
            raise Unreadable(
                f"the version of the service Marathon {self.app} cannot be read",
                where=self.app,
                evidence=f"it says {self.version!r}",
            )
        return found


def planned_services(
    seen: ServiceMarathons | None, wishes: Wishes, hops: Sequence[RouteHop], *, masters_done: bool
) -> PlannedServices:
    """``masters_done``: the first hop's masters are at its target already, so that what had to be before it is history.

    Raises Refused for one that is too old, has to rise without a wish, or is wished for what cannot be; Unreadable for one whose
    version nobody knows.
    """
    if seen is None:
        return PlannedServices(hops=((),) * len(hops))
    rows = counted(seen)
    _only_known(wishes, rows)
    ways = [_way(row, wishes.get(row.app or "", ())) for row in rows]
    for number, hop in enumerate(hops):
        for way in ways:
            _through(way, hop, masters_old=number > 0 or not masters_done)
    for way in ways:
        _nothing_left(way, hops)
    return PlannedServices(
        hops=tuple(tuple(way.services[number] for way in ways) for number in range(len(hops))),
        notes=(*notes_of_found(seen), *(note for way in ways for note in way.notes)),
    )


def _only_known(wishes: Wishes, rows: Sequence[SeenMarathon]) -> None:
    strange = sorted(wishes.keys() - {row.app for row in rows})
    if strange:
        raise Refused(
            f"the policy names {', '.join(strange)}, which is no service Marathon of this cluster",
            where=WHERE,
            evidence=f"found: {', '.join(row.name for row in rows) or 'none'}",
            next_command="edit cluster.yaml, then: dcos-upgrade plan",
        )


def _way(row: SeenMarathon, wishes: Sequence[ServiceWish]) -> _Way:
    assert row.app is not None and row.version is not None
    return _Way(seen=row, app=row.app, version=row.version, left=list(wishes))


def _through(way: _Way, hop: RouteHop, *, masters_old: bool) -> None:
    """What it must be before the masters, its wish for this hop, and what it must be after."""
    entry = catalog.own().service_marathon(hop.target.minor)
    if entry is None:
        raise Refused(
            f"the catalog does not say which service Marathons {hop.target} can have",
            where=way.app,
            next_command="dcos-upgrade catalog lint",
        )
    least = _three(entry.least)
    if masters_old and way.numbers < least:
        raise _too_old(way, hop, entry)
    if masters_old and entry.advised is not None and way.numbers < _three(entry.advised):
        way.notes.append(
            f"{way.app} is at {way.version}; one page of the documents wants {entry.advised} before a hop to {entry.minor}"
        )
    before = way.version
    wish = _wish_for(way, entry)
    if wish is not None:
        _may_become(way, wish)
        way.version = wish.to
    if way.numbers < least:
        raise _must_rise(way, hop, entry)
    way.services.append(
        ServiceMarathon(
            app=way.app,
            framework=way.seen.framework,
            framework_id=str(way.seen.framework_id),
            source=before,
            target=way.version,
            patch=dict(wish.patch) if wish is not None else {},
        )
    )
    way.notes.extend(_told(way, hop, before, wish))


def _wish_for(way: _Way, entry: ServiceMarathonEntry) -> ServiceWish | None:
    """The next one, unless it is too new for this hop: then it is for a later one. One that is fulfilled is passed over."""
    while way.left:
        wanted = _numbers_of(way.left[0])
        if wanted == way.numbers:
            way.left.pop(0)
            continue
        if wanted < way.numbers:
            raise Refused(
                f"the policy takes {way.app} from {way.version} back to {way.left[0].to}",
                where=WHERE,
                evidence="a Marathon migrates its stored state once; an older one cannot read it",
                next_command="edit cluster.yaml, then: dcos-upgrade plan",
            )
        return None if Minor(*wanted[:2]) > entry.newest else way.left.pop(0)
    return None


def _numbers_of(wish: ServiceWish) -> Numbers:
    found = marathon_numbers(wish.to)
    if found is None:
        raise Refused(f"{wish.to!r} is no version of Marathon", where=WHERE)
    return found


def _may_become(way: _Way, wish: ServiceWish) -> None:
    if not wish.patch:
        raise Refused(
            f"the policy wants {way.app} at {wish.to}, and its patch changes nothing",
            where=WHERE,
            evidence=f"it is at {way.version}",
            next_command=f"in cluster.yaml: {snippet(way.seen, wish.to)}",
        )
    old, new = way.numbers[1], _numbers_of(wish)[1]
    if old < oldest_readable(new):
        raise Refused(
            f"the policy takes {way.app} from {way.version} to {wish.to} at once",
            where=WHERE,
            evidence=f"Marathon 1.{new} reads the stored state of Marathon 1.{oldest_readable(new)} and later",
            next_command="name a version between them, in a list of wishes or by hand, then: dcos-upgrade plan",
        )


def _told(way: _Way, hop: RouteHop, before: str, wish: ServiceWish | None) -> Iterator[str]:
    where = f"in the hop to {hop.target}, between masters and agents"
    if wish is None:
        yield f"the service Marathon {way.app} stays at {before} and is looked at {where}"
        return
    yield f"the service Marathon {way.app} goes from {before} to {wish.to} {where}; it cannot go back"
    image = _image(wish)
    if image is not None and ".".join(map(str, _numbers_of(wish))) not in image:
        yield f"the patch of {way.app} names the image {image}, and wants the version {wish.to}"


def _image(wish: ServiceWish) -> str | None:
    container = wish.patch.get("container")
    docker = container.get("docker") if isinstance(container, dict) else None
    image = docker.get("image") if isinstance(docker, dict) else None
    return image if isinstance(image, str) else None


def _too_old(way: _Way, hop: RouteHop, entry: ServiceMarathonEntry) -> Refused:
    """In the first hop nothing of the run comes before the masters; in a later one the hop before can do it."""
    what = f"the service Marathon {way.app} is at {way.version}; before the hop to {hop.target} it has to be at {entry.least} or later"
    if not way.services:
        left = "upgrade it now, by a new image in its app, then: dcos-upgrade capture, then dcos-upgrade plan"
    else:
        left = f"in cluster.yaml: {snippet(way.seen, str(entry.least))}; or plan to the hop before it"
    return Refused(what, where=way.app, evidence=_by(entry), next_command=left)


def _must_rise(way: _Way, hop: RouteHop, entry: ServiceMarathonEntry) -> Refused:
    what = f"the service Marathon {way.app} is at {way.version} and has to rise with the masters of {hop.target}"
    wanted = catalog.release(hop.target).components["marathon"]
    return Refused(what, where=WHERE, evidence=_by(entry), next_command=f"in cluster.yaml: {snippet(way.seen, wanted)}")


def _by(entry: ServiceMarathonEntry) -> str:
    return f"with {entry.minor} a service Marathon is {entry.least} at least and of {entry.newest} at most"


def _nothing_left(way: _Way, hops: Sequence[RouteHop]) -> None:
    if not way.left:
        return
    last = hops[-1].target if hops else None
    entry = catalog.own().service_marathon(last.minor) if last else None
    newest = f"with {last} it is of {entry.newest} at most" if entry else "the plan has no hop for it"
    raise Refused(
        f"the policy wants {way.app} at {way.left[0].to}, which is too new for every hop of this plan",
        where=WHERE,
        evidence=newest,
        next_command="edit cluster.yaml, then: dcos-upgrade plan",
    )


def _three(version: Version) -> Numbers:
    return version.major, version.minor_number, version.patch
