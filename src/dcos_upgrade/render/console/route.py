"""A route and a plan for people: the way, what was refused and why, and how a cluster goes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import UNSET

from dcos_upgrade.core.plan import Hop, HopKind, Plan, Refusal, ServiceMarathon, Stage, StageName
from dcos_upgrade.planning.route import RouteAnswer
from dcos_upgrade.render.terminal import BOLD, FAINT, RED, Terminal, numbered

BY_PEOPLE = (
    "This tool plans a change of configuration and does not carry it out: people generate the script for the release that is there "
    "(dcos_generate_config.sh --generate-node-upgrade-script) and run it on the nodes, in this order."
)


def route_text(answer: RouteAnswer, terminal: Terminal, *, explain: bool) -> str:
    lines = [_head(answer, terminal)]
    lines += _basis(str(answer.on), str(answer.policy), [str(hop.kind) for hop in answer.hops])
    lines += _refusals(answer.refusals, terminal, explain=explain)
    lines += _notes(answer.notes, terminal)
    if not answer.hops:
        lines += ["", terminal.wrapped(_nothing(answer), first="")]
    return "\n".join(lines)


def _nothing(answer: RouteAnswer) -> str:
    """A way that there is was refused for what the cluster or the plan is like, or for what is to change beside it."""
    if answer.beside:
        return "Nothing was planned. The refusals above say why; what is to change beside it may not."
    if answer.route:
        return "Nothing was planned. Mend what the refusals above name, then capture and plan again."
    return "Nothing was planned. The refusals above say why; another --on or --policy may differ."


def plan_text(
    plan: Plan, terminal: Terminal, *, explain: bool, written: str = "", audited: str = "", under: str = ""
) -> str:
    """``audited``: what the audit of this plan says, told where somebody wants to know. ``under``: what lies below DC/OS."""
    lines = [
        terminal.style(f"Plan {plan.digest[:12]}  cluster {plan.cluster}", BOLD),
        _way(plan.route, plan.source, plan.target, terminal),
    ]
    lines += _basis(str(plan.on), str(plan.policy), [str(hop.kind) for hop in plan.hops])
    lines += _configuration(plan)
    for number, hop in enumerate(plan.hops, start=1):
        lines += _hop(number, hop, terminal, ends=number == len(plan.hops), fresh=plan.test_app is not UNSET)
    lines += [under] if under else []
    lines += _refusals(plan.refusals, terminal, explain=explain)
    lines += _notes(plan.notes, terminal)
    lines += ["", terminal.wrapped(audited, first="audit   ")] if audited else []
    lines += ["", f"digest  {plan.digest}"]
    if not plan.hops:
        lines.append(f"Nothing to do: every node is at {plan.target}.")
    elif plan.hops[0].kind is HopKind.RECONFIGURE:
        lines += [f"written {written}"] if written else []
        lines.append(terminal.wrapped(BY_PEOPLE, first=""))
    elif written:
        lines += [
            f"written {written}",
            f"Next:   dcos-upgrade run {written} --cluster cluster.yaml --confirm {plan.cluster}",
        ]
    return "\n".join(lines)


def _head(answer: RouteAnswer, terminal: Terminal) -> str:
    if answer.beside:
        return terminal.style(
            f"Not planned: {answer.source} to {answer.target}, and what is to change beside it", BOLD, RED
        )
    return _way([str(stop) for stop in answer.route], str(answer.source), str(answer.target), terminal)


def _way(route: Sequence[str], source: str, target: str, terminal: Terminal) -> str:
    if not route:
        return terminal.style(f"No route from {source} to {target}", BOLD, RED)
    return terminal.wrapped(" → ".join(route), first="route   ")


def _basis(on: str, policy: str, kinds: Sequence[str]) -> Iterator[str]:
    yield f"day     {on}, policy {policy}"
    if kinds:
        counted = ", ".join(numbered(kinds.count(kind), kind) for kind in dict.fromkeys(kinds))
        yield f"hops    {len(kinds)} ({counted.replace('patchs', 'patches')})"


def _configuration(plan: Plan) -> Iterator[str]:
    found = plan.configuration
    if found is not UNSET:
        told = (
            f"{found.equal} keys equal",
            f"{len(found.changes)} changed",
            f"{len(found.not_compared)} with secrets not compared",
        )
        yield f"config  {', '.join(told)}"


def _hop(number: int, hop: Hop, terminal: Terminal, *, ends: bool, fresh: bool) -> Iterator[str]:
    yield ""
    yield terminal.style(f"hop {number}   {hop.source} → {hop.target}", BOLD)
    for stage in hop.stages:
        yield terminal.wrapped(_stage(stage, ends=ends, fresh=fresh), first=f"  {stage.name:<18} ")


def _stage(stage: Stage, *, ends: bool, fresh: bool) -> str:
    if stage.name is StageName.VALIDATION:
        app = " and a fresh test app," if fresh else ","
        return f"everything against the baseline{app} then {'the end' if ends else 'the next hop'}"
    if stage.services is not UNSET:
        return "  ▸  ".join(_service(service) for service in stage.services)
    if not stage.waves:
        return "none here"
    return "  ▸  ".join(_wave(names, at_once) for names, at_once in _waves(stage))


def _service(service: ServiceMarathon) -> str:
    if not service.patch:
        return f"{service.app} stays at {service.target}"
    return f"{service.app} {service.source} → {service.target}"


def _waves(stage: Stage) -> Iterator[tuple[list[str], int]]:
    for wave in stage.waves:
        yield [step.node + (" (done)" if step.done else "") for step in wave.steps], wave.at_once


def _wave(names: Sequence[str], at_once: int) -> str:
    shown = ", ".join(names) if len(names) <= 6 else f"{', '.join(names[:5])} and {len(names) - 5} more"
    return shown + (f" ({at_once} at once)" if at_once > 1 and len(names) > 1 else "")


def _refusals(refusals: Iterable[Refusal], terminal: Terminal, *, explain: bool) -> Iterator[str]:
    steps = groupby(refusals, key=lambda refusal: (refusal.source_release, refusal.target_release))
    for number, ((source, target), group) in enumerate(steps):
        if number == 0:
            yield ""
            yield terminal.style("Refused", BOLD)
        for position, refusal in enumerate(group):
            head = f"{source} → {target}" if position == 0 else ""
            yield terminal.wrapped(f"{refusal.reason} [{refusal.rule}]", first=f"  {head:<18} ")
            if explain:
                yield terminal.style(terminal.wrapped(f"source: {refusal.source}", first=" " * 21), FAINT)


def _notes(notes: Iterable[str], terminal: Terminal) -> Iterator[str]:
    for number, note in enumerate(notes):
        if number == 0:
            yield ""
            yield terminal.style("Notes", BOLD)
        yield terminal.wrapped(note, first="  - ")
