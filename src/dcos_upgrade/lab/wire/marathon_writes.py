"""What changes apps: POST, PUT, PATCH, DELETE and restart, as Marathon takes or refuses them."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.lab.wire import marathon_documents as documents
from dcos_upgrade.lab.wire.marathon_rules import Problem, broken_rules, wrong_types
from dcos_upgrade.lab.wire.reply import Ask, Reply, of_json
from dcos_upgrade.lab.world.deploying import Deploying
from dcos_upgrade.lab.world.deployment import Deployment

DEPLOYMENT = "Marathon-Deployment-Id"
LOCKED = (
    "App is locked by one or more deployments. Override with the option '?force=true'. "
    "View details at '/v2/deployments/<DEPLOYMENT_ID>'."
)
SHOWN_ONLY = frozenset(
    {"tasks", "tasksStaged", "tasksRunning", "tasksHealthy", "tasksUnhealthy", "deployments", "versionInfo"}
    | {"lastTaskFailure", "taskStats"}
)
"""What an answer holds and a definition does not."""
ALONE = Problem(path="/", error="The 'version' field may only be combined with the 'id' field.")


def create(deploying: Deploying, ask: Ask) -> Reply:
    body = _body(ask)
    if isinstance(body, Reply):
        return body
    refused = _refused(body)
    if refused is not None:
        return refused
    app_id = absolute(body["id"])
    if deploying.scheduling.app(app_id) is not None:
        return of_json({"message": f"An app with id [{app_id}] already exists."}, status=409)
    if locked := _locked(deploying, app_id, ask):
        return locked
    app = deploying.defined(app_id, body)
    deployment = deploying.begin(app_id, app)
    document = documents.app(deploying, app, {"counts", "tasks", "deployments"})
    return of_json(document, status=201, headers={DEPLOYMENT: deployment.id})


def put(deploying: Deploying, app_id: str, ask: Ask) -> Reply:
    """Fields that are not named stay as they are, unless ``partialUpdate=false``; an app that is not there is made."""
    body = _body(ask)
    if isinstance(body, Reply):
        return body
    if "version" in body:
        return _go_back(deploying, app_id, body, ask)
    known = deploying.scheduling.app(app_id)
    keeps = known is not None and ask.first("partialUpdate", "true") != "false"
    whole = {**(known.definition if known and keeps else {}), **body, "id": app_id}
    refused = _refused(whole) or _locked(deploying, app_id, ask)
    if refused is not None:
        return refused
    app = deploying.defined(app_id, whole)
    return _taken(deploying.begin(app_id, app, force=_force(ask)), status=200 if known else 201)


def patch(deploying: Deploying, app_id: str, ask: Ask) -> Reply:
    return put(deploying, app_id, ask) if deploying.scheduling.app(app_id) else no_app(app_id)


def delete(deploying: Deploying, app_id: str, ask: Ask) -> Reply:
    if deploying.scheduling.app(app_id) is None:
        return no_app(app_id)
    locked = _locked(deploying, app_id, ask)
    return locked or _taken(deploying.begin(app_id, None, force=_force(ask)))


def restart(deploying: Deploying, app_id: str, ask: Ask) -> Reply:
    known = deploying.scheduling.app(app_id)
    if known is None:
        return no_app(app_id)
    if locked := _locked(deploying, app_id, ask):
        return locked
    app = deploying.defined(app_id, known.definition, anew=True)
    return _taken(deploying.begin(app_id, app, force=_force(ask)))


def end_deployment(deploying: Deploying, deployment_id: str, ask: Ask) -> Reply:
    """Back to what was before; with ``force`` it is only dropped, and the app stays as far as it came."""
    found = next((one for one in deploying.under_way if one.id == deployment_id), None)
    if found is None:
        return of_json({"message": f"DeploymentPlan {deployment_id} does not exist"}, status=404)
    deploying.drop(found)
    if _force(ask):
        return Reply(status=202)
    before = deploying.defined(found.app, found.before.definition) if found.before else None
    return _taken(deploying.begin(found.app, before, force=True))


def no_app(app_id: str) -> Reply:
    return of_json({"message": f"App '{app_id}' does not exist"}, status=404)


def absolute(app_id: str) -> str:
    return f"/{app_id.strip('/')}"


def _go_back(deploying: Deploying, app_id: str, body: dict[str, Any], ask: Ask) -> Reply:
    """A version alone names an earlier definition."""
    if set(body) - {"id", "version"}:
        return _invalid("Object is not valid", [ALONE])
    known = deploying.versions.get(app_id, {}).get(body["version"]) or deploying.scheduling.app(app_id)
    if known is None or known.version != body["version"]:
        return of_json({"message": f"App '{app_id}' does not exist in version {body['version']}"}, status=404)
    locked = _locked(deploying, app_id, ask)
    app = deploying.defined(app_id, known.definition)
    return locked or _taken(deploying.begin(app_id, app, force=_force(ask)))


def _taken(deployment: Deployment, *, status: int = 200) -> Reply:
    told = {"version": deployment.version, "deploymentId": deployment.id}
    return of_json(told, status=status, headers={DEPLOYMENT: deployment.id})


def _locked(deploying: Deploying, app_id: str, ask: Ask) -> Reply | None:
    deployments = [{"id": one.id} for one in deploying.of(app_id)]
    if not deployments or _force(ask):
        return None
    return of_json({"message": LOCKED, "deployments": deployments}, status=409)


def _force(ask: Ask) -> bool:
    return ask.first("force", "false") == "true"


def _body(ask: Ask) -> dict[str, Any] | Reply:
    """The fields that say something: what is null is not said."""
    try:
        body = msgspec.json.decode(ask.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return of_json({"message": "Invalid JSON", "details": str(error)}, status=400)
    if not isinstance(body, dict):
        return _invalid("Invalid JSON", [Problem(path="/", error="error.expected.jsobject")])
    return {key: value for key, value in body.items() if value is not None and key not in SHOWN_ONLY}


def _refused(body: dict[str, Any]) -> Reply | None:
    if wrong := wrong_types(body):
        return _invalid("Invalid JSON", wrong)
    broken = broken_rules(body)
    return _invalid("Object is not valid", broken) if broken else None


def _invalid(message: str, problems: list[Problem]) -> Reply:
    details = [{"path": problem.path, "errors": [problem.error]} for problem in problems]
    return of_json({"message": message, "details": details}, status=422)
