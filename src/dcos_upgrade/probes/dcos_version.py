"""The release that lies on each node: what a swap has made live, whatever the script said."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import Name, json_body, output


class DcosVersion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``version`` is usually a release number, but development builds say things like ``1.10-dev``."""

    version: Name
    image_commit: str | None = msgspec.field(name="dcos-image-commit", default=None)
    bootstrap_id: str | None = msgspec.field(name="bootstrap-id", default=None)
    variant: str | None = msgspec.field(name="dcos-variant", default=None)


def parse(answer: Answer) -> DcosVersion:
    output(answer)
    return json_body(answer, answer.body, DcosVersion)


PROBE = Probe(
    id="dcos-version",
    title="Release on each node",
    source="workbook, 'Node Validation'; /opt/mesosphere/etc/dcos-version.json",
    fact=DcosVersion,
    question=Command(text="cat /opt/mesosphere/etc/dcos-version.json"),
    parse=parse,
    subjects=every_node,
)
