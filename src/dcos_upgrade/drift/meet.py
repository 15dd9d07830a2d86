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
    sides = _Side(before), _Side(after)
    silent: Scope | None = None
    while heads := [side.head.key for side in sides if side.head is not None]:
        key = min(heads)
        old, new = (side.take(key) for side in sides)
        if key[:2] == silent:
            continue
        if (old or new) is not None and any(row is not None and row.whole_scope for row in (old, new)):
            silent = key[:2]
        yield old, new
