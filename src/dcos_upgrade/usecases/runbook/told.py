"""What a signer must know besides the lines: ways in which the run stops, doors without a way back, files that stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import UNSET

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.plan import Plan, services_of
from dcos_upgrade.core.version import Version
from dcos_upgrade.engine.approving import points_of
from dcos_upgrade.usecases.runbook import held
from dcos_upgrade.usecases.runbook.model import Door, HopPages, Line, Stop

RESUME = "dcos-upgrade resume"
STATUS = "dcos-upgrade status"
FOLDER = "/var/lib/dcos-upgrade"


def stops_of(plan: Plan) -> tuple[Stop, ...]:
    """In the order in which they can come."""
    pacing = plan.pacing
    return (
        *_words_wanted(plan),
        Stop(
            when="The cluster is not as it was when the plan was made, or has another owner (exit code 5 or 6).",
            left="Nothing was touched.",
            next=f"{STATUS}   (5: capture and plan again)",
        ),
        *_test_app_stops(plan),
        Stop(
            when="The bootstrap host does not serve the hop's script, or serves another one.",
            left="No node of this hop was touched.",
            next=f"make the host serve it, then: {RESUME}",
        ),
        Stop(
            when=f"The admission does not pass for {pacing.gate_timeout:g} s.",
            left="The next node was not touched; the ones before it are done.",
            next=f"mend what is named, then: {RESUME}",
        ),
        Stop(
            when=f"A node's script still runs after {pacing.step_timeout:g} s, or the node cannot be asked.",
            left="Its job is left alone; no other node is begun.",
            next=f"look at the node, then: {RESUME}",
        ),
        Stop(
            when="A node's script ended and the old release is whole on it.",
            left="That node as before; no other node is begun.",
            next="dcos-upgrade retry NODE",
        ),
        Stop(
            when="A node's script ended, or died, and the node is neither whole on the old nor on the new release.",
            left="That node between two releases, named with its state. Nothing is started on it again.",
            next=f"{STATUS}   (it names the state; then repair by hand)",
        ),
        Stop(
            when=f"A gate is not open {pacing.gate_timeout:g} s after a step.",
            left="That node on the new release and not well; no other node is begun.",
            next=f"mend what is named, then: {RESUME}",
        ),
        *held.stops(plan),
        *_of_services(plan),
        Stop(
            when="The validation cannot be judged: an answer is missing.",
            left="The hop is done on every node; the next one is not begun.",
            next=f"make the named host answer, then: {RESUME}",
        ),
        Stop(
            when="The validation finds something lost (exit code 7).",
            left="The hop is done on every node; the run is over and the owner files are removed.",
            next="dcos-upgrade report",
        ),
    )


def _test_app_stops(plan: Plan) -> Iterator[Stop]:
    if plan.test_app is UNSET:
        return
    yield Stop(
        when=f"The test app does not answer on each of its nodes {plan.pacing.gate_timeout:g} s after it was deployed.",
        left="No node was touched; the app may be out there, and the ledger names it.",
        next=f"mend what is named, then: {RESUME}; or: dcos-upgrade abort --reason TEXT",
    )


def _of_services(plan: Plan) -> Iterator[Stop]:
    if any(services_of(hop) for hop in plan.hops):
        yield Stop(
            when="A service Marathon does not come back: not deployed, not connected, another framework id or version, tasks missing.",
            left="Its app as it was changed; what runs under it runs on, without a scheduler; no agent was touched.",
            next=f"bring it back under its old framework id, then: {RESUME}",
        )


def _words_wanted(plan: Plan) -> Iterator[Stop]:
    """Where people have to say something before the run goes on."""
    points = list(dict.fromkeys(point for hop in range(len(plan.hops)) for point, _ in points_of(plan, hop)))
    if points:
        yield Stop(
            when=f"A point is reached that has no approval yet: {', '.join(points)}.",
            left="Nothing behind the point was touched.",
            next=f"dcos-upgrade approve POINT --plan {plan.digest[:12]} --reason TEXT, then: {RESUME}",
        )
    if any(stage.failure_budget for hop in plan.hops for stage in hop.stages):
        yield Stop(
            when="A hop would begin while an agent is in quarantine: one that failed within the budget was set aside.",
            left="The hop before is done on every other node.",
            next=f"mend it, then: dcos-upgrade readmit NODE, then: {RESUME}; or: dcos-upgrade skip NODE --reason TEXT",
        )


def doors_of(plan: Plan, hops: Sequence[HopPages], started: Sequence[tuple[int, str, Line]]) -> tuple[Door, ...]:
    """``started`` are the lines that start a script: (hop, node, line)."""
    return tuple(
        door for hop in hops for door in _of_hop(plan, hop, [each for each in started if each[0] == hop.number])
    )


def _of_hop(plan: Plan, hop: HopPages, started: Sequence[tuple[int, str, Line]]) -> Iterator[Door]:
    masters = {node.id for node in plan.inventory.of(Role.MASTER)}
    mixed = any(step.done and step.node in masters for number, *_, step in plan.steps() if number == hop.number)
    lines = [line.number for _, node, line in started if node in masters]
    name = f"{hop.source} → {hop.target}"
    if not lines:
        yield from _agents_only(name, [line.number for _, _, line in started])
        return
    if mixed or len(lines) > 1:
        first = (
            "at any election: a master is new already" if mixed else "at any election after the first upgraded master"
        )
        yield Door(
            hop=name,
            what="the first new Marathon leads",
            when=f"{first}; at the latest when the old leader's own step begins. {_marathon(hop)}",
            lines=(lines[0], lines[-1]),
            so="Marathon's state in ZooKeeper is moved to the new format by the first new leader; an old one must not lead again.",
        )
    yield Door(
        hop=name,
        what="the last master",
        when="when its script swaps the generations",
        lines=(lines[-1],),
        so="No master of the old release is left. From here on every repair goes forward, to the new release.",
    )


def _agents_only(name: str, lines: list[int]) -> Iterator[Door]:
    if lines:
        so = "All masters are on the new release already. Every repair goes forward."
        yield Door(hop=name, what="passed before this plan", when="the masters were found done", lines=(), so=so)


def _marathon(hop: HopPages) -> str:
    old, new = _component(hop.source), _component(hop.target)
    if not old or not new:
        return ""
    return f"Marathon stays at {new}." if old == new else f"Marathon {old} becomes {new}."


def _component(release: str) -> str:
    version = Version.parse(release)
    if not catalog.own().has(version):
        return ""
    return catalog.release(version).components.get("marathon", "")


def files_of(plan: Plan) -> tuple[tuple[str, str], ...]:
    """What the tool itself lays down on machines, and what becomes of it."""
    targets = ", ".join(hop.target for hop in plan.hops) or "TARGET"
    return (
        (f"{FOLDER}/owner", "on every master: cluster, run, epoch. Removed at the end of the run."),
        (f"{FOLDER}/owner.lock", "on every master: empty, keeps two claims apart. Stays."),
        (
            f"{FOLDER}/target/{{{targets}}}/",
            "on every node: begun, script, pid, log, exit of the step. Stays, as the proof that the script ran once.",
        ),
        *_apps_of(plan),
        *held.files(plan),
        (
            "/opt/mesosphere, /etc/systemd/system, /var/lib/dcos",
            "on every node: written by the vendor's script, as described for each hop.",
        ),
    )


def _apps_of(plan: Plan) -> Iterator[tuple[str, str]]:
    app = plan.test_app
    if app is not UNSET:
        yield (
            app.id,
            "in Marathon: the test app, on every way out of the run removed; its tasks' sandboxes are Mesos' to clear.",
        )
        yield app.at_validation, "in Marathon: the fresh app of each validation. Removed there."
