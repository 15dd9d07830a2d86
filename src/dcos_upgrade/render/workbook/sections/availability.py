"""The test app through the run: how it answered in each wave and on each node, and when nobody asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.render.document.blocks import Banner, Block, Cell, Facts, Heading, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import code, moment, nothing, plain, span
from dcos_upgrade.render.terminal import duration, numbered
from dcos_upgrade.usecases.workbook.availability import by_wave
from dcos_upgrade.usecases.workbook.model import Answered, Availability, FreshApp, Silence, Workbook

HEAD = ("Wave", "Asked", "No answer", "Answered", "Longest outage", "Nobody asked")
NODE_HEAD = ("Wave", "Node", *HEAD[1:])
MANY = 120
"""Rows of single nodes; beyond it only those are shown that have something to tell."""


def blocks(workbook: Workbook) -> Iterator[Block]:
    known = workbook.availability
    if known is None:
        yield Paragraph(
            text="This run had no test app: how services were reached while nodes were upgraded was not measured. "
            "The policy key test_app asks for one."
        )
        return
    yield _verdict(known)
    yield Facts(rows=_facts(known))
    yield Paragraph(
        text="Nobody asked: time in which no process of this tool was at work, or it was too busy to ask. What was not asked is not "
        "known, and does not count as answered. An outage that lasts over the end of a wave is told in both, in the later one "
        "with its whole length."
    )
    yield Table(
        caption="By wave",
        head=HEAD,
        rows=tuple(_wave(rows) for rows in by_wave(known.waves)),
        empty="Nothing was asked yet.",
    )
    yield from _nodes(known)
    yield Heading(text="When it did not answer")
    yield Table(
        head=("Node", "Told at", "Until", "Lasted"),
        rows=tuple(_silence(each) for each in known.silences),
        empty="It was never without an answer for long enough to be told of.",
    )
    yield Heading(text="Deployed afresh at a validation")
    yield Table(
        head=("Time", "Release", "Result", "Why"),
        rows=tuple(_fresh(each) for each in known.fresh),
        empty="No validation has come to it yet.",
    )


def _verdict(known: Availability) -> Banner:
    probes, failed = known.probes, known.failed
    gap = f" Nobody asked for {duration(known.unwatched)}: of that time nothing is known." if known.unwatched else ""
    told = f"{numbered(probes, 'question')} to {numbered(len(known.nodes), 'node')}"
    if not probes:
        return Banner(tone=Tone.WARN, title="The test app was not asked", text=f"Nothing was measured.{gap}")
    if failed:
        worst = max(known.waves, key=lambda each: each.longest)
        text = (
            f"{told}, {failed} without a good answer. The longest outage lasted {_seconds(worst.longest)}, on {worst.node} "
            f"in {_place(worst)}.{gap}"
        )
        return Banner(tone=Tone.WARN, title="The test app was not always there", text=text)
    if gap:
        return Banner(tone=Tone.WARN, title="The test app answered whenever it was asked", text=f"{told}.{gap}")
    return Banner(tone=Tone.GOOD, title="The test app answered all the time", text=f"{told}, all answered.")


def _facts(known: Availability) -> tuple[tuple[str, Cell], ...]:
    return (
        ("App", code(known.app)),
        ("On", plain(", ".join(known.nodes))),
        ("Asked every", plain(f"{known.interval:g} s")),
        ("Deployed", moment(known.deployed) if known.deployed else nothing("not yet")),
        ("Removed", moment(known.removed) if known.removed else nothing("not yet")),
    )


def _wave(rows: Sequence[Answered]) -> tuple[Cell, ...]:
    probes, failed = sum(each.probes for each in rows), sum(each.failed for each in rows)
    worst = max(rows, key=lambda each: each.longest)
    longest = (
        f"{_seconds(worst.longest)} ({worst.node})" if worst.longest and len(rows) > 1 else _seconds(worst.longest)
    )
    least = max(rows, key=lambda each: each.unwatched)
    return (plain(_place(rows[0])), *_counted(probes, failed, longest if worst.longest else ""), _unwatched(least))


def _nodes(known: Availability) -> Iterator[Block]:
    if len(known.nodes) < 2:
        return
    few = len(known.waves) <= MANY
    shown = [each for each in known.waves if few or each.failed or each.longest or each.unwatched]
    yield Table(
        caption="By wave and node" if few else "By wave and node, where something was missing",
        head=NODE_HEAD,
        rows=tuple(_node(each) for each in shown[: MANY * 10]),
        empty="On every node and in every wave each question was answered.",
    )


def _node(each: Answered) -> tuple[Cell, ...]:
    longest = _seconds(each.longest) if each.longest else ""
    return (
        plain(_place(each)),
        plain(each.node),
        *_counted(each.probes, each.failed, longest),
        _unwatched(each),
    )


def _counted(probes: int, failed: int, longest: str) -> tuple[Cell, ...]:
    tone = Tone.WARN if failed or longest else Tone.PLAIN
    return (
        plain(str(probes)),
        plain(str(failed), Tone.WARN if failed else Tone.PLAIN),
        _part(probes, failed),
        plain(longest or "none", tone),
    )


def _part(probes: int, failed: int) -> Cell:
    """Never rounded up: with one question unanswered it is not all of them."""
    if not probes:
        return nothing("not asked")
    hundredths = (probes - failed) * 10_000 // probes
    return plain(f"{hundredths / 100:g} %", Tone.WARN if failed else Tone.GOOD)


def _unwatched(each: Answered) -> Cell:
    if each.watched is None:
        return nothing("not known")
    return plain(f"for {duration(each.unwatched)}", Tone.WARN) if each.unwatched else plain("never")


def _place(each: Answered) -> str:
    name = f", {each.wave}" if each.wave else ""
    return f"hop {each.hop + 1}, {each.stage}{name}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else duration(seconds)


def _silence(each: Silence) -> tuple[Cell, ...]:
    lasted = span(each.time, each.until) if each.until else plain("to the end", Tone.WARN)
    return plain(each.node), moment(each.time), moment(each.until), lasted


def _fresh(each: FreshApp) -> tuple[Cell, ...]:
    if each.answered:
        return moment(each.time), plain(each.release), plain("it answered", Tone.GOOD), nothing()
    result = plain("it did not run", Tone.BAD) if each.lost else plain("not known", Tone.WARN)
    return moment(each.time), plain(each.release), result, plain(each.why)


SECTION = Section(id="availability", title="Availability of the test app", order=55, blocks=blocks)
