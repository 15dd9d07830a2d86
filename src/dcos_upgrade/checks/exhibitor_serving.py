"""Every master's Exhibitor must see the whole ensemble serving, with one leader, and all must see the same.

Until 2.1.0 a master that restarts waits for exactly this, so a master that is missing holds the next one for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, views
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.cluster import CLUSTER, Inventory
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import exhibitor_status
from dcos_upgrade.probes.exhibitor_status import ExhibitorStatus

BENCH = Bench(check="exhibitor-serving")
_REMEDY = "wait until every server is serving; do not touch another master"


def judge(scene: Scene) -> Iterator[Judgement]:
    for master in scene.inventory.masters:
        yield scene.fact(exhibitor_status.PROBE, master.id).judge(
            lambda seen: _objection(seen, scene.inventory) is None,
            check=BENCH.check,
            subject=master.id,
            passed="sees every master serving and one leader",
            failed=lambda seen: _objection(seen, scene.inventory) or "",
            remedy=_REMEDY,
        )
    yield _agreement(scene)


def _objection(seen: ExhibitorStatus, inventory: Inventory) -> str | None:
    """What is wrong with one view, or None."""
    expected = tuple(sorted(master.address for master in inventory.masters))
    if seen.hostnames != expected:
        return f"lists {', '.join(seen.hostnames) or 'no server'} and not the masters {', '.join(expected)}"
    down = [f"{row.hostname} {row.description or row.code}" for row in seen.rows if not row.serving]
    if down:
        return f"sees {', '.join(down)}"
    if len(seen.leaders) != 1:
        return f"sees {len(seen.leaders)} leaders, not one"
    return None


def _agreement(scene: Scene) -> Judgement:
    seen = views(scene, exhibitor_status.PROBE, scene.inventory.masters)
    if seen.missing or not seen.known:
        return BENCH.unknown(CLUSTER, seen.why or "the inventory has no master", seen.evidence)
    leaders = {view.leaders for view in seen.known.values()}
    codes = {tuple((row.hostname, row.code) for row in view.rows) for view in seen.known.values()}
    if len(leaders) > 1 or len(codes) > 1:
        return BENCH.failed(CLUSTER, "the masters' views of the ensemble differ", _REMEDY, seen.evidence)
    return BENCH.passed(CLUSTER, "all masters have the same view of the ensemble", seen.evidence)


CHECK = Check(
    id=BENCH.check,
    title="Exhibitor: all masters serving, one leader, as every master sees it",
    source="workbook, 'Zookeeper Health Check'; DC/OS bootstrap's wait for Exhibitor, 1.9 to 2.1.0",
    judge=judge,
    probes=(exhibitor_status.PROBE.id,),
)
