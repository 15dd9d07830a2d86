"""The rows of a snapshot, kind after kind, in their order. What two lines say of the same thing is one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.row import Line, Row


def rows(side: Snapshot, between: Between, kinds: Iterable[DriftKind]) -> Iterator[Row]:
    """``kinds`` in the order of their ids. One kind's lines are held at a time, to sort them."""
    for kind in kinds:
        for _, lines in groupby(sorted(kind.lines(side, between)), key=lambda line: line[:3]):
            yield _row(kind.id, tuple(lines))


def _row(kind: str, lines: tuple[Line, ...]) -> Row:
    first = lines[0]
    if len(lines) == 1:
        return Row(kind, *first)
    unknown = "; ".join(dict.fromkeys(line.unknown for line in lines if line.unknown))
    value = "" if unknown else ", ".join(dict.fromkeys(line.value for line in lines))
    return Row(kind, first.scope, first.subject, first.what, value, unknown)
