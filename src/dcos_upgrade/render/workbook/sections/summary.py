"""The outcome first: is it over, and was anything lost?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dcos_upgrade.render.document.blocks import Banner, Block, Cell, Facts, Route, Section, Table, Tone
from dcos_upgrade.render.document.cells import code, moment, nothing, plain, span
from dcos_upgrade.render.terminal import duration, numbered
from dcos_upgrade.usecases.workbook.model import Count, Outcome, Workbook


def blocks(workbook: Workbook) -> Iterator[Block]:
    if workbook.integrity.broken_at is not None:
        yield Banner(
            tone=Tone.BAD,
            title="The journal was changed from outside",
            text=f"Its chain of hashes does not hold at entry {workbook.integrity.broken_at}. "
            "Nothing from there on can be trusted.",
        )
        yield replace(_outcome(workbook), tone=Tone.WARN, title=f"The journal says: {_outcome(workbook).title}")
    else:
        yield _outcome(workbook)
    yield Route(stops=workbook.route)
    yield Facts(rows=_facts(workbook))
    yield Table(
        caption="Before and after",
        head=("What", "Before", "After"),
        rows=tuple(_count(count) for count in workbook.proof.counts),
        empty="",
    )


def _outcome(workbook: Workbook) -> Banner:
    match workbook.outcome:
        case Outcome.DONE if workbook.lost_nothing and workbook.without:
            text = f"Set aside or left out: {', '.join(workbook.without)}. {_journey(workbook)}"
            missing = numbered(len(workbook.without), "node")
            return Banner(tone=Tone.WARN, title=f"Done without {missing}. Nothing else was lost.", text=text)
        case Outcome.DONE if workbook.lost_nothing:
            return Banner(tone=Tone.GOOD, title="Done. Nothing was lost.", text=_journey(workbook))
        case Outcome.DONE:
            return Banner(tone=Tone.WARN, title="Done, and not proven.", text=_journey(workbook))
        case Outcome.FAILED:
            lost = numbered(len(workbook.proof.lost), "thing")
            return Banner(tone=Tone.BAD, title=f"Over, and {lost} lost.", text=_losses(workbook))
        case Outcome.HALTED:
            return Banner(tone=Tone.BAD, title="Halted: the run waits for people.", text=_why(workbook, "halt"))
        case Outcome.PAUSED:
            return Banner(tone=Tone.WARN, title="Paused by people.", text=_why(workbook, "pause"))
        case Outcome.ABORTED:
            text = f"{_why(workbook, 'abort')} The next plan begins where the cluster stands."
            return Banner(tone=Tone.WARN, title="Given up by people, in a lawful state.", text=text)
        case Outcome.OPEN:
            text = f"{_done(workbook)}. Go on with: {workbook.next}"
            return Banner(tone=Tone.WARN, title="Begun and not over.", text=text)


def _journey(workbook: Workbook) -> str:
    there = sum(1 for node in workbook.nodes if node.release_after == workbook.target)
    took = ""
    if workbook.began and workbook.ended:
        took = f" in {duration((workbook.ended - workbook.began).total_seconds())}"
    return (
        f"The cluster {workbook.cluster} went from {workbook.source} to {workbook.target}{took}; "
        f"{there} of {len(workbook.nodes)} nodes were seen at {workbook.target} by the validation."
    )


def _losses(workbook: Workbook) -> str:
    told = [f"{each.kind} {each.subject}: {each.why}" for each in workbook.proof.lost[:3]]
    more = len(workbook.proof.lost) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


def _why(workbook: Workbook, kind: str) -> str:
    last = next((each for each in reversed(workbook.interruptions) if each.kind == kind), None)
    if last is None:
        return _done(workbook)
    who = " ".join(part for part in (last.where, f"by {last.by}" if last.by else "") if part)
    after = f" Next: {workbook.next}" if workbook.next else ""
    return f"{who}: {last.why}. {_done(workbook)}.{after}"


def _done(workbook: Workbook) -> str:
    return f"{_verified(workbook)} of {len(workbook.steps)} steps are verified"


def _verified(workbook: Workbook) -> int:
    return sum(1 for step in workbook.steps if step.verified or step.found_done)


def _facts(workbook: Workbook) -> tuple[tuple[str, Cell], ...]:
    kinds = [each.kind for each in workbook.interruptions]
    scripts = sum(1 for step in workbook.steps for attempt in step.attempts if attempt.started)
    return (
        ("Run", code(workbook.run)),
        ("Begun by", plain(workbook.by)),
        ("Began", moment(workbook.began)),
        ("Last entry", moment(workbook.ended)),
        ("Took", span(workbook.began, workbook.ended)),
        ("Steps verified", plain(f"{_verified(workbook)} of {len(workbook.steps)}")),
        ("Upgrade scripts started", plain(str(scripts))),
        ("Halts, pauses, retries", plain(", ".join(str(kinds.count(kind)) for kind in ("halt", "pause", "retry")))),
        ("Set aside or left out", plain(", ".join(workbook.without) or "no node")),
        ("Test app", _test_app(workbook)),
        ("Leaders handed over", plain(str(len(workbook.handovers)))),
        ("Validation", _validation(workbook)),
        ("Journal", _journal(workbook)),
    )


def _test_app(workbook: Workbook) -> Cell:
    known = workbook.availability
    if known is None:
        return nothing("none in this plan")
    if not known.probes:
        return nothing("not asked yet")
    gap = f"; nobody asked for {duration(known.unwatched)}" if known.unwatched else ""
    return plain(
        f"{known.failed} of {known.probes} without answer{gap}", Tone.WARN if known.failed or gap else Tone.GOOD
    )


def _validation(workbook: Workbook) -> Cell:
    proof = workbook.proof
    if proof.time is None:
        return nothing("not yet made")
    tone = Tone.BAD if proof.lost else Tone.WARN if proof.unknown else Tone.GOOD
    told = f"{len(proof.lost)} lost, {len(proof.unknown)} unknown, {proof.expected_count} expected changes"
    return plain(told, tone)


def _journal(workbook: Workbook) -> Cell:
    integrity = workbook.integrity
    if integrity.broken_at is not None:
        return plain(f"BROKEN at entry {integrity.broken_at}", Tone.BAD)
    return plain(f"{integrity.entries} entries, the chain of hashes holds", Tone.GOOD)


def _count(count: Count) -> tuple[Cell, ...]:
    fewer = count.before is not None and count.after is not None and count.after < count.before
    return (
        plain(count.what),
        nothing("unknown") if count.before is None else plain(str(count.before)),
        nothing("unknown")
        if count.after is None
        else plain(str(count.after) + (" (fewer)" if fewer else ""), Tone.WARN if fewer else Tone.PLAIN),
    )


SECTION = Section(id="summary", title="Outcome", order=10, blocks=blocks)
