"""What a look asks: every question with its exact words, and of whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from dcos_upgrade import checks, gates
from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId
from dcos_upgrade.core.gate import Gate
from dcos_upgrade.core.plan import Plan, services_of
from dcos_upgrade.core.probe import Command, FourLetterWord, HttpChain, HttpGet, Probe
from dcos_upgrade.engine.services import GATE, READY
from dcos_upgrade.usecases.capture import ALWAYS_ON_FOCUS, questions
from dcos_upgrade.usecases.runbook.model import Asked, Judged, LookPage, Places

CAPTURE = "capture"
FEW = 5
"""As many machines are named one by one: the masters always are."""


def looks_of(plan: Plan, probes: Mapping[str, Probe[Any]], places: Places) -> tuple[LookPage, ...]:
    """The admission, every gate that a wave names, those of service Marathons and soaks, and the capture of everything, each once."""
    waves = [wave for _, _, _, wave, _ in plan.steps()]
    soaks = dict.fromkeys(wave.soak_gate for wave in waves if wave.soak_gate is not UNSET)
    services = (READY, GATE) if any(services_of(hop) for hop in plan.hops) else ()
    named = (plan.admission, *(gate for wave in waves for gate in wave.gates), *services, *soaks)
    known = gates.discover()
    found = tuple(known[name] for name in dict.fromkeys(named) if name in known)
    return (*(_gate_page(gate, plan, probes, places) for gate in found), _capture_page(plan, probes, places))


def _gate_page(gate: Gate, plan: Plan, probes: Mapping[str, Probe[Any]], places: Places) -> LookPage:
    everywhere = gates.everywhere(gate)
    on_focus = (gates.on_focus(gate) | ALWAYS_ON_FOCUS) - everywhere
    asked = [_asked(probe, plan.inventory, places) for name, probe in probes.items() if name in everywhere]
    of = "the masters and the nodes of the wave" if _soaks(gate, plan) else "the node in hand"
    asked += [
        Asked(probe=probe.id, title=probe.title, of=of, how=_words(probe))
        for name, probe in probes.items()
        if name in on_focus
    ]
    return LookPage(id=gate.id, title=gate.title, passes=_passes(gate, plan), judged=_judged(gate), asked=tuple(asked))


def _passes(gate: Gate, plan: Plan) -> str:
    pacing = plan.pacing
    if gate.id == READY:
        return "Every check must pass in one look, right before the app is changed. Unknown is not passed."
    if gate.id == plan.admission:
        return f"Every check must pass in one look; it counts for {pacing.admission_age:g} s. Unknown is not passed."
    if _soaks(gate, plan):
        return (
            f"Every check must pass in all looks of a wave's stable time, {pacing.look_interval:g} s apart. "
            "One look that does not pass starts the time again. Unknown is not passed."
        )
    return (
        f"Every check must pass in {pacing.looks} looks in a row, {pacing.look_interval:g} s apart, of answers younger than the step. "
        f"One look that does not pass starts the count again; after {pacing.gate_timeout:g} s the run halts. Unknown is not passed."
    )


def _soaks(gate: Gate, plan: Plan) -> bool:
    return any(wave.soak_gate == gate.id for _, _, _, wave, _ in plan.steps())


def _judged(gate: Gate) -> tuple[Judged, ...]:
    known = checks.discover()
    found = (known[name] for name in gate.checks if name in known)
    return tuple(Judged(check=check.id, title=check.title, source=check.source) for check in found)


def _capture_page(plan: Plan, probes: Mapping[str, Probe[Any]], places: Places) -> LookPage:
    asked = {name for name, _, _ in questions(plan.inventory, probes)}
    return LookPage(
        id=CAPTURE,
        title="Everything that can be asked, before the run and after each hop",
        passes="Before the run it is the baseline; after each hop it is compared with the baseline, and something lost ends the run.",
        judged=(),
        asked=tuple(_asked(probes[name], plan.inventory, places) for name in probes if name in asked),
    )


def _asked(probe: Probe[Any], inventory: Inventory, places: Places) -> Asked:
    subjects = probe.subjects(inventory)
    of = _of(subjects, inventory)
    return Asked(probe=probe.id, title=probe.title, of=of, how=_how(probe, subjects, inventory, places))


def _of(subjects: tuple[NodeId, ...], inventory: Inventory) -> str:
    if subjects == (CLUSTER,):
        return "the leading master"
    for name, nodes in (
        ("every node", inventory.nodes),
        ("every master", inventory.masters),
        ("every agent", inventory.agents),
    ):
        if set(subjects) == {node.id for node in nodes}:
            return name
    return ", ".join(subjects)


def _how(probe: Probe[Any], subjects: tuple[NodeId, ...], inventory: Inventory, places: Places) -> str:
    nodes = inventory.masters if subjects == (CLUSTER,) else tuple(n for n in inventory.nodes if n.id in subjects)
    if isinstance(probe.question, Command | HttpChain) or len(nodes) > FEW:
        return _words(probe)
    return "\n".join(_sent(probe, node, places) for node in nodes)


def _sent(probe: Probe[Any], node: Node, places: Places) -> str:
    match probe.question:
        case HttpGet(service=service, path=path):
            return f"GET {places.url(node, service)}{path}"
        case FourLetterWord(word=word):
            return f"{word} to {node.address}:{places.zookeeper_port}"
        case Command(text=text):
            return text
        case HttpChain():
            return _words(probe)


def _words(probe: Probe[Any]) -> str:
    match probe.question:
        case HttpGet(service=service, path=path):
            return f"GET {{{service}}}{path}"
        case FourLetterWord(word=word):
            return f"{word} to {{zookeeper}}"
        case Command(text=text):
            return text
        case HttpChain(words=words):
            return "\n".join(words)
