"""Admission, gates and validation: looks whose judgements decide, written down with their evidence."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import Leaders, NodeId
from dcos_upgrade.core.error import DcosUpgradeError
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict, combine
from dcos_upgrade.core.step import classify
from dcos_upgrade.engine.action import Admit, LookAt, Validate
from dcos_upgrade.engine.decide import choose
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.looking import Focus, Look
from dcos_upgrade.usecases.running.context import RunContext
from dcos_upgrade.usecases.running.test_app import validated_by_app


async def admit(context: RunContext, state: RunState, action: Admit) -> None:
    """Judge the admission gate with every candidate in view; admit by the leaders that this very look saw."""
    candidates = [Focus(node=NodeId(node)) for node in action.candidates]
    look = await context.looks.judge((context.plan.admission,), candidates, context.hop_facts(state, action.hop))
    leading = Leaders(mesos=look.mesos_leader, marathon=look.marathon_leader, zookeeper=look.zookeeper_leader)
    chosen = choose(action.candidates, action.count, leading)
    if not await _all_admitted(context, state, action, chosen, look):
        await context.clock.sleep(context.plan.pacing.poll_interval)


async def _all_admitted(context: RunContext, state: RunState, action: Admit, chosen: Sequence[str], look: Look) -> bool:
    seen = state.seq
    for node in chosen:
        judgements = look.judgements.get(NodeId(node), ())
        verdict = combine(judgements)
        if verdict is not Verdict.PASS:
            _refuse(context, state, action, node, verdict, judgements)
            return False
        if not await _admit_one(context, state, action, node, look, seen):
            return False
        seen += 1
    return True


async def _admit_one(context: RunContext, state: RunState, action: Admit, node: str, look: Look, seen: int) -> bool:
    """Observe first: a node that is at the target already is done, once its gates hold; any other release is refused."""
    hop = context.plan.hops[action.hop]
    release = look.releases.get(NodeId(node))
    if release == hop.target:
        return await _found_at_target(context, state, action, node)
    if release != hop.source:
        reason = f"{node} is at {release or 'an unknown release'}, this hop begins at {hop.source}"
        _write_refusal(context, state, action, node, Verdict.UNKNOWN, reason, ())
        return False
    admitted = journal.Admitted(
        hop=action.hop,
        node=node,
        mesos_leader=look.mesos_leader,
        marathon_leader=look.marathon_leader,
        marathon_version=look.marathon_version or UNSET,
        zookeeper_leader=look.zookeeper_leader or UNSET,
        look=look.digest,
    )
    return context.decided(admitted, seen)


async def _found_at_target(context: RunContext, state: RunState, action: Admit, node: str) -> bool:
    hop, planned = action.hop, context.plan.hops[action.hop]
    try:
        seen = await context.nodes.observe_step(context.node(node), planned.target)
    except DcosUpgradeError as error:
        reason = f"{node} is at {planned.target} already, and its step cannot be looked at: {error.what}"
        _write_refusal(context, state, action, node, Verdict.UNKNOWN, reason, ())
        return False
    if seen.alive:
        reason = f"{node} is at {planned.target} already, and a job that this run did not start still runs there"
        _write_refusal(context, state, action, node, Verdict.UNKNOWN, reason, ())
        return False
    found = classify(seen, source=planned.source, target=planned.target, package_ids=state.bound[hop].package_ids)
    context.write(
        journal.StepSettled(hop=hop, node=node, attempt=0, exit=None, state=found, version=seen.version, log_tail="")
    )
    return True


def _refuse(
    context: RunContext,
    state: RunState,
    action: Admit,
    node: str,
    verdict: Verdict,
    judgements: Sequence[Judgement],
) -> None:
    reason, evidence = why(judgements)
    _write_refusal(context, state, action, node, verdict, reason, evidence)


def _write_refusal(
    context: RunContext,
    state: RunState,
    action: Admit,
    node: str,
    verdict: Verdict,
    reason: str,
    evidence: tuple[str, ...],
) -> None:
    """Once per reason: polls that say the same again are not events."""
    known = state.not_admitted
    if known is None or (known.node, known.reason) != (node, reason):
        context.write(journal.NotAdmitted(hop=action.hop, node=node, verdict=verdict, reason=reason, evidence=evidence))
    context.report(
        state,
        "not admitted yet",
        hop=action.hop,
        stage=action.stage,
        node=node,
        waiting_for="the cluster to be whole before the next node is touched",
        why_not_yet=reason,
        since=state.refused_since,
        timeout=context.plan.pacing.gate_timeout,
    )


async def look_at(context: RunContext, state: RunState, action: LookAt) -> None:
    """One look; each node's row of good looks grows or starts again."""
    focus = [_focus(state, action.hop, node) for node in action.nodes]
    look = await context.looks.judge(action.gates, focus, context.hop_facts(state, action.hop))
    good = [_looked(context, state, action, each, look) for each in focus]
    if not all(good):
        await context.clock.sleep(context.plan.pacing.poll_interval)


