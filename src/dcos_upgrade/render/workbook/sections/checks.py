"""What the checks before an upgrade say of the cluster as it stood when the run began."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import digest, digests, plain, stamp
from dcos_upgrade.usecases.workbook.model import Before, Workbook

NOT_KNOWN = "Not known: the snapshot from before the run could not be read."
TONES = {Verdict.PASS: Tone.GOOD, Verdict.FAIL: Tone.BAD, Verdict.UNKNOWN: Tone.WARN}
WORST_FIRST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)


def blocks(workbook: Workbook) -> Iterator[Block]:
    if workbook.before is None:
        yield Paragraph(text=NOT_KNOWN)
        return
    yield from _blocks(workbook.before)


def _blocks(before: Before) -> Iterator[Block]:
    yield Paragraph(
        text=f"Judged over the snapshot of {stamp(before.taken)}. The run has its own gates; this is the list that people go through before."
    )
    yield Table(
        caption="Each check in numbers",
        head=("Check", "Pass", "Fail", "Unknown"),
        rows=tuple(_counted(name, before) for name in dict.fromkeys(each.check for each in before.checks)),
        empty="No check was judged.",
        named=True,
    )
    told = [each for verdict in WORST_FIRST[:2] for each in before.checks if each.verdict is verdict]
    yield Table(
        caption="What did not pass",
        head=("Check", "Of", "Verdict", "What", "To do", "Evidence"),
        rows=tuple(_row(each) for each in told),
        empty="Everything passed.",
    )
    yield Table(
        caption="The snapshot",
        head=("Taken", "Evidence"),
        rows=((plain(stamp(before.taken)), digest(before.snapshot)),),
        empty="",
    )


def _counted(name: str, before: Before) -> tuple[Cell, ...]:
    found = Counter(each.verdict for each in before.checks if each.check == name)
    numbers = ((found[each], TONES[each]) for each in (Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN))
    return (plain(name), *(Cell(text=str(count), tone=tone if count else Tone.FAINT) for count, tone in numbers))


def _row(each: Judgement) -> tuple[Cell, ...]:
    return (
        plain(each.check),
        plain(str(each.subject)),
        plain(f"{each.verdict} ({each.severity})", TONES[each.verdict]),
        plain(each.summary),
        plain(each.remedy),
        digests(each.evidence),
    )


SECTION = Section(id="checks", title="Checks before the upgrade", order=30, blocks=blocks)
