"""Whether the journal that all this was read from is whole."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Banner, Block, Facts, Paragraph, Section, Tone
from dcos_upgrade.render.document.cells import code, plain
from dcos_upgrade.usecases.workbook.model import Integrity, Workbook


def blocks(workbook: Workbook) -> Iterator[Block]:
    integrity = workbook.integrity
    yield _verdict(integrity)
    yield Facts(
        rows=(
            ("Entries", plain(str(integrity.entries))),
            ("Processes that wrote them", plain(str(integrity.epochs))),
            ("First hash", code(integrity.first_hash)),
            ("Last hash", code(integrity.last_hash)),
        )
    )
    yield Paragraph(
        text="Each entry carries the SHA-256 of itself and of the hash before it; the last hash therefore stands for all of them. "
        "Evidence is named by its SHA-256 too: raw answers lie under these names in the evidence folder of the state directory. "
        "Tables of this report show the first digits."
    )


def _verdict(integrity: Integrity) -> Banner:
    if not integrity.entries:
        return Banner(tone=Tone.WARN, title="The journal is empty", text="There is nothing to verify.")
    if integrity.broken_at is None:
        text = f"All {integrity.entries} entries were verified when this report was made."
        return Banner(tone=Tone.GOOD, title="The chain of hashes holds", text=text)
    text = f"Entry {integrity.broken_at} was changed, removed or put in after it was written."
    return Banner(tone=Tone.BAD, title="The chain of hashes does not hold", text=text)


SECTION = Section(id="integrity", title="Journal", order=80, blocks=blocks)