def _looked(context: RunContext, state: RunState, action: LookAt, focus: Focus, look: Look) -> bool:
    judgements = look.judgements.get(focus.node, ())
    verdict = combine(judgements)
    gate = ",".join(action.gates)
    progress = state.node(action.hop, focus.node)
    if verdict is Verdict.PASS:
        context.write(
            journal.GatePassed(
                hop=action.hop,
                node=focus.node,
                gate=gate,
                look=look.digest,
                mesos_leader=look.mesos_leader,
                marathon_leader=look.marathon_leader,
                marathon_version=look.marathon_version or UNSET,
                zookeeper_leader=look.zookeeper_leader or UNSET,
            )
        )
        reason = f"good look {progress.looks + 1} of {context.plan.pacing.looks}"
    else:
        reason, evidence = why(judgements)
        if progress.looks or progress.broken is None or progress.broken.reason != reason:
            context.write(
                journal.GateBroken(
                    hop=action.hop,
                    node=focus.node,
                    gate=gate,
                    verdict=verdict,
                    reason=reason,
                    evidence=evidence,
                    checks=not_passed(judgements),
                )
            )
    context.report(
        state,
        "checking",
        hop=action.hop,
        node=focus.node,
        waiting_for=f"the gate {gate}",
        why_not_yet=reason,
        since=progress.settled,
        timeout=context.plan.pacing.gate_timeout,
    )
    return verdict is Verdict.PASS


def _focus(state: RunState, hop: int, node: str) -> Focus:
    progress = state.node(hop, node)
    swapped = progress.started or state.known_at_source(hop, node)
    return Focus(node=NodeId(node), swapped=swapped, before=progress.admission_look)


def not_passed(judgements: Sequence[Judgement]) -> tuple[str, ...]:
    """The ids of the checks that block, sorted: what a failure is known by."""
    return tuple(sorted({each.check for each in _blocking(judgements)}))


def _blocking(judgements: Sequence[Judgement]) -> list[Judgement]:
    return [each for each in judgements if each.severity is Severity.BLOCKER and each.verdict is not Verdict.PASS]


def why(judgements: Sequence[Judgement]) -> tuple[str, tuple[str, ...]]:
    """The findings as one sentence (failures before unknowns) and the evidence of all of them."""
    if not judgements:
        return "nothing was judged", ()
    blockers = _blocking(judgements)
    blockers.sort(key=lambda each: each.verdict is Verdict.UNKNOWN)
    sentences = tuple(dict.fromkeys(f"{each.subject}: {each.summary} ({each.check})" for each in blockers))
    evidence = tuple(dict.fromkeys(digest for each in blockers for digest in each.evidence))
    more = f"; and {len(sentences) - 3} more" if len(sentences) > 3 else ""
    return "; ".join(sentences[:3]) + more or "nothing that blocks was judged", evidence


async def validate(context: RunContext, state: RunState, action: Validate) -> None:
    """Compare with the baseline until it can be said, or until the gate's time is over.

    A loss ends the run for good, so it must be seen in as many looks in a row as a gate wants good ones.
    """
    context.report(state, "validating against the baseline")
    pacing, since, sightings = context.plan.pacing, context.clock.now(), 0
    while True:
        found = await context.looks.validate(context.hop_facts(state, action.hop))
        waited = (context.clock.now() - since).total_seconds()
        sightings = sightings + 1 if found.lost else 0
        sure = sightings >= pacing.looks if found.lost else not found.unknown
        if sure or (waited >= pacing.gate_timeout and not found.lost):
            break
        why_not_yet = (found.lost or found.unknown)[0]
        context.report(state, "validating", waiting_for="all answers", why_not_yet=why_not_yet, since=since)
        await context.clock.sleep(pacing.look_interval if found.lost else pacing.poll_interval)
    lost, unknown = ((), ()) if found.lost or found.unknown else await validated_by_app(context, state)
    context.write(
        journal.Validated(
            hop=action.hop,
            snapshot=found.digest,
            lost=(*found.lost, *lost),
            unknown=(*found.unknown, *unknown),
            expected=found.expected,
        )
    )
