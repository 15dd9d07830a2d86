"""The cluster after the run against the one before it: lost, unknown, and what changed for a reason."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Banner, Block, Cell, Facts, Heading, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import code, digest, digests, moment, plain
from dcos_upgrade.usecases.workbook.model import Finding, Proof, Validation, Workbook


def blocks(workbook: Workbook) -> Iterator[Block]:
    proof = workbook.proof
    yield _verdict(proof)
    yield Facts(
        rows=(
            ("Validated", moment(proof.time)),
            ("Every node expected at", plain(proof.release)),
            ("Baseline", code(proof.baseline)),
            ("Snapshot of the validation", code(proof.snapshot)),
        )
    )
    for missing in proof.missing:
        yield Paragraph(text=f"Not readable when this report was made: {missing}. Details that need it are left out.")
    yield Heading(text="Lost")
    yield _findings(proof.lost, "Nothing." if proof.time else "Not judged yet.")
    yield Heading(text="Unknown")
    yield _findings(proof.unknown, "Nothing." if proof.time else "Not judged yet.")
    yield Heading(text="Changed, as expected")
    yield Table(
        head=("Kind", "Subject", "Before", "After", "Why"),
        rows=tuple(
            (plain(each.kind), plain(each.subject), plain(each.before), plain(each.after), plain(each.why))
            for each in proof.expected
        ),
        empty=_no_changes(proof),
    )
    if len(proof.validations) > 1:
        yield Heading(text="All validations of this run")
        yield Table(
            head=("Time", "Expected at", "Lost", "Unknown", "Expected changes", "Snapshot"),
            rows=tuple(_validation(each) for each in proof.validations),
            empty="",
        )


def _validation(each: Validation) -> tuple[Cell, ...]:
    return (
        moment(each.time),
        plain(each.release),
        plain(str(each.lost), Tone.BAD if each.lost else Tone.PLAIN),
        plain(str(each.unknown), Tone.WARN if each.unknown else Tone.PLAIN),
        plain(str(each.expected)),
        digest(each.snapshot),
    )


def _verdict(proof: Proof) -> Banner:
    if proof.time is None:
        return Banner(tone=Tone.WARN, title="Not validated yet", text="Nothing is proven before the validation.")
    if proof.lost:
        return Banner(tone=Tone.BAD, title="Lost", text=f"{len(proof.lost)} of the baseline's things are gone.")
    if proof.unknown:
        return Banner(tone=Tone.WARN, title="Unknown", text="Not everything could be judged; unknown is not proven.")
    return Banner(
        tone=Tone.GOOD,
        title="Nothing was lost",
        text=f"Everything of the baseline was found again, every node at {proof.release}.",
    )


def _findings(findings: tuple[Finding, ...], empty: str) -> Table:
    rows = tuple((plain(each.kind), plain(each.subject), plain(each.why), digests(each.evidence)) for each in findings)
    return Table(head=("Kind", "Subject", "Why", "Evidence"), rows=rows, empty=empty)


def _no_changes(proof: Proof) -> str:
    if proof.expected_count:
        return f"The validation counted {proof.expected_count}; their details need both snapshots."
    return "Nothing." if proof.time else "Not judged yet."


SECTION = Section(id="validation", title="Validation", order=70, blocks=blocks)
