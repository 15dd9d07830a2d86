"""Whether each node's clock follows another: from 1.12 on Exhibitor does not start where it does not."""

from __future__ import annotations

import re

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

SECONDS = 10

# "show" is there from systemd 239 on; before, the words of "status" differ. Both tell what the kernel thinks.
_COMMAND = (
    f"bound=; command -v timeout >/dev/null 2>&1 && bound='timeout -k 1 {SECONDS}'; "
    "$bound timedatectl show -p NTPSynchronized 2>/dev/null || "
    "LC_ALL=C $bound timedatectl status 2>/dev/null | grep -i 'synchronized:' || exit 1"
)
_LINE = re.compile(r"^\s*(?:NTPSynchronized=|(?:NTP|System clock) synchronized:\s*)(yes|no)\s*$", re.IGNORECASE)


def parse(answer: Answer) -> bool:
    words = {match[1].lower() for line in output(answer).splitlines() if (match := _LINE.match(line))}
    if len(words) != 1:
        raise unreadable(answer, "the system does not say whether its clock is synchronised")
    return words == {"yes"}


PROBE = Probe(
    id="clock-synchronised",
    title="Whether each node's clock is synchronised",
    source="workbook, 'Pre-Upgrade Checklist' (NTP); timedatectl(1)",
    fact=bool,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
