"""No unit of DC/OS may log an error that it did not log before the run. A kind that the baseline had is nothing new.

Judged of the nodes under watch, or of the node in focus; only errors since the last look count.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dcos_upgrade.checks.bench import Bench, Views, baseline_views, digests, focus_node, listed
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.probes import journal_errors
from dcos_upgrade.probes.journal_errors import ErrorKind, JournalErrors

BENCH = Bench(check="journal-errors")
WHOLE_SECONDS = timedelta(seconds=1)
"""The journal's times are cut to seconds."""


def judge(scene: Scene) -> Iterator[Judgement]:
    nodes = _nodes(scene)
    if not nodes:
        yield BENCH.no_focus()
        return
    before = baseline_views(scene, journal_errors.PROBE, scene.inventory.nodes)
    old = {kind.same for seen in before.known.values() for kind in seen.kinds}
    for node in nodes:
        yield _judged(scene, node, before, old)


def _nodes(scene: Scene) -> list[Node]:
    watched = [scene.inventory.node(name) for name in scene.watched] or [focus_node(scene)]
    return [node for node in watched if node is not None]


def _judged(scene: Scene, node: Node, before: Views[JournalErrors], old: set[tuple[str, str]]) -> Judgement:
    now = scene.fact(journal_errors.PROBE, node.id)
    if now.value is None:
        return BENCH.not_known(node.id, now)
    late = list(_late(scene, now))
    new = [kind for kind in late if kind.same not in old]
    evidence = digests(now)
    if new and node.id in before.missing:
        why = f"errors are logged, and those from before the run are not known: {before.missing[node.id]}"
        return BENCH.unknown(node.id, why, evidence)
    if new:
        remedy = f"journalctl -p err -u 'dcos-*' on {node.id}: find out what fails there"
        return BENCH.failed(node.id, f"new errors in the journal: {listed(map(str, new), 3)}", remedy, evidence)
    more = f"; {len(late)} kinds go on that were there before" if late else ""
    return BENCH.passed(node.id, f"no new error in the journal{more}", evidence)


def _late(scene: Scene, now: Observed[JournalErrors]) -> Iterator[ErrorKind]:
    """Kinds that were logged since the time from which on news counts; all of them where there is no such time."""
    kinds = now.value.kinds if now.value else ()
    if scene.since is None or now.time is None:
        yield from kinds
        return
    oldest = (now.time - scene.since + WHOLE_SECONDS).total_seconds()
    yield from (kind for kind in kinds if kind.age <= oldest)


CHECK = Check(
    id=BENCH.check,
    title="No new errors in the journal",
    source="workbook, 'Checking Status During an Upgrade' (issues that occur live during the upgrade); journalctl",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    focus_probes=(journal_errors.PROBE.id,),
)
