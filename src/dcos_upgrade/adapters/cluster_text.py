"""What was found out, written as cluster.yaml: the nodes, what a person should look at, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.usecases.discovering import Discovery, ListedNode

LISTS = {Role.MASTER: "masters", Role.PRIVATE_AGENT: "private_agents", Role.PUBLIC_AGENT: "public_agents"}
LONGEST = 300
"""Characters of a remark; it may quote what a stranger said."""


def cluster_document(found: Discovery, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of cluster.yaml; ``settings`` are those that nobody can find out, and count before what was found."""
    known = {"name": found.name, "release": found.release, "cluster_id": found.cluster_id}
    head = {key: value for key, value in {**known, **settings}.items() if value and key in known}
    nodes = {name: [_entry(each) for each in found.nodes if each.node.role is role] for role, name in LISTS.items()}
    return {**head, **nodes, **{key: value for key, value in settings.items() if key not in head}}


def cluster_text(document: Mapping[str, Any], found: Discovery, *, made: str) -> str:
    """``made`` says by what, when and of what, in one line."""
    return "\n".join([*_head(found, made), yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=False)])


def _head(found: Discovery, made: str) -> Iterator[str]:
    yield f"# {_one_line(made)}"
    yield from _remarks("Not known; the file is not whole without it:", found.unknown)
    yield from _remarks("To be looked at:", found.notes)


def _remarks(title: str, remarks: Iterable[str]) -> Iterator[str]:
    told = tuple(remarks)
    if told:
        yield f"# {title}"
        yield from (f"#   - {_one_line(each)}" for each in told)


def _one_line(text: str) -> str:
    """A remark quotes answers of strangers: it stays on its line and within its comment."""
    return "".join(each if each.isprintable() else "?" for each in text)[:LONGEST]


def _entry(each: ListedNode) -> str | dict[str, Any]:
    node = each.node
    entry: dict[str, Any] = {"id": str(node.id)} if node.id != node.address else {}
    entry["address"] = node.address
    if node.rack is not None:
        entry["rack"] = node.rack
    if node.critical:
        entry["critical"] = True
    if each.ssh:
        entry["ssh"] = dict(each.ssh)
    return entry if len(entry) > 1 else node.address
