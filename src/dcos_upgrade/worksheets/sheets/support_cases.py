"""Open support cases and issues, as people typed them in."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.worksheets.figure import Figure, Origin, said, unknown
from dcos_upgrade.worksheets.given import Given, SupportCase
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = ("Case", "Title", "State", "Note")
NOBODY_SAID = (
    "nobody has said which there are (--support-case, --support-cases FILE; --support-case none where there is none)"
)
TYPED_IN = Origin(fact="support cases", subject="given by people")


def fill(given: Given) -> Iterator[Table | str]:
    yield Table(
        id="support-cases",
        title="Support cases",
        columns=COLUMNS,
        rows=tuple(_row(case) for case in given.cases or ()),
        empty="People say that there is none.",
        unknown=NOBODY_SAID if given.cases is None else "",
    )


def _row(case: SupportCase) -> Row:
    return said(case.id, TYPED_IN), _typed(case.title), _typed(case.state), _typed(case.note)


def _typed(text: str) -> Figure:
    return said(text, TYPED_IN) if text else unknown("it was not typed in", TYPED_IN)


WORKSHEET = Worksheet(
    id="support-cases",
    title="Support cases",
    source="workbook, 'Gathering Data' (Existing support cases and JIRAs)",
    about="What support already knows of this cluster. No probe sees it: it is typed in.",
    order=100,
    fill=fill,
)
