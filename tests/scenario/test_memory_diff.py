"""Captures of the lab in memory around a whole hop: everything that differs is expected, and what is done to it besides is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec
import pytest
from fakes.memory import Stage, stage

from dcos_upgrade import probes
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.drift.judging import compare_snapshots, exit_code
from dcos_upgrade.lab.memory.rehearsal import ON
from dcos_upgrade.probes import mesos_state
from dcos_upgrade.usecases.beginning import look_at_all


@dataclass(frozen=True, kw_only=True)
class Hop:
    before: Snapshot
    after: Snapshot


def captured(whole: Stage) -> Snapshot:
    return whole.site.run(look_at_all(whole.site, probes.discover()))


def walked(source: str, target: str, on: date = ON, service_marathons: int = 0) -> Hop:
    whole = stage(source, target, on=on, service_marathons=service_marathons)
    before = captured(whole)
    assert whole.go().outcome == "done"
    return Hop(before=before, after=captured(whole))


@pytest.mark.parametrize(
    ("source", "target", "on"),
    [
        ("1.9.10", "1.10.8", ON),
        ("1.10.8", "1.11.3", ON),
        ("1.12.4", "1.13.9", date(2020, 6, 1)),
        ("2.0.6", "2.1.0", date(2020, 12, 1)),
    ],
)
def test_every_difference_of_a_whole_hop_is_expected(source: str, target: str, on: date):
    hop = walked(source, target, on)

    comparison = compare_snapshots(hop.before, hop.after)

    assert (comparison.source, comparison.target) == (source, target)
    assert comparison.unexpected == ()
    assert {each.kind for each in comparison.unknown} == {"configuration"}, "only the site's secrets are not known"
    assert {each.kind for each in comparison.expected} >= {"release", "marathon", "mesos-on-disk", "package", "unit"}
    assert exit_code(comparison) is ExitCode.DONE


def test_a_task_that_ended_besides_is_the_one_unexpected_difference():
    hop = walked("1.10.8", "1.11.3")
    seen = hop.after.fact(mesos_state.PROBE, CLUSTER)
    assert seen.value is not None
    marathon = next(one for one in seen.value.frameworks if one.tasks)
    lost, *left = marathon.tasks
    bent = tuple(
        msgspec.structs.replace(one, tasks=tuple(left)) if one is marathon else one for one in seen.value.frameworks
    )
    state = Observed(value=msgspec.structs.replace(seen.value, frameworks=bent), time=seen.time)
    facts = {**hop.after.facts, (mesos_state.PROBE.id, CLUSTER): state}

    comparison = compare_snapshots(
        hop.before, Snapshot(inventory=hop.after.inventory, taken=hop.after.taken, facts=facts)
    )

    assert [(each.kind, each.subject) for each in comparison.unexpected] == [("task", lost.id)]
    assert exit_code(comparison) is ExitCode.FINDINGS
