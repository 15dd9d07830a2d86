"""Operating system and Docker of every node are a pair that the vendor lists: for the release of the hop, without one for the node's own."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade import catalog
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.platform_judgement import Held, Machine, Standing, held
from dcos_upgrade.planning.platforms import machine
from dcos_upgrade.probes import dcos_version, docker_version, os_release

ID = "platform-supported"
REMEDY = "dcos-upgrade plan --snapshot DIR --to VERSION says what to upgrade first: the operating system, then Docker, then DC/OS"


def judge(scene: Scene) -> Iterator[Judgement]:
    """What another revision of the page lists is a warning; so is a machine that the page does not speak of."""
    known: dict[tuple[Machine, Version], Held] = {}
    for node in scene.inventory.nodes:
        yield _judged(scene, node, known)


def _judged(scene: Scene, node: Node, known: dict[tuple[Machine, Version], Held]) -> Judgement:
    """``known`` are the kinds of machines that were judged already: ten thousand nodes are a few."""
    release = _release(scene, node)
    if release is None:
        return _said(scene, node, Verdict.UNKNOWN, Severity.BLOCKER, "unknown: the node's release is not known")
    seen = machine(scene.fact(os_release.PROBE, node.id).value, scene.fact(docker_version.PROBE, node.id).value)
    if (seen, release) not in known:
        known[seen, release] = held(catalog.own(), seen, release, scene.at.date())
    found = known[seen, release]
    verdict, severity = _verdict(found)
    return _said(scene, node, verdict, severity, found.reason)


def _release(scene: Scene, node: Node) -> Version | None:
    """None for what no release entry is there for: nothing can be said of it."""
    if scene.hop is not None:
        return scene.hop.target
    seen = scene.fact(dcos_version.PROBE, node.id).value
    try:
        release = Version.parse(seen.version) if seen else None
    except ValueError:
        return None
    return release if release is not None and catalog.own().has(release) else None


def _verdict(found: Held) -> tuple[Verdict, Severity]:
    match found.standing:
        case Standing.SUPPORTED:
            return Verdict.PASS, Severity.BLOCKER
        case Standing.NOT_SUPPORTED:
            return Verdict.FAIL, Severity.BLOCKER
        case Standing.UNKNOWN:
            return Verdict.UNKNOWN, Severity.BLOCKER if found.askable else Severity.WARNING
        case _:
            return Verdict.FAIL, Severity.WARNING


def _said(scene: Scene, node: Node, verdict: Verdict, severity: Severity, summary: str) -> Judgement:
    seen = (scene.fact(os_release.PROBE, node.id).evidence, scene.fact(docker_version.PROBE, node.id).evidence)
    return Judgement(
        check=ID,
        verdict=verdict,
        severity=severity,
        subject=node.id,
        summary=summary,
        remedy="" if verdict is Verdict.PASS else REMEDY,
        evidence=tuple(each.digest for each in seen if each),
    )


CHECK = Check(
    id=ID,
    title="Operating system and Docker of every node are a listed pair",
    source="workbook, 'Version Policy' and 'Where do you Start?'; vendor's page \"Version Policy\"",
    judge=judge,
    stages=frozenset({CheckStage.PRE}),
    probes=(os_release.PROBE.id, docker_version.PROBE.id, dcos_version.PROBE.id),
)
