"""Marathons on Marathon (MoM): each found by its framework, with the root Marathon's app that runs it and what it says of itself.

A framework's name is free, so a Marathon is known by its own answer. It is asked at its own port; Admin Router is the way only
where no node of the inventory has that port. What does not answer is unknown by name, and not left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

import msgspec

from dcos_upgrade.core.cluster import Inventory
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, Heard, HttpAt, HttpChain, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.marathon_apps import App, MarathonApps
from dcos_upgrade.probes.mesos_slaves import refuse_twins
from dcos_upgrade.probes.reading import host_port, http_json, json_body, unreadable
from dcos_upgrade.probes.service_answers import Info, Joined, OwnApps, RootApps, Summary
from dcos_upgrade.probes.service_apps import MARATHON, Framework, RootApp, Runners, looks_like_marathon

FRAMEWORKS, APPS, ROOT = "frameworks", "apps", "root"
FIRST: Mapping[str, HttpGet] = {
    FRAMEWORKS: HttpGet(service=Service.MESOS_MASTER, path="/state-summary", of_leader=True),
    APPS: HttpGet(
        service=Service.MARATHON,
        path="/v2/apps?embed=apps.tasks&embed=apps.counts&embed=apps.deployments&embed=apps.lastTaskFailure",
    ),
    ROOT: HttpGet(service=Service.MARATHON, path="/v2/info"),
}
INFO_PATH = "/v2/info"
APPS_PATH = "/v2/apps?embed=apps.tasks&embed=apps.counts&embed=apps.deployments"


class SeenMarathon(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One service Marathon. ``version``, ``zk`` and ``apps`` are None where it does not say, and ``why`` is the reason.

    ``framework_id`` is None for an app that looks like a Marathon and has no framework, ``app`` for a framework without an app. Of
    the app: ``running`` of ``instances`` tasks, the ids of its ``tasks`` and ``deployments``, its ``image`` and Marathon's last
    word on a task of it that failed.
    """

    framework_id: str | None = None
    framework: str = ""
    active: bool | None = None
    connected: bool | None = None
    app: str | None = None
    image: str | None = None
    instances: float | None = None
    running: int | None = None
    tasks: tuple[str, ...] = ()
    deployments: tuple[str, ...] = ()
    failure: str = ""
    version: str | None = None
    zk: str | None = None
    apps: tuple[App, ...] | None = None
    why: str = ""

    @property
    def subscribed(self) -> bool:
        return self.active is True and self.connected is not False

    @property
    def name(self) -> str:
        return self.app or f"{self.framework} ({self.framework_id})"

    def within(self) -> MarathonApps | None:
        """Its own apps, as the root Marathon's are."""
        return None if self.apps is None else MarathonApps(apps=self.apps)


