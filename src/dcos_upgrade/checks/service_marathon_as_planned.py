"""Before its app is changed, the service Marathon in hand is what the plan was made for: the same framework id, the same version."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench
from dcos_upgrade.checks.service_bench import InHand, in_hand
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.probes import service_marathons
from dcos_upgrade.probes.service_marathons import SeenMarathon

BENCH = Bench(check="service-marathon-as-planned")
PLAN_AGAIN = "find out who changed it; then give the run up and plan again"


def judge(scene: Scene) -> Iterator[Judgement]:
    found = in_hand(BENCH, scene)
    if isinstance(found, Judgement):
        yield found
        return
    row = found.row
    if row is None:
        others = [str(each.framework_id) for each in found.seen.of_app(found.planned.app)]
        what = f"its framework {found.planned.framework_id} is gone; its app has {', '.join(others) or 'none'}"
        yield BENCH.failed(found.subject, what, PLAN_AGAIN, found.evidence)
    elif row.version is None:
        yield BENCH.unknown(found.subject, f"it does not say its version: {row.why}", found.evidence)
    else:
        yield _version(found, row, row.version)


def _version(found: InHand, row: SeenMarathon, version: str) -> Judgement:
    planned = found.planned
    if marathon_numbers(version) not in (marathon_numbers(planned.source), marathon_numbers(planned.target)):
        what = f"is {version}; the plan takes it from {planned.source} to {planned.target}"
        return BENCH.failed(found.subject, what, PLAN_AGAIN, found.evidence)
    changing = sorted(app.id for app in row.apps or () if app.deployments)
    if row.apps is None:
        return BENCH.unknown(found.subject, f"it does not say which apps it has: {row.why}", found.evidence)
    if changing:
        what = f"it is deploying {', '.join(changing[:5])}"
        return BENCH.failed(
            found.subject, what, "wait until it is done: a new version meets no half change", found.evidence
        )
    return BENCH.passed(found.subject, f"at {version} under {planned.framework_id}, as planned", found.evidence)


CHECK = Check(
    id=BENCH.check,
    title="The service Marathon is as the plan relied on",
    source="workbook, 'Upgrade MoM'; Marathon /v2/info, /v2/apps",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(service_marathons.PROBE.id,),
)
