"""What the checks say of a snapshot, outside of any run."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from dcos_upgrade import checks
from dcos_upgrade.core.check import Check, CheckStage, HopFacts, Scene, judge
from dcos_upgrade.core.error import ExitCode, Usage
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import marathon_deployments


def chosen(stage: CheckStage, only: Collection[str]) -> tuple[Check, ...]:
    """The checks of a stage, or those named. Raises Usage for a name that there is not."""
    known = checks.discover()
    strangers = sorted(set(only) - set(known))
    if strangers:
        raise Usage(f"there is no check {', '.join(strangers)}", next_command="dcos-upgrade check --list")
    return tuple(check for name, check in known.items() if (name in only if only else stage in check.stages))


def preflight(
    snapshot: Snapshot, wanted: Iterable[Check], *, baseline: Snapshot | None, hop: HopFacts | None
) -> tuple[Judgement, ...]:
    """Judged against ``baseline``; before a run there is none, so the snapshot is the one that a run would begin with."""
    scene = Scene(
        inventory=snapshot.inventory,
        now=snapshot,
        at=snapshot.taken,
        baseline=baseline or as_baseline(snapshot),
        hop=hop,
    )
    return tuple(judgement for check in wanted for judgement in judge(check, scene))


def as_baseline(snapshot: Snapshot) -> Snapshot:
    """The snapshot as its own baseline, except that a deployment under way does not excuse itself."""
    facts = {key: fact for key, fact in snapshot.facts.items() if key[0] != marathon_deployments.PROBE.id}
    return replace(snapshot, facts=facts)


def exit_code(judgements: Collection[Judgement]) -> ExitCode:
    """BLOCKED before UNKNOWN before FINDINGS; nothing judged is unknown."""
    blocking = {each.verdict for each in judgements if each.severity is Severity.BLOCKER}
    if Verdict.FAIL in blocking:
        return ExitCode.BLOCKED
    if Verdict.UNKNOWN in blocking or not judgements:
        return ExitCode.UNKNOWN
    return ExitCode.DONE if all(each.verdict is Verdict.PASS for each in judgements) else ExitCode.FINDINGS
