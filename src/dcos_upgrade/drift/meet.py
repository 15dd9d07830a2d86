"""Two ordered streams of rows beside each other. Only one row of each side is held at a time, however large the cluster."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.error import Broken
from dcos_upgrade.drift.row import Key, Row

Met = tuple[Row | None, Row | None]
Scope = tuple[str, str]


class _Side:
    """One stream with its next row. Raises Broken for rows out of order: such a comparison would find what is not there."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.head: Row | None = next(rows, None)

    def take(self, key: Key) -> Row | None:
        if self.head is None or self.head.key != key:
            return None
        taken = self.head
        self.head = next(self._rows, None)
        if self.head is not None and self.head.key <= key:
            raise Broken("rows of a snapshot are not in order", evidence=f"{self.head.key} after {key}")
        return taken


def meet(before: Iterator[Row], after: Iterator[Row]) -> Iterator[Met]:
    """Rows of the same key together. Where a side does not know a whole scope, one pair says so and the scope is passed over."""
    left, right = _Side(before), _Side(after)
    silent: Scope | None = None
    while left.head is not None or right.head is not None:
        key = _next(left.head, right.head)
        old, new = left.take(key), right.take(key)
        kind, scope, subject, _ = key
        if silent == (kind, scope):
            continue
        if not subject:
            silent = (kind, scope)
        yield old, new


def _next(left: Row | None, right: Row | None) -> Key:
    if left is None or right is None:
        row = left or right
        assert row is not None  # one of them has a next row
        return row.key
    return min(left.key, right.key)
