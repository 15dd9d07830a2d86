"""A Mesos version after a run: of the target's minor, and not the patch that the node's release before the run brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.catalog import mesos_of
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.mesos_version import Fit, MesosHop, numbers
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.difference import Change, Difference, Loss, Unjudged
from dcos_upgrade.probes import dcos_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One version as it is now. ``subject`` is told, and where it is a node, its release before the run is the source.

    ``why`` is the reason of a change that was meant.
    """

    kind: str
    subject: str
    before: str | None
    now: str
    why: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MesosVersions:
    """Judges versions by the catalog. ``wanted`` is the target's Mesos; None: changes of it are told, not judged."""

    baseline: Snapshot
    wanted: str | None

    def compare(self, seen: Seen) -> Iterator[Difference]:
        try:
            numbers(seen.now)
        except ValueError as error:
            yield Unjudged(kind=seen.kind, subject=seen.subject, why=str(error))
            return
        if self.wanted is None:
            yield from _changed(seen, seen.why)
            return
        yield from _judged(seen, MesosHop(source=self._source(seen.subject), target=self.wanted))

    def _source(self, subject: str) -> str | None:
        """The Mesos of the release that the node had before the run, by the catalog; None when either is not known."""
        release = self.baseline.fact(dcos_version.PROBE, NodeId(subject)).value
        return mesos_of(release.version) if release else None


def _judged(seen: Seen, hop: MesosHop) -> Iterator[Difference]:
    told = hop.told(seen.now)
    match hop.fit(seen.now):
        case Fit.EXACT:
            yield from _changed(seen, seen.why)
        case Fit.PATCH:
            yield from _changed(seen, f"{seen.why}; it {told}")
        case Fit.SOURCE | Fit.OTHER:
            yield Loss(kind=seen.kind, subject=seen.subject, why=told, evidence=seen.evidence)
        case Fit.UNTOLD:
            yield Unjudged(kind=seen.kind, subject=seen.subject, why=told)


def _changed(seen: Seen, why: str) -> Iterator[Difference]:
    if seen.before != seen.now:
        yield Change(kind=seen.kind, subject=seen.subject, before=seen.before or "unknown", after=seen.now, why=why)
