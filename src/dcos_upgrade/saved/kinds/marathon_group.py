"""A group as Marathon answers it, with the apps, groups and pods in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.probes import marathon_groups
from dcos_upgrade.saved.facts import told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marathon import answered, groups_of, said_of


def is_group(tree: Mapping[str, Any]) -> bool:
    return "id" in tree and ("groups" in tree or isinstance(tree.get("apps"), list))


def _recognise(content: Content) -> bool:
    return is_group(content.keys) and (content.keys["id"] == "/" or any(map(answered, groups_of(content.keys, "apps"))))


def read(content: Content) -> Said:
    """The root holds everything; any other group is a part."""
    tree = content.keys
    pods = tuple(groups_of(tree, "pods"))
    embedded = any("pods" in each for each in (tree, *groups_of(tree, "groups")))
    said = said_of(content, tuple(groups_of(tree, "apps")), pods if embedded else None, whole=tree["id"] == "/")
    return _with_groups(content, said) if tree["id"] == "/" and "groups" in tree else said


def _with_groups(content: Content, said: Said) -> Said:
    """One that is odd in its tree of groups still names its apps."""
    try:
        return replace(said, facts=(*said.facts, told(marathon_groups.PROBE, content)))
    except Unreadable as error:
        return replace(said, unread={**said.unread, marathon_groups.PROBE.id: error.what})


KIND = Kind(
    id="marathon-group",
    title="Group of a Marathon",
    source="Marathon /v2/groups, 0.7 to 1.11",
    recognise=_recognise,
    read=read,
)
