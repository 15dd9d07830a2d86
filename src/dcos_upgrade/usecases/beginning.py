"""A run begins, or is taken up again: everything that is asked and written down before the first effect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.error import Owned, Refused
from dcos_upgrade.core.journal import Event, RisksJudged, RunCreated, RunResumed
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.snapshot_codec import decode, encode
from dcos_upgrade.engine.accepting import evidence, not_accepted, reason, way_on
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.planning.standing import standing_risks
from dcos_upgrade.ports import EvidenceStore, Journal
from dcos_upgrade.usecases.accepting import accepted
from dcos_upgrade.usecases.acknowledging import given
from dcos_upgrade.usecases.capture import capture
from dcos_upgrade.usecases.eyes import Eyes
from dcos_upgrade.usecases.starting import by_the_tool, of_this_cluster, reach, still_as_planned, unowned


class Runs(Protocol):
    """Where runs are written down."""

    def create_run(self, plan: Plan, first: RunCreated, *then: Event) -> Journal:
        """The run with its first entry, the words that were kept for its plan, and ``then``; all or nothing."""

    def kept_words(self, plan: Plan) -> tuple[Event, ...]:
        """What people have said for a run of this plan, and no run has taken over."""

    def take_over(self, run: str) -> Journal:
        """Under a new epoch: whoever had the run before is fenced off."""


def none_open(state: RunState | None) -> None:
    """One open run per state directory. A run that never owned the cluster has touched nothing and may be left behind."""
    if state is None or state.outcome is not None or state.owner_epoch is None:
        return
    raise Owned(
        f"the run {state.run} of this state directory is not over",
        evidence=f"it was begun at {state.created:%Y-%m-%dT%H:%M:%SZ}",
        next_command="dcos-upgrade resume",
    )


async def look_at_all(eyes: Eyes, probes: Mapping[str, Probe[Any]]) -> Snapshot:
    """A capture of everything. Raises Refused for a key or a host key; who does not answer is unknown in the snapshot."""
    await reach(eyes.inventory, eyes.shell)
    return await _captured(eyes, probes)


async def _captured(eyes: Eyes, probes: Mapping[str, Probe[Any]]) -> Snapshot:
    return await capture(
        inventory=eyes.inventory,
        probes=probes,
        shell=eyes.shell,
        api=eyes.api,
        words=eyes.words,
        evidence=eyes.evidence,
        clock=eyes.clock,
    )


async def begin(
    plan: Plan,
    eyes: Eyes,
    runs: Runs,
    probes: Mapping[str, Probe[Any]],
    catalog: Catalog,
    *,
    by: str,
    tool_version: str,
) -> tuple[Journal, Snapshot]:
    """The run's journal and its baseline. Nothing on the cluster was touched yet.

    Raises Refused for another cluster or a grave risk that nobody has taken, Owned when a run has it, Stale when a fact changed since the plan, Unreadable for facts that are unknown.
    """
    of_this_cluster(plan, eyes.inventory)
    by_the_tool(plan)
    await reach(eyes.inventory, eyes.shell)
    await unowned(eyes.inventory, eyes.shell)
    baseline = await _captured(eyes, probes)
    still_as_planned(plan, baseline)
    kept = eyes.evidence.put(encode(baseline), source="baseline", time=baseline.taken)
    first = RunCreated(
        plan=plan.digest,
        cluster=plan.cluster,
        route=plan.route,
        baseline=kept.digest,
        tool_version=tool_version,
        by=by,
    )
    judged = _risks(plan, baseline, kept.digest, runs, eyes, catalog)
    return runs.create_run(plan, first, *judged), baseline


def _risks(
    plan: Plan, baseline: Snapshot, look: str, runs: Runs, eyes: Eyes, catalog: Catalog
) -> tuple[RisksJudged, ...]:
    """What stands on the first hop. Raises Refused where nobody has taken it: then there is no run, and nothing was touched."""
    if not plan.hops:
        return ()
    words = runs.kept_words(plan)
    standing = standing_risks(plan, 0, baseline, catalog, frozenset(given(words)))
    left = not_accepted(standing, accepted(words), 0, eyes.clock.now().date())
    if left:
        hop = plan.hops[0]
        raise Refused(
            reason(left),
            where=f"hop {hop.source} to {hop.target}",
            evidence="; ".join(evidence(left)),
            next_command=f"{way_on(left, 0)} --plan plan.json" if left[0].acceptable else way_on(left, 0),
        )
    return (RisksJudged(hop=0, look=look, risks=standing),)


def take_up(
    run: str, runs: Runs, evidence: EvidenceStore, probes: Mapping[str, Probe[Any]], *, by: str, tool_version: str
) -> tuple[Journal, Snapshot]:
    """The run's journal under a new epoch, and its baseline. Raises Unreadable for a damaged journal or baseline."""
    journal = runs.take_over(run)
    baseline = decode(evidence.get(fold(journal.entries()).baseline), probes)
    journal.append(RunResumed(tool_version=tool_version, by=by))
    return journal, baseline
