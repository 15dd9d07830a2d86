"""Apps and pods in every shape that Marathon answers them in: lists, one app, trees of groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.probes import marathon_apps
from dcos_upgrade.probes.marathon_names import NAMES, MarathonNames
from dcos_upgrade.saved.kind import Content, Said, Told

RUNTIME = (
    "tasksRunning",
    "tasksStaged",
    "tasksHealthy",
    "versionInfo",
    "deployments",
    "tasks",
    "taskStats",
    "lastTaskFailure",
)
"""Only an answer has them; a definition has none."""

RUNS = ("cmd", "args", "container", "cpus", "mem", "instances", "fetch", "uris", "env")
"""A definition has an id and at least two of these."""


def answered(app: Mapping[str, Any]) -> bool:
    return any(key in app for key in RUNTIME) or ("version" in app and "id" in app)


def defined(app: Mapping[str, Any]) -> bool:
    return sum(key in app for key in RUNS) >= 2


def groups_of(tree: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    """Every app (or pod) of a group and of the groups in it."""
    left = [tree]
    while left:
        group = left.pop()
        yield from (each for each in group.get(key) or () if isinstance(each, dict))
        left += [each for each in group.get("groups") or () if isinstance(each, dict)]


def said_of(
    content: Content,
    apps: Sequence[Mapping[str, Any]] | None,
    pods: Sequence[Mapping[str, Any]] | None = None,
    *,
    whole: bool,
) -> Said:
    """The ids of all, and the apps themselves as the live probe reads them. Raises Unreadable for one without an id, or twice."""
    names = MarathonNames(apps=_ids(content, "app", apps), pods=_ids(content, "pod", pods), whole=whole)
    facts = [Told(probe=NAMES.id, value=names, of_cluster=True)]
    unread = {}
    if apps is not None and whole:
        try:
            body = msgspec.json.encode({"apps": list(apps)})
            value = marathon_apps.PROBE.parse(content.answer(marathon_apps.PROBE, body))
            facts.append(Told(probe=marathon_apps.PROBE.id, value=value, host=content.host))
        except Unreadable as error:
            unread[marathon_apps.PROBE.id] = error.what
    return Said(facts=tuple(facts), unread=unread)


def _ids(content: Content, what: str, found: Sequence[Mapping[str, Any]] | None) -> tuple[str, ...] | None:
    if found is None:
        return None
    names = [each.get("id") for each in found]
    for number, name in enumerate(names):
        if not isinstance(name, str) or not name:
            raise Unreadable(f"the {what} number {number + 1} has no id: no Marathon answers so", where=content.path)
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    if twice is not None:
        raise Unreadable(f"the {what} {twice} is listed twice", where=content.path)
    return tuple(sorted(str(name) for name in names))
