"""DC/OS's own checks pass on the node in focus, run by us and judged by the node's live release.

1.9 has no runner. From 1.12.0 to 2.2.1 the vendor's script runs no check at all and exits 0, so nothing is taken from it.

The open edition gets CockroachDB with 1.13. Its ranges want as many copies as there are masters, so the new check of its
replication fails on every master until the last one has it: only then can it be asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, Digests, digests, focus_node, listed
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.version import Minor, Version
from dcos_upgrade.probes import dcos_version, mesos_master_version, units, vendor_checks_cluster, vendor_checks_node
from dcos_upgrade.probes.vendor_runner import CHECK_RUNNER, DIAGNOSTICS, NO_RUNNER, VendorChecks

BENCH = Bench(check="vendor-checks")

FIRST_RUNNER = Minor(1, 10)
FIRST_CHECK_RUNNER = Minor(1, 12)
FIRST_COCKROACH = Minor(1, 13)
MESOS_BESIDE_IT = Minor(1, 8)
COCKROACH = "dcos-cockroach.service"
REPLICATION = "cockroachdb_replication"


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None:
        yield BENCH.no_focus()
        return
    live = scene.fact(dcos_version.PROBE, node.id).map(lambda seen: _minor(seen.version))
    for probe in (vendor_checks_node.PROBE, vendor_checks_cluster.PROBE):
        if live.value is None:
            yield BENCH.not_known(node.id, live)
        else:
            yield _kind(scene, node, live.value, probe)


def _minor(version: str) -> Minor | None:
    try:
        return Version.parse(version).minor
    except ValueError:
        return None


def _kind(scene: Scene, node: Node, live: Minor, probe: Probe[VendorChecks]) -> Judgement:
    seen = scene.fact(probe, node.id)
    evidence = digests(seen)
    kind = "node" if probe is vendor_checks_node.PROBE else "cluster"
    if seen.value is None:
        return BENCH.not_known(node.id, seen)
    expected = _expected_runner(live)
    if seen.value.runner != expected:
        return BENCH.unknown(node.id, f"{live} should have the runner {expected}, not {seen.value.runner}", evidence)
    if expected == NO_RUNNER:
        return BENCH.passed(node.id, f"{live} has no check runner", evidence)
    if not seen.value.checks:
        return _nothing_ran(node, live, kind, evidence)
    if kind == "node" and (absent := _expected_names(node.role, live) - set(seen.value.checks)):
        return BENCH.unknown(node.id, f"the runner of {live} did not run {listed(absent)}", evidence)
    if set(seen.value.bad) == {REPLICATION} and _first_copies(scene, node):
        return BENCH.passed(node.id, f"all but {REPLICATION} passed: CockroachDB is not on all masters yet", evidence)
    return _outcomes(node, kind, seen.value, evidence)


def _expected_runner(live: Minor) -> str:
    if live < FIRST_RUNNER:
        return NO_RUNNER
    return DIAGNOSTICS if live < FIRST_CHECK_RUNNER else CHECK_RUNNER


def _expected_names(role: Role, live: Minor) -> set[str]:
    """What makes the role, in every release that has a runner; the rest is the site's and the release's affair."""
    if role is Role.MASTER:
        names = {"components_master", "mesos_master_replog_synchronized"}
        return names | {REPLICATION} if live >= FIRST_COCKROACH else names
    if role is Role.PUBLIC_AGENT and live < FIRST_CHECK_RUNNER:
        return set()
    return {"components_agent", "mesos_agent_registered_with_masters"}


def _first_copies(scene: Scene, node: Node) -> bool:
    """Whether this hop brings CockroachDB and another master is known not to have it yet.

    The Enterprise edition has had it for long: there its replication is asked for on every master.
    """
    hop = scene.hop
    if hop is None or not hop.source.minor < FIRST_COCKROACH <= hop.target.minor:
        return False
    before = scene.baseline_fact(units.PROBE, node.id)
    if before.value is None or COCKROACH in before.value.units:
        return False
    return any(_is_older(scene, master) for master in scene.inventory.of(Role.MASTER) if master.id != node.id)


def _is_older(scene: Scene, master: Node) -> bool:
    """By the Mesos that runs there: it is asked of all masters without a shell."""
    live = scene.fact(mesos_master_version.PROBE, master.id).map(_minor).value
    return live is not None and live < MESOS_BESIDE_IT


def _nothing_ran(node: Node, live: Minor, kind: str, evidence: Digests) -> Judgement:
    """Good only where DC/OS itself configures none: for the cluster by default, for public agents before 1.12."""
    if kind == "cluster":
        return BENCH.passed(node.id, "no cluster check is configured on this node", evidence)
    if node.role is Role.PUBLIC_AGENT and live < FIRST_CHECK_RUNNER:
        return BENCH.passed(node.id, f"{live} configures no check for public agents", evidence)
    return BENCH.unknown(node.id, "the check runner checked nothing", evidence)


def _outcomes(node: Node, kind: str, seen: VendorChecks, evidence: Digests) -> Judgement:
    remedy = "wait and look again; then repair what the check names"
    if seen.missing:
        return BENCH.unknown(node.id, f"{kind} checks that did not run: {listed(seen.missing)}", evidence)
    if seen.status in (1, 2):
        return BENCH.failed(node.id, f"{kind} checks: {listed(seen.not_well)}", remedy, evidence)
    if seen.status != 0:
        return BENCH.unknown(node.id, f"{kind} checks ended unknown: {listed(seen.not_well)}", evidence)
    return BENCH.passed(node.id, f"{len(seen.checks)} {kind} checks passed", evidence)


CHECK = Check(
    id=BENCH.check,
    title="DC/OS's own checks pass on the node",
    source="workbook, 'Node Validation'; dcos-diagnostics check (1.10, 1.11), dcos-check-runner check (1.12 to 2.2)",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(mesos_master_version.PROBE.id,),
    focus_probes=(dcos_version.PROBE.id, vendor_checks_node.PROBE.id, vendor_checks_cluster.PROBE.id),
)
