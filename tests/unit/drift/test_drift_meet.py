"""Two streams of rows are read side by side: nothing is held, nothing is guessed where one side is silent."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from dcos_upgrade.core.error import Broken
from dcos_upgrade.drift.meet import meet
from dcos_upgrade.drift.row import Row


def row(subject: str, value: str = "1", *, scope: str = "cluster", unknown: str = "") -> Row:
    return Row("task", scope, subject, "state", value, unknown)


def silence(scope: str = "cluster") -> Row:
    return Row("task", scope, "", "", "", "it does not answer")


def met(before: list[Row], after: list[Row]) -> list[tuple[Row | None, Row | None]]:
    return list(meet(iter(before), iter(after)))


def test_rows_of_the_same_thing_come_together_and_others_alone() -> None:
    found = met([row("a"), row("b")], [row("b", "2"), row("c")])

    assert found == [(row("a"), None), (row("b"), row("b", "2")), (None, row("c"))]


def test_where_one_side_is_silent_its_scope_is_said_once_and_passed_over() -> None:
    before = [row("a"), row("b"), row("c", scope="m1")]

    found = met(before, [silence(), row("c", scope="m1")])

    assert found == [(None, silence()), (before[2], before[2])]


def test_silence_of_one_scope_does_not_cover_the_next() -> None:
    found = met([silence("m1"), row("a", scope="m2")], [row("a", scope="m1")])

    assert found == [(silence("m1"), None), (row("a", scope="m2"), None)]


@pytest.mark.parametrize("rows", [[row("b"), row("a")], [row("a"), row("a")]])
def test_rows_out_of_order_or_twice_are_our_own_mistake(rows: list[Row]) -> None:
    with pytest.raises(Broken, match="not in order"):
        met(rows, [])


def rows_of(count: int) -> Iterator[Row]:
    return (row(f"{number:08}") for number in range(count))


def most(count: int) -> int:
    """The largest number of bytes that comparing so many rows ever took."""
    tracemalloc.start()
    for _ in meet(rows_of(count), rows_of(count)):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_more_rows_take_no_more_memory() -> None:
    assert most(20_000) < 2 * most(200)