class ServiceMarathons(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that were found. ``silent``: frameworks of which nobody can say whether they are a Marathon, with the reason."""

    known: tuple[SeenMarathon, ...] = ()
    silent: tuple[str, ...] = ()

    def of(self, framework_id: str) -> SeenMarathon | None:
        return next((each for each in self.known if each.framework_id == framework_id), None)

    def of_app(self, app: str) -> tuple[SeenMarathon, ...]:
        return tuple(each for each in self.known if each.app == app)


def follow(heard: Heard, inventory: Inventory) -> Mapping[str, HttpGet | HttpAt]:
    """First who there is; then each framework at each of its ways until it answers as itself; then its apps."""
    summary, apps, root = (heard.get(name) for name in (FRAMEWORKS, APPS, ROOT))
    if not isinstance(summary, Answer) or not isinstance(apps, Answer) or not isinstance(root, Answer):
        return FIRST
    try:
        frameworks, known = http_json(summary, Summary).frameworks, http_json(apps, RootApps).apps
        own = http_json(root, Info).framework_id
    except Unreadable:  # it leads nowhere; the parser says why
        return {}
    runners = Runners(known)
    found: dict[str, HttpGet | HttpAt] = {}
    for framework in frameworks:
        if framework.id != own:
            found.update(_next(framework, runners.of(framework), heard, inventory))
    return found


def _next(
    framework: Framework, app: RootApp | None, heard: Heard, inventory: Inventory
) -> Iterator[tuple[str, HttpGet | HttpAt]]:
    for number, way in enumerate(_ways(framework, app, inventory)):
        name = _info_of(framework, number)
        answer = heard.get(name)
        if answer is None:
            yield name, _question(way, INFO_PATH)
            return
        if isinstance(answer, Answer) and _speaks(answer, framework):
            yield _apps_of(framework), _question(way, APPS_PATH)
            return


def _ways(framework: Framework, app: RootApp | None, inventory: Inventory) -> Iterator[HttpAt | HttpGet]:
    """Bases of URLs. Only one that may well be a Marathon is looked for any further than at its own address."""
    direct = dict.fromkeys(
        place for place in (framework.place, *(app.places() if app and _suspected(framework, app) else ())) if place
    )
    for place in direct:
        address = host_port(place)
        if address is not None and address.port is not None and inventory.at(address.host) is not None:
            yield HttpAt(url=place)
    service = app.service if app and _suspected(framework, app) else None
    if service:
        yield HttpGet(service=Service.ADMINROUTER, path=f"/service/{quote(service)}")


def _question(way: HttpAt | HttpGet, path: str) -> HttpAt | HttpGet:
    if isinstance(way, HttpAt):
        return HttpAt(url=f"{way.url}{path}")
    return HttpGet(service=way.service, path=f"{way.path}{path}")


def _suspected(framework: Framework, app: RootApp | None) -> bool:
    return MARATHON in framework.name.lower() or (app is not None and looks_like_marathon(app))


def _info_of(framework: Framework, number: int) -> str:
    return f"info {number} of {framework.id}"


def _apps_of(framework: Framework) -> str:
    return f"apps of {framework.id}"


def _speaks(answer: Answer, framework: Framework) -> bool:
    """Whether this is a Marathon, and this framework."""
    try:
        info = http_json(answer, Info)
    except Unreadable:
        return False
    return info.name == MARATHON and info.framework_id == framework.id


def join(heard: Heard) -> bytes:
    """One document of all that was heard; its parser is the one that judges it."""
    kept: dict[str, object] = {}
    silent = {name: why for name, why in heard.items() if isinstance(why, str)}
    said: dict[str, object] = {}
    other: dict[str, str] = {}
    for name, answer in heard.items():
        if isinstance(answer, str):
            continue
        try:
            match name:
                case "frameworks":
                    kept[name] = http_json(answer, Summary).frameworks
                case "apps":
                    kept[name] = http_json(answer, RootApps).apps
                case "root":
                    kept[name] = http_json(answer, Info)
                case _:
                    said[name] = http_json(answer, msgspec.Raw)
        except Unreadable as error:
            # 5xx is a Marathon without a leader or a door without a house; everything else is somebody's word
            (silent if answer.status >= 500 or name in FIRST else other)[name] = f"{answer.source}: {error.what}"
    if ROOT in kept:
        kept[APPS] = _of_marathons(kept)
    return msgspec.json.encode({**kept, "said": said, "other": other, "silent": silent})


def _of_marathons(kept: Mapping[str, object]) -> tuple[RootApp, ...]:
    """The apps that look like a Marathon, and those that run a framework; the rest is no part of this fact."""
    apps, frameworks = kept.get(APPS), kept.get(FRAMEWORKS)
    if not isinstance(apps, tuple) or not isinstance(frameworks, tuple):
        return ()
    runners = Runners(apps)
    running = {app.id for framework in frameworks if (app := runners.of(framework)) is not None}
    return tuple(app for app in apps if app.id in running or looks_like_marathon(app))


def parse(answer: Answer) -> ServiceMarathons:
    if answer.status != 200:
        raise unreadable(answer, f"answered HTTP {answer.status}")
    _refuse_silence(answer)
    heard = json_body(answer, answer.body, Joined)
    refuse_twins(answer, "framework", (framework.id for framework in heard.frameworks))
    refuse_twins(answer, "app", (app.id for app in heard.apps))
    if not heard.root.framework_id:
        raise unreadable(answer, "the root Marathon does not say its framework id")
    runners = Runners(heard.apps)
    rows: list[SeenMarathon] = []
    silent: list[str] = []
    for framework in heard.frameworks:
        if framework.id == heard.root.framework_id:
            continue
        row = _row(framework, runners.of(framework), heard)
        if isinstance(row, SeenMarathon):
            rows.append(row)
        elif row:
            silent.append(row)
    found = {row.app for row in rows}
    rows += [_down(app) for app in heard.apps if looks_like_marathon(app) and app.id not in found]
    rows.sort(key=lambda row: (row.app or "", row.framework_id or ""))
    return ServiceMarathons(known=tuple(rows), silent=tuple(sorted(silent)))


def _refuse_silence(answer: Answer) -> None:
    """Without the first answers nothing can be said; why there is none says more than that."""
    silent = json_body(answer, answer.body, _OnlySilent).silent
    reasons = [silent[name] for name in FIRST if name in silent]
    if reasons:
        raise unreadable(answer, "; ".join(reasons))


class _OnlySilent(msgspec.Struct, frozen=True, kw_only=True):
    silent: dict[str, str] = {}


def _row(framework: Framework, app: RootApp | None, heard: Joined) -> SeenMarathon | str | None:
    """The Marathon; a reason why it is not known whether it is one; None for what is none."""
    unheard: list[str] = []
    strange: list[str] = []
    another: list[str] = []
    for number in range(len(heard.said) + len(heard.other) + len(heard.silent)):
        name = _info_of(framework, number)
        if name in heard.said:
            info = _info(heard.said[name])
            if info is not None and info.name == MARATHON and info.framework_id == framework.id:
                return _told(framework, app, info, heard)
            (another if info is not None and info.name == MARATHON else strange).append(_strange(info))
        elif name in heard.other:
            strange.append(heard.other[name])
        elif name in heard.silent:
            unheard.append(heard.silent[name])
    why = "; ".join(dict.fromkeys((*unheard, *another, *strange)))
    named_only = app is None or not looks_like_marathon(app)
    if _suspected(framework, app) and not (named_only and strange and not unheard and not another):
        return _seen(framework, app, why=why or "there is no way to ask it")
    doubtful = unheard or MARATHON in framework.name.lower()
    return f"{framework.name or 'without a name'} ({framework.id}): {why}" if doubtful else None


def _info(said: msgspec.Raw) -> Info | None:
    try:
        return msgspec.json.decode(said, type=Info)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None


def _strange(info: Info | None) -> str:
    if info is None or info.name != MARATHON:
        return "what answers at its address is no Marathon"
    return f"what answers at its address is the framework {info.framework_id or 'without an id yet'}"


def _told(framework: Framework, app: RootApp | None, info: Info, heard: Joined) -> SeenMarathon:
    within, why = _within(framework, heard)
    if info.version is None:
        why = "it does not say its version"
    zk = info.zookeeper.zk if info.zookeeper else None
    seen = _seen(framework, app, why=why)
    return msgspec.structs.replace(seen, version=info.version, zk=zk, apps=within)


def _within(framework: Framework, heard: Joined) -> tuple[tuple[App, ...] | None, str]:
    name = _apps_of(framework)
    if name not in heard.said:
        why = heard.silent.get(name) or heard.other.get(name) or "its apps were not asked for"
        return None, why
    try:
        apps = msgspec.json.decode(heard.said[name], type=OwnApps).apps
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        return None, f"its apps cannot be read: {error}"
    if len({app.id for app in apps}) != len(apps):
        return None, "its apps cannot be read: one is listed twice"
    return tuple(sorted(apps, key=lambda each: each.id)), ""


def _seen(framework: Framework, app: RootApp | None, *, why: str) -> SeenMarathon:
    whose = _down(app) if app else SeenMarathon()
    return msgspec.structs.replace(
        whose,
        framework_id=framework.id,
        framework=framework.name,
        active=framework.active,
        connected=framework.connected,
        why=why,
    )


def _down(app: RootApp) -> SeenMarathon:
    return SeenMarathon(
        app=app.id,
        image=app.image,
        instances=app.instances,
        running=app.running,
        tasks=tuple(task.id for task in app.tasks or ()),
        deployments=tuple(one.id for one in app.deployments or ()),
        failure=app.failure,
        why="no framework that Mesos knows belongs to this app",
    )


PROBE = Probe(
    id="service-marathons",
    title="Service Marathons (MoM) and what each says of itself",
    source="workbook, 'Health of Service Marathon (MoM)'; Mesos /state-summary, Marathon /v2/info and /v2/apps, 1.4 to 1.11",
    fact=ServiceMarathons,
    question=HttpChain(
        follow=follow,
        join=join,
        words=(
            *(f"GET {{{each.service}}}{each.path}" for each in FIRST.values()),
            f"GET {INFO_PATH} of each framework's own address (or by Admin Router, /service/NAME{INFO_PATH})",
            f"GET {APPS_PATH} of each that says it is a Marathon",
        ),
    ),
    parse=parse,
    subjects=the_cluster,
)
