"""What the release asks of the machines, as far as the capture answers it; what no probe asks for yet stands in the plan, as unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dcos_upgrade import catalog
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.expression import names
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import facts
from dcos_upgrade.planning.host_requirements import JudgedRequirement, judged_requirements
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import (
    clock,
    clock_synchronised,
    dcos_version,
    docker_settings,
    docker_version,
    kernel_settings,
    mounts,
    os_release,
    processor,
    programs,
    selinux,
    system_services,
    systemd_version,
    user_configuration,
)

ID = "host-requirements"
PROBES: tuple[Probe[Any], ...] = (
    systemd_version.PROBE,
    docker_version.PROBE,
    os_release.PROBE,
    clock.PROBE,
    clock_synchronised.PROBE,
    dcos_version.PROBE,
    docker_settings.PROBE,
    kernel_settings.PROBE,
    mounts.PROBE,
    processor.PROBE,
    programs.PROBE,
    selinux.PROBE,
    system_services.PROBE,
    user_configuration.PROBE,
)
VERDICTS = {True: Verdict.PASS, False: Verdict.FAIL, None: Verdict.UNKNOWN}


def judge(scene: Scene) -> Iterator[Judgement]:
    """For the release of the hop; without one for the oldest release of the nodes."""
    source = scene.hop.source if scene.hop else _oldest(scene)
    if source is None:
        yield _said(Verdict.UNKNOWN, Severity.BLOCKER, "unknown: the release of a node is not known")
        return
    target = scene.hop.target if scene.hop else source
    situation = Situation(
        source=source, target=target, wanted=target, on=scene.at.date(), catalog=catalog.own(), snapshot=_young(scene)
    )
    for each in judged_requirements(situation):
        if each.requirement.holds is not None:
            yield _judged(each, _evidence(each, situation.snapshot))


def _young(scene: Scene) -> Snapshot:
    """What of the look counts: no answer from before."""
    subjects = [node.id for node in scene.inventory.nodes]
    facts = {(probe.id, each): scene.fact(probe, each) for probe in PROBES for each in subjects}
    return replace(scene.now, inventory=scene.inventory, facts=facts)


def _oldest(scene: Scene) -> Version | None:
    seen = [scene.fact(dcos_version.PROBE, node.id).value for node in scene.inventory.nodes]
    try:
        return min((Version.parse(each.version) for each in seen if each), default=None) if all(seen) else None
    except ValueError:
        return None


def _evidence(each: JudgedRequirement, seen: Snapshot | None) -> tuple[str, ...]:
    """The digests of the answers that the condition was held against, each once."""
    if seen is None or each.requirement.holds is None:
        return ()
    vocabulary = facts.discover()
    asked = {probe for name in names(each.requirement.holds.expression) for probe in vocabulary[name].probes}
    heard = (observed for (probe, _), observed in sorted(seen.facts.items()) if probe in asked)
    return tuple(dict.fromkeys(observed.evidence.digest for observed in heard if observed.evidence))


def _judged(each: JudgedRequirement, evidence: tuple[str, ...]) -> Judgement:
    verdict = VERDICTS[each.truth.holds]
    summary = {
        Verdict.PASS: each.requirement.title,
        Verdict.FAIL: f"{each.requirement.message} Here: {each.why}",
        Verdict.UNKNOWN: f"unknown: {each.requirement.title}: {each.why}",
    }[verdict]
    remedy = "" if verdict is Verdict.PASS else f"{each.requirement.remedy} ({each.requirement.verify})"
    return _said(verdict, each.requirement.severity, summary, remedy, evidence)


def _said(
    verdict: Verdict, severity: Severity, summary: str, remedy: str = "", evidence: tuple[str, ...] = ()
) -> Judgement:
    return Judgement(
        check=ID,
        verdict=verdict,
        severity=severity,
        subject=CLUSTER,
        summary=summary,
        remedy=remedy,
        evidence=evidence,
    )


CHECK = Check(
    id=ID,
    title="Machines are as the release asks for them, as far as it was captured",
    source="vendor's system requirements and upgrade pages 1.9 to 2.2",
    judge=judge,
    stages=frozenset({CheckStage.PRE}),
    probes=tuple(probe.id for probe in PROBES),
)
