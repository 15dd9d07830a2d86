"""Signs on a master that a cloud template made the cluster: such a cluster has no installer of its own and cannot be upgraded."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_master
from dcos_upgrade.probes.reading import output, unreadable

# What a template binds late lies beside the installer's flags, and comes as a package that is named after the cloud.
_COMMAND = (
    "for f in /etc/mesosphere/setup-flags/late-config.yaml /etc/mesosphere/setup-packages; do "
    '[ -e "$f" ] && echo "sign $f"; done; '
    'for f in /opt/mesosphere/active/dcos-provider-*; do [ -e "$f" ] && echo "sign $f"; done; echo end'
)


class CloudTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """``signs`` are the paths that only a template leaves; none on a cluster of the advanced installer."""

    signs: tuple[str, ...]


def parse(answer: Answer) -> CloudTemplate:
    lines = output(answer).split("\n")
    if lines[-2:] != ["end", ""] or any(not line.startswith("sign /") for line in lines[:-2]):
        raise unreadable(answer, "not a list of signs")
    return CloudTemplate(signs=tuple(line.removeprefix("sign ") for line in lines[:-2]))


PROBE = Probe(
    id="cloud-template",
    title="Signs that a cloud template made the cluster",
    source="workbook, FAQ (CloudFormation); gen's late package and cloud-config, 1.9 to 2.2",
    fact=CloudTemplate,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_master,
)
