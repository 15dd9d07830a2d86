"""What two snapshots are compared by: rows in one order, so that neither side has to be held whole."""

from __future__ import annotations

from typing import NamedTuple

Key = tuple[str, str, str, str]


class Line(NamedTuple):
    """One value of one thing. ``scope`` is what one answer told of, usually a node or the cluster.

    A line with ``unknown`` has no value, and says why. Without a subject it stands for everything of its scope.
    """

    scope: str
    subject: str = ""
    what: str = ""
    value: str = ""
    unknown: str = ""


class Row(NamedTuple):
    """A line of one kind; rows come in the order of ``key``, no key twice."""

    kind: str
    scope: str
    subject: str
    what: str
    value: str = ""
    unknown: str = ""

    @property
    def key(self) -> Key:
        return self[:4]
