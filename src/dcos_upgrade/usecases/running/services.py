"""A service Marathon taken to its version: its app changed once, by the reviewed patch, and looked at until it is back with its tasks.

Each call does one thing and may be made again after a death at any instant: an app that is as the patch makes it, or a service
Marathon that says its target itself, is not deployed again.
"""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.core import app_patch, journal
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable
from dcos_upgrade.core.judgement import Verdict, combine
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.core.plan import ServiceMarathon, StageName
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.engine.action import LookAtService, UpdateService
from dcos_upgrade.engine.services import GATE, READY
from dcos_upgrade.engine.state import RunState, ServiceProgress
from dcos_upgrade.usecases.looking import Focus, Look
from dcos_upgrade.usecases.running.app_seen import NOT_FOUND, taken
from dcos_upgrade.usecases.running.context import RunContext
from dcos_upgrade.usecases.running.judging import why
from dcos_upgrade.usecases.running.test_app import RESUME, reason

IN_FOCUS = (Focus(node=CLUSTER),)


async def update_service(context: RunContext, state: RunState, action: UpdateService) -> None:
    """Look first; then intent, then the change. What Marathon refuses halts the run with its words."""
    try:
        await _update(context, state, action)
    except Refused as error:
        said = f"{action.service.app} cannot be changed: {reason(error)}"
        left = f"mend what Marathon names, then: {RESUME}"
        context.write(journal.Halted(what="gate", name=READY, node=action.service.app, reason=said, next=left))
    except DcosUpgradeError as error:
        await _not_yet(context, state, action, Verdict.UNKNOWN, reason(error), ())


async def _update(context: RunContext, state: RunState, action: UpdateService) -> None:
    service, hop = action.service, action.hop
    definition = _definition(await context.apps.read(service.app))
    if app_patch.holds(definition, service.patch):
        context.write(journal.ServiceUpdated(hop=hop, app=service.app, deployment=""))
        return
    look = await context.looks.judge((READY,), IN_FOCUS, context.hop_facts(state, hop, service))
    if _at_target(service, look):
        context.write(journal.ServiceUpdated(hop=hop, app=service.app, deployment=""))
        return
    judgements = look.judgements.get(CLUSTER, ())
    verdict = combine(judgements)
    if verdict is not Verdict.PASS:
        await _not_yet(context, state, action, verdict, *why(judgements))
        return
    known = state.services.get((hop, service.app))
    if known is None or not known.begun:
        started = journal.ServiceUpdateStarted(
            hop=hop,
            app=service.app,
            version_before=look.service_version or service.source,
            framework_id=service.framework_id,
        )
        if not context.decided(started, state.seq):
            return
    _say(context, state, action, f"taking {service.app} from {service.source} to {service.target}")
    answer = await context.apps.put(service.app, app_patch.fields(definition, service.patch))
    taken(answer)
    context.write(journal.ServiceUpdated(hop=hop, app=service.app, deployment=_deployment(answer)))


def _at_target(service: ServiceMarathon, look: Look) -> bool:
    """By its own word, under its own framework id."""
    said = marathon_numbers(look.service_version or "")
    return said is not None and said == marathon_numbers(service.target)


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    app: dict[str, Any]


class _Taken(msgspec.Struct, frozen=True, kw_only=True):
    deployment: str = msgspec.field(name="deploymentId", default="")


def _definition(answer: Answer) -> dict[str, Any]:
    """The app as the root Marathon has it. Raises Refused where there is none any more."""
    if answer.status == NOT_FOUND:
        raise Refused("the root Marathon has no such app any more", where=answer.source)
    taken(answer)
    try:
        return msgspec.json.decode(answer.body, type=_Body).app
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("Marathon's answer is no app", where=answer.source, evidence=str(error)) from error


def _deployment(answer: Answer) -> str:
    try:
        return msgspec.json.decode(answer.body, type=_Taken).deployment
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""  # it was taken; that is what counts


async def look_at_service(context: RunContext, state: RunState, action: LookAtService) -> None:
    """One look; the row of good looks grows or starts again."""
    service, hop = action.service, action.hop
    look = await context.looks.judge((GATE,), IN_FOCUS, context.hop_facts(state, hop, service))
    judgements = look.judgements.get(CLUSTER, ())
    verdict = combine(judgements)
    if verdict is not Verdict.PASS:
        await _not_yet(context, state, action, verdict, *why(judgements), look=look.digest)
        return
    context.write(journal.ServiceLooked(hop=hop, app=service.app, verdict=verdict, look=look.digest))
    known = state.services.get((hop, service.app))
    _say(
        context,
        state,
        action,
        f"{service.app}: good look {(known.looks if known else 0) + 1} of {context.plan.pacing.looks}",
    )


async def _not_yet(
    context: RunContext,
    state: RunState,
    action: UpdateService | LookAtService,
    verdict: Verdict,
    said: str,
    evidence: tuple[str, ...],
    look: str = "",
) -> None:
    """Written when it ends a row of good looks or is a new reason: polls that say the same again are not events."""
    app = action.service.app
    known = state.services.get((action.hop, app))
    if known is None or known.looks or said not in known.said:
        looked = journal.ServiceLooked(
            hop=action.hop, app=app, verdict=verdict, reason=said, look=look, evidence=evidence
        )
        context.write(looked)
    _say(context, state, action, f"looking at {app}", why_not_yet=said, known=known)
    await context.clock.sleep(context.plan.pacing.poll_interval)


def _say(
    context: RunContext,
    state: RunState,
    action: UpdateService | LookAtService,
    message: str,
    *,
    why_not_yet: str = "",
    known: ServiceProgress | None = None,
) -> None:
    gate = READY if isinstance(action, UpdateService) else GATE
    context.report(
        state,
        message,
        hop=action.hop,
        stage=StageName.SERVICE_MARATHONS,
        node=action.service.app,
        waiting_for=f"the gate {gate}" if why_not_yet else "",
        why_not_yet=why_not_yet,
        since=(known.changed or known.started) if known else None,
        timeout=context.plan.pacing.gate_timeout if why_not_yet else None,
    )
