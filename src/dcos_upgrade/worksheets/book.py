"""All worksheets of one cluster, with one numbered list of where their figures come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from dcos_upgrade.worksheets.figure import Figure, Origin
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.sheets import discover
from dcos_upgrade.worksheets.visible import visible
from dcos_upgrade.worksheets.worksheet import Filled, Row, fill


@dataclass(frozen=True, kw_only=True)
class Book:
    """``taken`` is when the capture began (UTC). ``plan`` is a plan's digest, empty without one, and ``target`` its release."""

    cluster: str
    taken: datetime
    plan: str
    target: str
    sheets: tuple[Filled, ...]
    given: Given = field(repr=False, compare=False)

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """Each once, in the order in which they are met; the first has the number 1."""
        return tuple(dict.fromkeys(origin for figure in self._figures() for origin in figure.origins))

    @cached_property
    def numbers(self) -> dict[Origin, int]:
        return {origin: number for number, origin in enumerate(self.origins, start=1)}

    def behind(self, row: Row) -> tuple[int, ...]:
        """Numbers of all that the figures of a row come from."""
        return tuple(sorted({self.numbers[origin] for figure in row for origin in figure.origins}))

    def _figures(self) -> Iterator[Figure]:
        for sheet in self.sheets:
            for table in sheet.tables:
                for row in (*table.rows, table.total):
                    yield from row


def filled(given: Given) -> Book:
    sheets: Sequence[Filled] = [fill(worksheet, given) for worksheet in discover()]
    return Book(
        cluster=visible(given.snapshot.inventory.cluster),
        taken=given.snapshot.taken,
        plan=visible(given.plan.digest) if given.plan else "",
        target=visible(given.plan.target) if given.plan else "",
        sheets=tuple(sheets),
        given=given,
    )
