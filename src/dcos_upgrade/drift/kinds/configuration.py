"""The site's configuration key by key, as each master has it. Of values that hold secrets the keyed digests are compared."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import NOT_ASKED, Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import user_configuration

SECRET = "its value holds a secret and no keyed digest of it is kept, so nobody can say whether it changed"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    for master in between.subjects(user_configuration.PROBE):
        seen = side.fact(user_configuration.PROBE, master)
        if seen.value is None:
            yield Line(master, unknown=seen.unknown or NOT_ASKED)
            continue
        for key, plain in seen.value.keys.items():
            value = seen.value.seals.get(key, "") if key in seen.value.hidden else plain
            lost = key in seen.value.hidden and not value
            yield Line(master, master, f"configuration {key}", value, SECRET if lost else "")


DRIFT_KIND = DriftKind(
    id="configuration",
    title="Configuration of the cluster as each master has it",
    source="workbook, FAQ (configuration and upgrade together); /opt/mesosphere/etc/user.config.yaml",
    expects="nothing: a run changes the release or the configuration, not both",
    probes=(user_configuration.PROBE.id,),
    lines=lines,
    judge=stays("the configuration"),
)
