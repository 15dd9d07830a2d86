"""The version of the Mesos binary that lies on each node."""

from __future__ import annotations

import re

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

# `mesos-agent` was `mesos-slave` once; a master may have both binaries, of one version.
COMMAND = (
    "bin=/opt/mesosphere/bin; for name in mesos-master mesos-agent mesos-slave; do "
    '[ ! -e "$bin/$name" ] || break; done; '
    'if [ -x "$bin/dcos-shell" ]; then "$bin/dcos-shell" "$name" --version; else "$bin/$name" --version; fi'
)

_VERSION = re.compile(r"^mesos\s+(\d+\.\d+\.\d+\S*)\s*$", re.MULTILINE)


def parse(answer: Answer) -> str:
    match = _VERSION.search(output(answer))
    if match is None:
        raise unreadable(answer, "no Mesos version in the answer")
    return match.group(1)


PROBE = Probe(
    id="mesos-version",
    title="Mesos version on each node",
    source="workbook, 'Node Validation'; mesos-master --version, mesos-agent --version",
    fact=str,
    question=Command(text=COMMAND),
    parse=parse,
    subjects=every_node,
)
