"""The test app put into the cluster, found there, and taken away again; and the fresh one of each validation.

Marathon that does not answer is waited for as long as a gate would be; then the run halts, and says the one command that is left.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.error import DcosUpgradeError, Refused
from dcos_upgrade.core.plan import TestApp
from dcos_upgrade.engine.action import DeployTestApp, RemoveTestApp
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.probes import marathon_deployments
from dcos_upgrade.probes.marked_apps import LABEL
from dcos_upgrade.usecases.running.app_seen import NOT_FOUND, NotYet, SeenApp, seen, taken
from dcos_upgrade.usecases.running.context import RunContext

NAME = "test-app"
RESUME = "dcos-upgrade resume"
MARATHON_PORT = 8080


async def deploy_test_app(context: RunContext, state: RunState, action: DeployTestApp) -> None:
    """Intent first; then again and again until every task of it answers. One that lies there already is looked at, not made anew."""
    app = action.app
    if app.id not in state.test_apps:
        context.decided(journal.TestAppStarted(app=app.id), state.seq)
        return

    async def attempt() -> None:
        await _put_unless_there(context, app.id, definition_of(app.id, app.definition, state.run))
        targets = await _answering(context, app.id)
        context.write(journal.TestAppDeployed(app=app.id, targets=targets))

    await _patiently(context, state, "deploying the test app", attempt, left=RESUME)


async def remove_test_app(context: RunContext, state: RunState, action: RemoveTestApp) -> None:
    """Until Marathon itself says that there is no such app any more."""

    async def attempt() -> None:
        await _take_away(context, action.app)
        context.write(journal.TestAppRemoved(app=action.app))

    master = min(context.masters(), key=lambda each: each.id).address
    by_hand = f"curl -X DELETE http://{master}:{MARATHON_PORT}/v2/apps{action.app}"
    await _patiently(context, state, "removing the test app", attempt, left=f"{by_hand}, then: {RESUME}")


def definition_of(app_id: str, definition: Mapping[str, Any], run: str) -> dict[str, Any]:
    """As Marathon is given it; the label says whose it is."""
    labels = {**definition.get("labels", {}), LABEL: run}
    return {**definition, "id": app_id, "labels": labels}


async def _patiently(
    context: RunContext, state: RunState, doing: str, attempt: Callable[[], Awaitable[None]], *, left: str
) -> None:
    """Until it is done, somebody else has written something, Marathon refuses, or a gate's time is over."""
    since, patience = context.clock.now(), context.plan.pacing.gate_timeout
    while not context.journal.entries(after=state.seq):
        try:
            await attempt()
        except DcosUpgradeError as error:
            why = reason(error)
            context.report(state, doing, waiting_for=doing, why_not_yet=why, since=since, timeout=patience)
            if isinstance(error, Refused) or (context.clock.now() - since).total_seconds() >= patience:
                said = f"{doing}: {why}"
                context.write(journal.Halted(what="gate", name=NAME, node="cluster", reason=said, next=left))
                return
            await context.clock.sleep(context.plan.pacing.poll_interval)
        else:
            context.report(state, f"{doing}: done")
            return


def reason(error: DcosUpgradeError) -> str:
    return f"{error.what} ({error.evidence})" if error.evidence else error.what


async def _put_unless_there(context: RunContext, app_id: str, definition: Mapping[str, Any]) -> None:
    """What another run has left under this name is made ours."""
    there = seen(await context.apps.read(app_id))
    if there is None or (there.labels or {}).get(LABEL) != definition["labels"][LABEL]:
        taken(await context.apps.put(app_id, definition))


async def _answering(context: RunContext, app_id: str) -> dict[str, str]:
    """Where each of its tasks answers, by node id. Raises NotYet while one does not."""
    there = seen(await context.apps.read(app_id))
    if there is None:
        raise NotYet("Marathon does not show the app yet")
    targets = targets_of(context, there)
    if len(targets) < there.instances:
        what = f"{len(targets)} of {there.instances} tasks of the test app run with a port on their agent"
        raise NotYet(what, evidence=there.failure)
    for node, target in targets.items():
        if not await context.targets.answers(target, within=context.plan.pacing.connect_timeout):
            raise NotYet(f"the test app on {node} runs, and does not answer at http://{target}/")
    return targets


def targets_of(context: RunContext, app: SeenApp) -> dict[str, str]:
    """By node id, of the tasks that run."""
    found: dict[str, str] = {}
    for task in app.tasks or ():
        node = context.plan.inventory.at(task.host or "")
        if task.target is not None:
            found[node.id if node else str(task.host)] = task.target
    return found


async def _take_away(context: RunContext, app_id: str) -> None:
    """Until there is no such app, and no deployment that is still ending its tasks."""
    answer = await context.apps.delete(app_id)
    if answer.status != NOT_FOUND:
        taken(answer)
        if seen(await context.apps.read(app_id)) is not None:
            raise NotYet("Marathon still shows the app")
    under_way = marathon_deployments.PROBE.parse(await context.apps.deployments())
    if any(app_id in one.apps for one in under_way.deployments):
        raise NotYet("Marathon is still ending the tasks of the app")


async def validated_by_app(context: RunContext, state: RunState) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(lost, unknown) of a fresh app that is deployed, must answer, and is taken away: can the cluster still start work?

    Nothing where the plan has no test app. What cannot be taken away stays in the ledger, and the run's end tries again.
    """
    app = context.plan.test_app
    if app is UNSET:
        return (), ()
    app_id = app.at_validation
    if app_id not in state.test_apps:
        context.write(journal.TestAppStarted(app=app_id))
    found = await _tried(context, state, app_id, _anywhere(app, state))
    if await _gone(context, app_id):
        context.write(journal.TestAppRemoved(app=app_id))
    return found


async def _tried(
    context: RunContext, state: RunState, app_id: str, definition: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First whatever an earlier try has left goes: only a fresh app proves anything."""
    old, put = app_id in state.test_apps, False
    since, seq = context.clock.now(), context.state(state).seq
    while True:
        try:
            if old:
                await _take_away(context, app_id)
                old = False
            if not put:
                taken(await context.apps.put(app_id, definition_of(app_id, definition, state.run)))
                put = True
            await _answering(context, app_id)
        except DcosUpgradeError as error:
            waited = (context.clock.now() - since).total_seconds()
            over = waited >= context.plan.pacing.gate_timeout or bool(context.journal.entries(after=seq))
            said = f"{NAME} {app_id}: {reason(error)}"
            if isinstance(error, Refused) or (over and isinstance(error, NotYet) and put):
                return (said,), ()
            if over:
                return (), (said,)
            context.report(state, "validating", waiting_for="a fresh test app", why_not_yet=reason(error), since=since)
            await context.clock.sleep(context.plan.pacing.poll_interval)
        else:
            return (), ()


async def _gone(context: RunContext, app_id: str) -> bool:
    since = context.clock.now()
    while True:
        try:
            await _take_away(context, app_id)
        except DcosUpgradeError as error:
            waited = (context.clock.now() - since).total_seconds()
            if isinstance(error, Refused) or waited >= context.plan.pacing.gate_timeout:
                return False
            await context.clock.sleep(context.plan.pacing.poll_interval)
        else:
            return True


def _anywhere(app: TestApp, state: RunState) -> dict[str, Any]:
    """One task, on any of the app's nodes; on any agent at all when the run goes on without all of them."""
    out = {node for _, node in state.quarantined} | set(state.left_out)
    free: dict[str, Any] = {"constraints": []} if set(app.nodes) <= out else {}
    return {**app.definition, **free, "instances": 1}
