"""Facts over all masters: one that says so is enough, and that none does has to be said by each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from cluster_facts import M1, M2, M3, healthy, key, snapshot

from dcos_upgrade import catalog
from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.knowing import KnownFacts
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import exhibitor_configuration, local_changes, marathon_environment, mesos_flags
from dcos_upgrade.probes.exhibitor_configuration import ExhibitorConfiguration
from dcos_upgrade.probes.local_changes import LocalChanges
from dcos_upgrade.probes.marathon_environment import MarathonEnvironment
from dcos_upgrade.probes.mesos_flags import MesosFlags

MASTERS = (M1, M2, M3)
NEW = ExhibitorConfiguration(data_directory="/var/lib/dcos/exhibitor/zookeeper/snapshot")
OLD = ExhibitorConfiguration(data_directory="/var/lib/zookeeper/snapshot")
INFO, WARNING = (MesosFlags(flags={"logging_level": level}) for level in ("INFO", "WARNING"))
SILENT = MesosFlags(flags={"quorum": "2"})
PLAIN, QUIET = MarathonEnvironment(), MarathonEnvironment(values={"logging_level": "ERROR"})
REPORTS = MarathonEnvironment(options=("reporter_graphite",))


def reading(fact: str, values: Mapping[Any, object], target: str = "1.10.7") -> Any:
    version = Version.parse(target)
    situation = Situation(
        source=Version.parse("1.9.9"),
        target=version,
        wanted=version,
        on=date(2018, 7, 10),
        catalog=catalog.own(),
        snapshot=snapshot(healthy() | dict(values)),
    )
    return KnownFacts(situation).reading(fact)


def of_masters(probe: Any, *facts: object) -> dict[Any, object]:
    """None: that master has no answer."""
    return {key(probe, node): fact for node, fact in zip(MASTERS, facts, strict=True) if fact is not None}


@pytest.mark.parametrize(
    ("said", "known"),
    [((NEW, NEW, NEW), False), ((NEW, OLD, NEW), True), ((OLD, None, NEW), True), ((NEW, None, NEW), None)],
)
def test_whether_zookeeper_uses_the_old_directory(said: tuple[object, ...], known: bool | None):
    found = reading("exhibitor.old-directory", of_masters(exhibitor_configuration.PROBE, *said))

    assert isinstance(found, Unknown) if known is None else found is known


@pytest.mark.parametrize(
    ("mesos", "marathon", "known"),
    [
        ((INFO, INFO, INFO), (PLAIN, PLAIN, PLAIN), False),
        ((INFO, INFO, WARNING), (PLAIN, PLAIN, PLAIN), True),
        ((INFO, INFO, INFO), (PLAIN, QUIET, PLAIN), True),
        ((INFO, None, WARNING), (PLAIN, None, PLAIN), True),
        ((INFO, None, INFO), (PLAIN, PLAIN, PLAIN), None),
        ((INFO, INFO, INFO), (PLAIN, None, PLAIN), None),
        ((INFO, SILENT, INFO), (PLAIN, PLAIN, PLAIN), None),
    ],
)
def test_whether_logs_are_less_than_informational(
    mesos: tuple[object, ...], marathon: tuple[object, ...], known: bool | None
):
    said = of_masters(mesos_flags.PROBE, *mesos) | of_masters(marathon_environment.PROBE, *marathon)

    found = reading("marathon.quiet-logs", said)

    assert isinstance(found, Unknown) if known is None else found is known


@pytest.mark.parametrize(
    ("said", "target", "count"),
    [
        ((PLAIN, REPORTS, PLAIN), "1.13.9", 1),
        ((REPORTS, REPORTS, REPORTS), "1.13.9", 1),
        ((REPORTS, None, PLAIN), "1.13.9", 1),
        ((PLAIN, REPORTS, PLAIN), "1.12.4", 0),
        ((PLAIN, None, PLAIN), "1.13.9", None),
    ],
)
def test_how_many_options_stop_the_targets_marathon(said: tuple[object, ...], target: str, count: int | None):
    found = reading("marathon.options-that-stop", of_masters(marathon_environment.PROBE, *said), target)

    assert isinstance(found, Unknown) if count is None else found == count


def test_how_much_a_swap_takes_away():
    changed = LocalChanges(loose=("/opt/mesosphere/etc/a",), units=("/etc/systemd/system/dcos-a.service",))

    found = reading("node.local-changes", {key(local_changes.PROBE, M1): changed})

    assert found[M1] == 2
    assert isinstance(found[M2], Unknown)
