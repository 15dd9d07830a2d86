"""Every step: when it was admitted, started, settled and verified, with exit status, looks and evidence."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.step import NodeState
from dcos_upgrade.render.document.blocks import (
    Bar,
    Bars,
    Block,
    Cell,
    Heading,
    Listing,
    Paragraph,
    Section,
    Table,
    Tone,
)
from dcos_upgrade.render.document.cells import SHORT, code, digest, moment, nothing, plain, span, stamp
from dcos_upgrade.usecases.workbook.model import Attempt, GateLook, HopRow, SoakRow, StepRow, Workbook

HEAD = ("Node", "Stage, wave", "Admitted", "Started", "Settled", "Exit", "Attempts", "Verified", "Took")
EVIDENCE_HEAD = ("Node", "Time", "Look", "Result", "Evidence")
MOST_ROWS = 400
"""Rows of the picture; the tables have all of them."""
LEGEND = (
    ("script", "the upgrade script runs"),
    ("gates", "gates are looked at"),
    ("wait", "after a wave: wait"),
    ("soak", "after a wave: watched"),
)


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Paragraph(
        text="A node counts as done when it is verified: the gates held several looks in a row. "
        "The script's exit status is shown and decides nothing."
    )
    picture = _picture(workbook)
    if picture is not None:
        yield picture
    for hop in workbook.hops:
        yield from _hop(hop, tuple(step for step in workbook.steps if step.hop == hop.number))


def _picture(workbook: Workbook) -> Bars | None:
    nodes = ((node.id, tuple(_bars(workbook, node.id))) for node in workbook.nodes)
    rows = tuple((name, bars) for name, bars in (*nodes, *_soaks(workbook)) if bars)[:MOST_ROWS]
    drawn = [bar for _, bars in rows for bar in bars]
    if not drawn:
        return None
    start, end = min(bar.start for bar in drawn), max(bar.end for bar in drawn)
    return Bars(start=start, end=end, rows=rows, legend=LEGEND)


def _bars(workbook: Workbook, node: str) -> Iterator[Bar]:
    for step in workbook.steps:
        if step.node != node:
            continue
        for attempt in step.attempts:
            if attempt.started and attempt.settled:
                title = f"{node} to {step.target}: script, from {stamp(attempt.started)} to {stamp(attempt.settled)}"
                yield Bar(start=attempt.started, end=attempt.settled, kind="script", title=title)
        if step.settled and step.verified:
            title = f"{node} to {step.target}: gates, until {stamp(step.verified)}"
            yield Bar(start=step.settled, end=step.verified, kind="gates", title=title)


def _soaks(workbook: Workbook) -> Iterator[tuple[str, tuple[Bar, ...]]]:
    """A row for each stage, as its waves never soak at once: the time that is waited, and the time under watch."""
    for stage in dict.fromkeys(soak.stage for soak in workbook.soaks):
        mine = (soak for soak in workbook.soaks if soak.stage == stage)
        yield f"soak: {stage}", tuple(bar for soak in mine for bar in _soak(soak))


def _soak(soak: SoakRow) -> Iterator[Bar]:
    name = f"{soak.stage}, {soak.wave}"
    watched = min(soak.watched, soak.ended) if soak.ended else soak.watched
    yield Bar(start=soak.began, end=watched, kind="wait", title=f"{name}: waited until {stamp(watched)}")
    if soak.ended and soak.ended > watched:
        yield Bar(start=watched, end=soak.ended, kind="soak", title=f"{name}: watched until {stamp(soak.ended)}")


def _hop(hop: HopRow, steps: tuple[StepRow, ...]) -> Iterator[Block]:
    yield Heading(text=f"Hop {hop.number + 1}: {hop.source} → {hop.target}")
    yield Table(head=HEAD, rows=tuple(_step(step) for step in steps), empty="This hop has no steps.")
    yield Table(
        caption="Looks that decided, and their evidence",
        head=EVIDENCE_HEAD,
        rows=tuple(row for step in steps for row in _evidence(step)),
        empty="No look has decided anything in this hop.",
    )
    for step in steps:
        yield from _listings(step)


def _step(step: StepRow) -> tuple[Cell, ...]:
    last = step.attempts[-1] if step.attempts else None
    return (
        plain(step.node),
        plain(f"{step.stage}, {step.wave}"),
        moment(step.admitted),
        moment(step.started),
        moment(step.settled),
        _exit(last),
        plain(str(sum(1 for attempt in step.attempts if attempt.started))),
        _verified(step),
        span(step.started or step.admitted, step.verified),
    )


def _exit(attempt: Attempt | None) -> Cell:
    if attempt is None or attempt.settled is None:
        return nothing()
    if attempt.exit is None:
        return nothing("none")
    return plain(str(attempt.exit), Tone.PLAIN if attempt.exit == 0 else Tone.WARN)


def _verified(step: StepRow) -> Cell:
    if step.verified:
        return Cell(text=stamp(step.verified), code=True, tone=Tone.GOOD)
    if step.found_done:
        return plain("found done", Tone.GOOD)
    return plain("not verified", Tone.WARN) if step.attempts else nothing("not begun")


def _evidence(step: StepRow) -> Iterator[tuple[Cell, ...]]:
    if step.admitted:
        yield (
            plain(step.node),
            moment(step.admitted),
            plain("admission"),
            plain("admitted", Tone.GOOD),
            digest(step.admission_look),
        )
    for look in step.looks:
        yield (plain(step.node), moment(look.time), code(look.gate), _result(look), _digests(look))


def _result(look: GateLook) -> Cell:
    if look.passed:
        return plain("pass", Tone.GOOD)
    return plain(f"{look.verdict}: {look.reason}", Tone.WARN)


def _digests(look: GateLook) -> Cell:
    if look.look:
        return digest(look.look)
    return code(" ".join(each[:SHORT] for each in look.evidence))


def _listings(step: StepRow) -> Iterator[Listing]:
    """The script's last lines, where there is something to explain."""
    for attempt in step.attempts:
        well = attempt.exit in {0, None} and attempt.state in {"", NodeState.NEW}
        if attempt.log_tail and not well:
            exit_text = "no exit status" if attempt.exit is None else f"exit {attempt.exit}"
            title = f"{step.node}, attempt {attempt.number}: {exit_text}, the node was {attempt.state}"
            yield Listing(title=title, text=attempt.log_tail)


SECTION = Section(id="steps", title="Steps", order=40, blocks=blocks)
