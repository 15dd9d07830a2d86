"""What a Marathon that leads answers on ``/v2``: the root one and every service Marathon alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dcos_upgrade.lab.wire import marathon_documents as documents
from dcos_upgrade.lab.wire import marathon_writes as writes
from dcos_upgrade.lab.wire.marathon_metrics import Measured, era, metrics, prometheus
from dcos_upgrade.lab.wire.reply import Ask, Reply, of_json, of_text
from dcos_upgrade.lab.world.deploying import Deploying

APPS, DEPLOYMENTS = "/v2/apps", "/v2/deployments/"
NO_METHOD = of_json({"message": "HTTP 405 Method Not Allowed"}, status=405)
NOTHING = of_json({"message": "HTTP 404 Not Found"}, status=404)
LOADING = of_json({"message": "Marathon is loading its state"}, status=503)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A leading Marathon. ``leader`` is its ``host:port``, ``version`` its own, ``info`` what it says of itself."""

    deploying: Deploying
    leader: str
    version: str
    info: Callable[[], dict[str, Any]]
    abdicate: Callable[[], None]


def answer(speaker: Speaker, ask: Ask) -> Reply:
    if ask.path == "/v2/leader":
        return _leader(speaker, ask)
    if not speaker.deploying.scheduling.marathon.loaded:
        return LOADING
    if ask.path == "/v2/info":
        return of_json(speaker.info()) if ask.method == "GET" else NO_METHOD
    if (ask.method, ask.path) == ("POST", APPS):
        return writes.create(speaker.deploying, ask)
    if ask.path.startswith(f"{APPS}/"):
        return _one_app(speaker, ask)
    if ask.path.startswith(DEPLOYMENTS) and ask.method == "DELETE":
        return writes.end_deployment(speaker.deploying, ask.path.removeprefix(DEPLOYMENTS), ask)
    listing = LISTINGS.get(ask.path)
    if listing is None:
        return NOTHING
    return of_json(listing(speaker.deploying, ask)) if ask.method == "GET" else NO_METHOD


def of_process(now: Measured, ask: Ask) -> Reply | None:
    """What every instance says by itself, whether it leads or not."""
    if ask.path == "/ping":
        return of_text("pong\n")
    if ask.path == "/metrics":
        return of_json(metrics(now))
    if ask.path == "/metrics/prometheus" and era(now.version) >= (1, 7):
        return of_text(prometheus(now))
    return None


def _leader(speaker: Speaker, ask: Ask) -> Reply:
    if ask.method == "DELETE":
        speaker.abdicate()
        return of_json({"message": "Leadership abdicated"})
    return of_json({"leader": speaker.leader}) if ask.method == "GET" else NO_METHOD


def _one_app(speaker: Speaker, ask: Ask) -> Reply:
    app_id = ask.path.removeprefix(APPS).rstrip("/")
    parent, _, last = app_id.rpartition("/")
    if last in OF_AN_APP and parent:
        return OF_AN_APP[last](speaker.deploying, parent, ask)
    match ask.method:
        case "GET":
            return _shown(speaker.deploying, app_id, ask)
        case "PUT":
            return writes.put(speaker.deploying, app_id, ask)
        case "PATCH" if era(speaker.version) >= (1, 5):
            return writes.patch(speaker.deploying, app_id, ask)
        case "DELETE":
            return writes.delete(speaker.deploying, app_id, ask)
        case _:
            return NO_METHOD


def _shown(deploying: Deploying, app_id: str, ask: Ask) -> Reply:
    known = deploying.scheduling.app(app_id)
    if known is None:
        return writes.no_app(app_id)
    embeds = _embeds(ask, "app.") | {"tasks", "counts", "deployments", "lastTaskFailure"}
    return of_json({"app": documents.app(deploying, known, embeds)})


def _tasks_of(deploying: Deploying, app_id: str, ask: Ask) -> Reply:
    known = deploying.scheduling.app(app_id)
    if known is None:
        return writes.no_app(app_id)
    if ask.method != "GET":
        return NO_METHOD
    return of_json({"tasks": documents.tasks(deploying, known)})


def _versions_of(deploying: Deploying, app_id: str, ask: Ask) -> Reply:
    known = deploying.scheduling.app(app_id)
    if known is None:
        return writes.no_app(app_id)
    versions = deploying.versions.get(app_id) or {known.version: known}
    return of_json({"versions": sorted(versions, reverse=True)}) if ask.method == "GET" else NO_METHOD


def _restart(deploying: Deploying, app_id: str, ask: Ask) -> Reply:
    return writes.restart(deploying, app_id, ask) if ask.method == "POST" else NO_METHOD


def _embeds(ask: Ask, prefix: str) -> set[str]:
    """Counts and deployments are always there."""
    asked = {value.removeprefix("apps.").removeprefix(prefix) for value in ask.query.get("embed", ())}
    return asked | {"counts", "deployments"}


def _apps(deploying: Deploying, ask: Ask) -> Any:
    embeds = _embeds(ask, "apps.")
    return {"apps": [documents.app(deploying, known, embeds) for known in deploying.scheduling.apps]}


def _deployments(deploying: Deploying, ask: Ask) -> Any:
    return [documents.deployment(one) for one in deploying.under_way]


def _queue(deploying: Deploying, ask: Ask) -> Any:
    return {"queue": documents.queue(deploying)}


def _tasks(deploying: Deploying, ask: Ask) -> Any:
    return {"tasks": [task for known in deploying.scheduling.apps for task in documents.tasks(deploying, known)]}


def _groups(deploying: Deploying, ask: Ask) -> Any:
    """All of it unless the question says what."""
    asked = {value.removeprefix("group.") for value in ask.query.get("embed", ())}
    return documents.groups(deploying, asked or ("groups", "apps", "pods"))


def _none(deploying: Deploying, ask: Ask) -> Any:
    return []


OF_AN_APP: dict[str, Callable[[Deploying, str, Ask], Reply]] = {
    "tasks": _tasks_of,
    "versions": _versions_of,
    "restart": _restart,
}
LISTINGS: dict[str, Callable[[Deploying, Ask], Any]] = {
    "/v2/apps": _apps,
    "/v2/deployments": _deployments,
    "/v2/queue": _queue,
    "/v2/tasks": _tasks,
    "/v2/groups": _groups,
    "/v2/pods": _none,
    "/v2/pods/::status": _none,
}
