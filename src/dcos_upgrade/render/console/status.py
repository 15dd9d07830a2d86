"""Where a run is, in 80 columns: state and place first, then masters, agents by rack, what stopped it, the next command."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.journal import Halted
from dcos_upgrade.render.console.accepted import status_lines
from dcos_upgrade.render.terminal import BOLD, GREEN, RED, YELLOW, Terminal, duration, numbered
from dcos_upgrade.usecases.node_status import NodeStatus, Where
from dcos_upgrade.usecases.soak_status import SoakStatus
from dcos_upgrade.usecases.status import OVER, Acknowledgements, RunStatus, State

_DIGEST = re.compile(r"[0-9a-f]{64}")
COLOURS = {
    State.DONE: GREEN,
    State.RUNNING: GREEN,
    State.HALTED: RED,
    State.FAILED: RED,
    State.PAUSED: YELLOW,
    State.ABORTED: YELLOW,
}
MARKS = {
    Where.DONE: "done",
    Where.IN_FLIGHT: "in flight",
    Where.IN_DOUBT: "in doubt",
    Where.QUARANTINED: "quarantined",
    Where.LEFT_OUT: "left out",
    Where.WAITING: "waiting",
}


def status_text(status: RunStatus, terminal: Terminal) -> str:
    if status.run is None:
        return "\n".join(("IDLE      there is no run in this state directory", f"Next      {status.next}"))
    return "\n".join(_lines(status, terminal))


def _lines(status: RunStatus, terminal: Terminal) -> Iterator[str]:
    yield _first(status, terminal)
    run = f"{status.run}  cluster {status.cluster}  {status.source} → {status.target}{_elapsed(status)}"
    yield terminal.wrapped(run, first="Run       ")
    if status.state not in {State.DONE, State.FAILED}:
        yield from _nodes(status, terminal)
    yield from _without(status, terminal)
    yield from _services(status, terminal)
    yield from _test_app(status, terminal)
    yield from _stopped(status, terminal)
    yield from _ahead(status, terminal)
    yield from _acknowledged(status.acknowledgements, terminal)
    yield from status_lines(status.accepted, terminal)
    for node in status.failed[:4]:
        yield f"Evidence  dcos-upgrade bundle {node}"
        yield f"State     dcos-upgrade recover {node}"
    for lost in status.lost:
        yield terminal.style(terminal.wrapped(lost, first="Lost      "), RED)
    yield terminal.wrapped(status.next, first="Next      ")


def _first(status: RunStatus, terminal: Terminal) -> str:
    word = str(status.state).upper()
    line = terminal.wrapped(where(status), first=word.ljust(8) + "  ")
    return terminal.style(word, BOLD, COLOURS.get(status.state, BOLD)) + line.removeprefix(word)


def where(status: RunStatus) -> str:
    """The place of a run in one line."""
    if status.state is State.DONE and status.without:
        missing = ", ".join(f"{node.id} ({MARKS[node.where]})" for node in status.without)
        return f"every node but {missing} is at {status.target}, and nothing else of the baseline was lost"
    if status.state is State.DONE:
        return f"every node is at {status.target}, and nothing of the baseline was lost"
    if status.state is State.FAILED:
        return f"something of the baseline was lost in the hop {status.hop_from} → {status.hop_to}"
    parts = [f"hop {status.hop}/{status.hops} {status.hop_from} → {status.hop_to}"]
    if status.stage:
        parts.append(status.stage + (f" wave {status.wave}/{status.waves}" if status.waves else ""))
    parts.append(f"{len(status.at(Where.DONE))}/{len(status.nodes)} nodes")
    if status.state is State.IDLE:
        parts.append("nobody carries it out")
    return "  ".join(parts)


def _elapsed(status: RunStatus) -> str:
    if status.created is None or status.last is None:
        return ""
    if status.state in OVER.values():
        return f"  took {duration((status.last - status.created).total_seconds())}"
    return f"  last entry {status.last:%Y-%m-%d %H:%M:%SZ}"


def _nodes(status: RunStatus, terminal: Terminal) -> Iterator[str]:
    masters = [node for node in status.nodes if node.role == Role.MASTER]
    yield _group("Masters", masters, terminal)
    if status.mesos_leader or status.marathon_leader:
        mesos, marathon = (leader or "not seen" for leader in (status.mesos_leader, status.marathon_leader))
        yield f"{'':<10}leaders when last seen: Mesos {mesos}, Marathon {marathon}"
    if status.elections:
        last = status.elections[-1]
        seen = f"Mesos {last.mesos}, Marathon {last.marathon}, ZooKeeper {last.zookeeper}"
        yield f"{'':<10}other leaders seen in hop {last.hop + 1}: {seen}"
    agents = [node for node in status.nodes if node.role != Role.MASTER]
    for number, rack in enumerate(sorted({node.rack for node in agents})):
        label = "Agents" if number == 0 else ""
        inside = [node for node in agents if node.rack == rack]
        yield _group(label, inside, terminal, rack=rack or "no rack")


def _group(label: str, nodes: Sequence[NodeStatus], terminal: Terminal, rack: str = "") -> str:
    done = sum(1 for node in nodes if node.where is Where.DONE)
    count = f"{rack + ' ' if rack else ''}{done}/{len(nodes)}"
    others = [_marked(node) for node in nodes if node.where not in {Where.DONE, Where.WAITING}]
    waiting = [node.id for node in nodes if node.where is Where.WAITING]
    if waiting:
        shown = ", ".join(waiting[:8]) + (f" and {len(waiting) - 8} more" if len(waiting) > 8 else "")
        others.append(f"waiting: {shown}")
    return terminal.wrapped("  ".join((count, "; ".join(others))).strip(), first=f"{label:<10}")


def _marked(node: NodeStatus) -> str:
    note = textwrap.shorten(node.note, 48, placeholder=" …")
    return f"{node.id} {MARKS[node.where]}" + (f" ({note})" if note else "")


def _without(status: RunStatus, terminal: Terminal) -> Iterator[str]:
    """One line for each node that the run goes on without: who or what set it aside, and why."""
    shown = status.without[:8]
    for number, node in enumerate(shown):
        who = f" by {node.by}" if node.by else ""
        cause = f" [{node.signature}]" if node.signature and node.signature != node.note else ""
        text = f"{node.id} {MARKS[node.where]}{who}: {node.note}{cause}"
        yield terminal.style(terminal.wrapped(text, first=f"{'Without' if number == 0 else '':<10}"), YELLOW)
    if len(status.without) > len(shown):
        yield f"{'':<10}and {len(status.without) - len(shown)} more"


def _services(status: RunStatus, terminal: Terminal) -> Iterator[str]:
    """The service Marathons of the present hop; nothing once the run is over."""
    if status.state in OVER.values():
        return
    for number, each in enumerate(status.services):
        version = each.target if each.source == each.target else f"{each.source} → {each.target}"
        text = f"{each.app} {version}: {each.where}"
        yield terminal.wrapped(text, first=f"{'Services' if number == 0 else '':<10}")


def _test_app(status: RunStatus, terminal: Terminal) -> Iterator[str]:
    """Where it does not answer, as last told; that it does, only while somebody asks."""
    app = status.test_app
    if app is None:
        return
    if app.silent:
        first = min(since for _, since in app.silent)
        names = ", ".join(node for node, _ in app.silent[:8]) + (
            f" and {len(app.silent) - 8} more" if len(app.silent) > 8 else ""
        )
        text = f"does not answer on {names} (told {first:%Y-%m-%d %H:%M:%SZ})"
        yield terminal.style(terminal.wrapped(text, first="Test app  "), YELLOW)
    if status.state is not State.RUNNING:
        yield terminal.wrapped("still deployed; nobody asks it while the run stands still", first="Test app  ")
    elif not app.silent:
        names = ", ".join(app.nodes) if len(app.nodes) <= 8 else numbered(len(app.nodes), "node")
        yield terminal.wrapped(f"answers on {names}", first="Test app  ")


def _ahead(status: RunStatus, terminal: Terminal) -> Iterator[str]:
    """Approvals that nobody has given yet; the one at which the run is halted is told by the halt."""
    points = [f"{each.point} (hop {each.hop})" for each in status.approvals if not each.now]
    if points:
        more = f" and {len(points) - 6} more" if len(points) > 6 else ""
        yield terminal.wrapped(f"not given yet: {', '.join(points[:6])}{more}", first="Approvals ")


def _acknowledged(known: Acknowledgements, terminal: Terminal) -> Iterator[str]:
    """How many of the plan's questions were said yes to, and the names of the others."""
    if not known.asked:
        return
    more = f" and {len(known.missing) - 6} more" if len(known.missing) > 6 else ""
    left = f"; not given: {', '.join(known.missing[:6])}{more}" if known.missing else ""
    yield terminal.wrapped(f"{known.given} of {known.asked} acknowledgements given{left}", first="People    ")


