"""Which app needs which: by the dependencies that definitions name, within one Marathon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.worksheets.workload import Form, Workload

Key = tuple[str, str]
"""(the Marathon that runs it, the app's id)"""


def key_of(each: Workload) -> Key:
    return each.of, each.id


def absolute(app: str, name: str) -> str:
    """A dependency's id from the root, as Marathon resolves it: ``../db`` of ``/shop/web`` is ``/db``.

    Secrets are replaced before it is taken apart: what was put together anew would no longer look like one.
    """
    app, name = redact_text(app), redact_text(name)
    if name.startswith("/"):
        return name
    parts = app.split("/")[1:-1]
    for part in name.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return f"/{'/'.join(parts)}"


def _whole(each: Workload, name: str) -> str:
    """Jobs are named without a path."""
    return redact_text(name) if each.form is Form.JOB else absolute(each.id, name)


@dataclass(frozen=True, kw_only=True)
class Depending:
    """Who needs whom among these apps."""

    rows: Sequence[Workload]

    @cached_property
    def needs(self) -> dict[Key, tuple[str, ...]]:
        return {key_of(each): tuple(_whole(each, name) for name in each.needs or ()) for each in self.rows}

    @cached_property
    def needed_by(self) -> dict[Key, list[str]]:
        found: dict[Key, list[str]] = {}
        for each in self.rows:
            for name in self.needs[key_of(each)]:
                found.setdefault((each.of, name), []).append(each.name)
        return found

    def missing(self, each: Workload) -> tuple[str, ...]:
        return tuple(name for name in self.needs[key_of(each)] if (each.of, name) not in self.needs)

    def circles(self) -> Iterator[tuple[str, ...]]:
        """Apps that need themselves by way of others: each circle once."""
        graph = _without_ends({key: {(key[0], name) for name in names} for key, names in self.needs.items()})
        told: set[Key] = set()
        for start in sorted(graph):
            ahead = set() if start in told else _reached(graph, start)
            around = {node for node in ahead if start in _reached(graph, node)}
            if around:
                told |= around
                yield tuple(sorted(name for _, name in around))


def _without_ends(graph: dict[Key, set[Key]]) -> dict[Key, set[Key]]:
    """Only what leads to a circle: apps that need nothing which is left are taken away until there is none."""
    needing: dict[Key, list[Key]] = {}
    for key, names in graph.items():
        for name in names & graph.keys():
            needing.setdefault(name, []).append(key)
    left = {key: len(names & graph.keys()) for key, names in graph.items()}
    ends = [key for key, count in left.items() if count == 0]
    while ends:
        end = ends.pop()
        for key in needing.get(end, ()):
            left[key] -= 1
            if left[key] == 0:
                ends.append(key)
    circling = {key for key, count in left.items() if count > 0}
    return {key: graph[key] & circling for key in circling}


def _reached(graph: dict[Key, set[Key]], start: Key) -> set[Key]:
    found: set[Key] = set()
    ahead = list(graph.get(start, ()))
    while ahead:
        node = ahead.pop()
        if node not in found:
            found.add(node)
            ahead += graph.get(node, ())
    return found
