"""The site's own files on each node that DC/OS reads and an upgrade leaves alone. Their contents stay on the node.

A digest of eight digits is enough to see a change and too short to prove a guess at a secret within.
"""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

PLACES = (
    "/var/lib/dcos/mesos-slave-common",
    "/var/lib/dcos/mesos-resources",
    "/var/lib/dcos/marathon/environment",
    "/var/lib/dcos/metronome/environment",
    "/etc/mesosphere/mesos/master.env",
    "/etc/mesosphere/mesos/agent.env",
    "/etc/docker/daemon.json",
    "/etc/systemd/system/dcos-*.d/*",
)
DIGITS, MOST = 8, 300

_COMMAND = (
    "command -v sha256sum >/dev/null 2>&1 || exit 1; "
    f'for file in {" ".join(PLACES)}; do [ -f "$file" ] || continue; '
    'if [ -r "$file" ]; then set -- $(sha256sum <"$file"); '
    f'echo "$(printf %.{DIGITS}s "$1") $file"; else echo "closed $file"; fi; done | head -n {MOST}; echo end'
)
_LINE = re.compile(rf"^([0-9a-f]{{{DIGITS}}}|closed) (/\S.*)$", re.ASCII)


class SiteFiles(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of each file's SHA-256 by its path; ``closed`` for one that this user may not read."""

    digests: dict[str, str]


def parse(answer: Answer) -> SiteFiles:
    lines = output(answer).splitlines()
    if not lines or lines[-1] != "end":
        raise unreadable(answer, "the list of the site's files is not whole")
    rows = [_LINE.match(line) for line in lines[:-1]]
    if None in rows:
        raise unreadable(answer, "not a list of files with their digests")
    return SiteFiles(digests={row[2]: row[1] for row in rows if row is not None})


PROBE = Probe(
    id="site-files",
    title="Files of the site that DC/OS reads on each node",
    source="workbook, 'Pre-Upgrade Checklist' (customisation); files that an upgrade leaves alone, DC/OS 1.9 to 2.2",
    fact=SiteFiles,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
