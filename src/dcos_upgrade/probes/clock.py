"""The time by each node's own clock, in seconds since 1970."""

from __future__ import annotations

import re

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import one_word, unreadable

# A `date` without nanoseconds prints the letter N; the seconds before it are still good.
_TIME = re.compile(r"^(\d{1,12}(?:\.\d{1,9})?)(?:\.%?N)?$", re.ASCII)


def parse(answer: Answer) -> float:
    match = _TIME.match(one_word(answer))
    if match is None:
        raise unreadable(answer, "not a time")
    return float(match.group(1))


PROBE = Probe(
    id="clock",
    title="Time by each node's clock",
    source="workbook, 'Pre-Upgrade Checklist' (NTP); date",
    fact=float,
    question=Command(text="date +%s.%N"),
    parse=parse,
    subjects=every_node,
)
