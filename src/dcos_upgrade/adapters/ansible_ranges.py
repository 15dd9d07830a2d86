"""Host patterns of an Ansible inventory: ``agent[01:20].example``, ``rack-[a:c]``, ``name:2222``. Pure."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

MOST = 20_000
"""Hosts of one pattern: twice the largest cluster there is."""
_RANGE = re.compile(r"\[([0-9]+|[A-Za-z]):([0-9]+|[A-Za-z])(?::([0-9]+))?\]")


def hosts_of(pattern: str) -> Iterator[str]:
    """Both ends count. Raises ValueError for a range that is none, or too long."""
    found = _RANGE.search(pattern)
    if found is None:
        yield pattern
        return
    before, after = pattern[: found.start()], pattern[found.end() :]
    for count, middle in enumerate(_values(*found.groups()), start=1):
        if count > MOST:
            raise ValueError(f"{pattern} names more than {MOST} hosts")
        yield from hosts_of(f"{before}{middle}{after}")


def _values(first: str, last: str, step: str | None) -> Iterator[str]:
    stride = int(step or 1)
    if stride < 1:
        raise ValueError(f"[{first}:{last}:{step}] goes nowhere")
    if first.isdecimal() and last.isdecimal():
        width = len(first) if first.startswith("0") and len(first) > 1 else 0
        yield from (str(each).zfill(width) for each in range(int(first), int(last) + 1, stride))
    elif first.isdecimal() or last.isdecimal():
        raise ValueError(f"[{first}:{last}] goes from a number to a letter")
    else:
        letters = string.ascii_letters
        yield from letters[letters.index(first) : letters.index(last) + 1 : stride]
