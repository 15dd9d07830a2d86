"""Foreign text as one line that can be read and does nothing: no secrets, no control characters, no end that is not said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from dcos_upgrade.core.redaction import redact_text

LONGEST = 4000
"""Characters of one figure. A cell of a spreadsheet takes 32,767 (Excel's own limit); what is longer is read in the snapshot."""

NAMED = 20
"""Names that a note lists."""

_ACTS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Controls, line ends, marks that turn the direction of writing, what has no width, halves of characters, tags."""
_NAMES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


@lru_cache(maxsize=16384)
def visible(text: str) -> str:
    """The text with all that acts written out (``\\x1b``, ``\\u202e``), shortened to ``LONGEST`` with how much is missing."""
    clean = _ACTS.sub(_written_out, redact_text(text[: 4 * LONGEST]))
    missing = len(text) - LONGEST
    if missing <= 0 and len(clean) <= LONGEST:
        return clean
    return f"{clean[:LONGEST]}… ({max(missing, len(clean) - LONGEST)} more characters)"


def _written_out(found: re.Match[str]) -> str:
    character = found.group()
    number = ord(character)
    if character in _NAMES:
        return _NAMES[character]
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def some(names: Sequence[str]) -> str:
    """The first ``NAMED``, and how many more there are."""
    more = len(names) - NAMED
    told = ", ".join(visible(name) for name in names[:NAMED]) or "none"
    return f"{told} and {more} more" if more > 0 else told


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Sorts ``r2`` before ``r10``: numbers by how long they are first, as no number has to be read for that."""
    parts = re.split("([0-9]+)", text)
    return tuple(
        (len(part.lstrip("0")) if number % 2 else 0, part.lstrip("0") if number % 2 else part)
        for number, part in enumerate(parts)
    )


def columns_of(text: str) -> int:
    """How many columns of a fixed-width type the text takes: wide characters two, combining ones none."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0x1F000 else 1


def fitted(text: str, columns: int) -> str:
    """The text in at most so many columns; a cut is shown by an ellipsis."""
    if columns_of(text) <= columns:
        return text
    kept, taken = "", 0
    for character in text:
        taken += _width(character)
        if taken > columns - 1:
            break
        kept += character
    return f"{kept}…"
