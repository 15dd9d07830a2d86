"""The service Marathon in hand is at the version that the plan takes it to, by its own word."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench
from dcos_upgrade.checks.service_bench import in_hand
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.probes import service_marathons

BENCH = Bench(check="service-marathon-version")


def judge(scene: Scene) -> Iterator[Judgement]:
    found = in_hand(BENCH, scene)
    if isinstance(found, Judgement):
        yield found
        return
    row, target = found.row, found.planned.target
    numbers = marathon_numbers(row.version) if row is not None and row.version is not None else None
    if row is None or row.version is None:
        why = row.why if row is not None else "Mesos does not know its framework"
        yield BENCH.unknown(found.subject, f"it does not say its version: {why}", found.evidence)
    elif numbers is None:
        yield BENCH.unknown(found.subject, f"{row.version!r} is no version", found.evidence)
    elif numbers == marathon_numbers(target):
        yield BENCH.passed(found.subject, f"at {row.version}", found.evidence)
    else:
        remedy = "look at the image in its app, and at its deployment"
        yield BENCH.failed(found.subject, f"is {row.version}, not {target}", remedy, found.evidence)


CHECK = Check(
    id=BENCH.check,
    title="The service Marathon is at its planned version",
    source="workbook, table of Marathon versions; Marathon /v2/info",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(service_marathons.PROBE.id,),
)