def _stopped(status: RunStatus, terminal: Terminal) -> Iterator[str]:
    halted = status.halted
    if halted is not None:
        yield terminal.style(terminal.wrapped(_halted_at(halted), first="Halted    "), BOLD, RED)
        yield terminal.wrapped(halted.reason, first="Why       ")
        yield from _evidence(halted.evidence, terminal)
        yield "Safe      yes: no other node is touched while the run is halted"
    if status.paused_by:
        since = f" since {status.paused_since:%Y-%m-%d %H:%M:%SZ}" if status.paused_since else ""
        yield terminal.wrapped(f"by {status.paused_by}{since}: {status.paused_because}", first="Paused    ")
    if status.paused_by or halted is not None:
        for number, cost in enumerate(status.costs):
            yield terminal.wrapped(cost, first=f"{'Meanwhile' if number == 0 else '':<10}")
    if status.soak is not None and halted is None:
        yield from _soak(status.soak, terminal)
    if status.not_yet and halted is None:
        yield terminal.wrapped(status.not_yet, first="Not yet   ")


def _soak(soak: SoakStatus, terminal: Terminal) -> Iterator[str]:
    """Which of its timers runs; of a disturbed one why, and until when it has to be over."""
    until = f" until {soak.until:%H:%M:%SZ}" if soak.until else ""
    match soak.phase:
        case "disturbed":
            text = f"{soak.wave} is disturbed: {soak.reason}"
            yield terminal.style(terminal.wrapped(text, first="Soak      "), YELLOW)
            yield from _evidence(soak.evidence, terminal)
            text = f"it must then stay well for {soak.stable:g} s; if it does not become well{until}, the run halts"
            yield terminal.wrapped(text, first=f"{'':<10}")
        case "watched":
            since = f"well since {soak.since:%H:%M:%SZ}" if soak.since else "not looked at yet"
            text = f"{soak.wave} is watched, {since}; it must stay well for {soak.stable:g} s{until}"
            yield terminal.wrapped(text, first="Soak      ")
        case _:
            yield terminal.wrapped(f"after {soak.wave} nothing is looked at{until}", first="Soak      ")


def _halted_at(halted: Halted) -> str:
    match halted.what:
        case "gate":
            kind = "service Marathon" if halted.node.startswith("/") else "node"
            return f"gate {halted.name}, {kind} {halted.node}"
        case "approval":
            return f"at {halted.name}: a person's approval is wanted"
        case "acknowledgement":
            return "before the first step: acknowledgements are wanted"
        case "risk":
            return "before the hop: risks stand that nobody has taken"
        case "site":
            return f"the site's step {halted.name}, {halted.node}"
        case _:
            return f"node {halted.node}: {halted.name}"


def _evidence(evidence: Sequence[str], terminal: Terminal) -> Iterator[str]:
    digests = [text[:12] for text in evidence if _DIGEST.fullmatch(text)]
    lines = [line for text in evidence if not _DIGEST.fullmatch(text) for line in text.strip().splitlines()]
    if digests:
        more = f" and {len(digests) - 4} more" if len(digests) > 4 else ""
        lines.append(", ".join(digests[:4]) + more)
    for number, line in enumerate(lines[-8:]):
        yield terminal.wrapped(line, first=f"{'Evidence' if number == 0 else '':<10}")
