"""A soak's looks: the whole cluster, and of nodes those of the wave and the masters."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import CLUSTER, NodeId
from dcos_upgrade.core.judgement import Judgement, Verdict, combine
from dcos_upgrade.engine.action import WatchSoak
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.looking import Focus, Look
from dcos_upgrade.usecases.running.context import RunContext
from dcos_upgrade.usecases.running.judging import not_passed, why


async def watch_soak(context: RunContext, state: RunState, action: WatchSoak) -> None:
    """One look of a wave's stable time; a bad one starts it again."""
    look = await context.looks.judge((action.gate,), [_focus(context, action)], context.hop_facts(state, action.hop))
    judgements = look.judgements.get(CLUSTER, ())
    if combine(judgements) is Verdict.PASS:
        context.write(_healthy(action, look))
        context.report(
            state, "soaking: all well", hop=action.hop, stage=action.stage, waiting_for="the stable time to pass"
        )
        return
    await _disturbed(context, state, action, look, judgements)


def _focus(context: RunContext, action: WatchSoak) -> Focus:
    masters = (master.id for master in context.masters())
    watched = tuple(dict.fromkeys((*masters, *(NodeId(node) for node in action.nodes))))
    return Focus(node=CLUSTER, before=action.before, watched=watched, since=action.since)


def _healthy(action: WatchSoak, look: Look) -> journal.SoakHealthy:
    return journal.SoakHealthy(
        hop=action.hop,
        stage=action.stage,
        wave=action.wave,
        look=look.digest,
        mesos_leader=look.mesos_leader or UNSET,
        marathon_leader=look.marathon_leader or UNSET,
        marathon_version=look.marathon_version or UNSET,
    )


async def _disturbed(
    context: RunContext, state: RunState, action: WatchSoak, look: Look, judgements: Sequence[Judgement]
) -> None:
    """Written down when it ends a row of good looks, or when its reason is a new one."""
    reason, evidence = why(judgements)
    soaking = state.soaking[action.hop, action.stage, action.wave]
    if soaking.good_since is not None or soaking.disturbed is None or soaking.disturbed.reason != reason:
        disturbed = journal.SoakDisturbed(
            hop=action.hop,
            stage=action.stage,
            wave=action.wave,
            verdict=combine(judgements),
            reason=reason,
            evidence=evidence,
            checks=not_passed(judgements),
            look=look.digest,
            mesos_leader=look.mesos_leader or UNSET,
            marathon_leader=look.marathon_leader or UNSET,
            marathon_version=look.marathon_version or UNSET,
        )
        context.write(disturbed)
    context.report(
        state,
        "soaking",
        hop=action.hop,
        stage=action.stage,
        waiting_for=f"the gate {action.gate}",
        why_not_yet=reason,
        since=soaking.started,
    )
    await context.clock.sleep(context.plan.pacing.poll_interval)
