"""From a plan to the runbook: every line numbered in the order of the run. Pure; ``made`` is an argument."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from msgspec import UNSET

from dcos_upgrade.catalog.knowledge import Moment
from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.plan import Hop, Plan, ServiceMarathon, Stage, StageName, Step, Wave, node_of, site_steps_of
from dcos_upgrade.core.probe import Probe, Service
from dcos_upgrade.engine.approving import points_of
from dcos_upgrade.usecases.runbook import held, orders
from dcos_upgrade.usecases.runbook.asked import CAPTURE, looks_of
from dcos_upgrade.usecases.runbook.knowledge import AFTER, BEFORE, TITLES, Steps
from dcos_upgrade.usecases.runbook.model import Door, HopPages, Line, Machine, Part, Places, Runbook
from dcos_upgrade.usecases.runbook.services import TEXT, said_of, service_door
from dcos_upgrade.usecases.runbook.told import FOLDER, doors_of, files_of, stops_of
from dcos_upgrade.usecases.runbook.vendor import script_of
from dcos_upgrade.usecases.site_programs import FACT
from dcos_upgrade.usecases.starting import OWNER, REACH

BOOTSTRAP = "bootstrap host"
EVERYWHERE = "all that are asked"
NOWHERE = "–"
PERSON = "a person"
MARATHON = "the first master whose Marathon answers"
ONLY_THE_APP = "Nothing is written on nodes in this stage; a fresh app comes and goes."
HERE = "where the tool runs"
ASKED_FOR = "What the releases of this hop ask for; each command shows whether it is so, and changes nothing by itself."
GRAVE = (
    "Read off the releases; right before the hop each is judged anew over a fresh look. The run does not begin the hop while one stands "
    "that nobody has taken by name."
)
NO_STEPS = Steps()
SITE = "The site's own commands: each must answer proceed in JSON on its standard output; fail halts the run."

MASTERS_ORDER = (
    "One master at a time. The order is that of the leaders seen for the plan; at each admission the leaders of the moment decide "
    "again: ZooKeeper's leader late, then Marathon's, the Mesos leader last."
)

SERVICES = {
    Role.MASTER: (Service.MESOS_MASTER, Service.MARATHON, Service.EXHIBITOR),
    Role.PRIVATE_AGENT: (Service.MESOS_AGENT,),
    Role.PUBLIC_AGENT: (Service.MESOS_AGENT,),
}


def runbook_of(
    plan: Plan,
    probes: Mapping[str, Probe[Any]],
    places: Places,
    *,
    made: datetime,
    tool_version: str,
    steps: Steps = NO_STEPS,
) -> Runbook:
    """The whole document; ``steps`` is what the catalog knows of each hop. Steps of nodes stand in the plan's order; the leaders of the day may change that of masters."""
    writer = Writer(plan=plan, places=places, steps=steps)
    start = writer.start()
    hops = tuple(writer.hop(number, hop) for number, hop in enumerate(plan.hops))
    end = writer.end()
    rare = writer.rare()
    return Runbook(
        plan=plan,
        made=made,
        tool_version=tool_version,
        places=places,
        start=start,
        hops=hops,
        end=end,
        rare=rare,
        looks=looks_of(plan, probes, places),
        doors=(*doors_of(plan, hops, writer.started), *writer.doors),
        stops=stops_of(plan),
        machines=tuple(_machine(node, writer) for node in plan.inventory.nodes),
        files=files_of(plan),
    )


def _machine(node: Node, writer: Writer) -> Machine:
    places = writer.places
    return Machine(
        node=node,
        shell=places.shell(node),
        urls=tuple(f"{{{service}}} {places.url(node, service)}" for service in SERVICES[node.role]),
        lines=tuple(line.number for line in writer.effects if line.on == node.id),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Numbers lines as they are written; keeps those that start a script, those that change something, and the doors among them."""

    plan: Plan
    places: Places
    steps: Steps = NO_STEPS
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    started: list[tuple[int, str, Line]] = field(default_factory=list)
    effects: list[Line] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)

    def line(self, on: str, what: str, command: str = "", *, note: str = "", effect: bool = False) -> Line:
        written = Line(number=next(self.numbers), on=on, what=what, command=command, note=note, effect=effect)
        if effect:
            self.effects.append(written)
        return written

    def start(self) -> Part:
        lines = [self.line("every node", "log in, once", REACH["reach"].text)]
        lines += [self.line("every master", "read the owner file", OWNER["owner"].text)]
        lines += [self.line(EVERYWHERE, f"look: {CAPTURE}", note="kept as the baseline")]
        lines += [self.line(NOWHERE, "compare with what the plan relied on; end here if anything differs")]
        for master in sorted(self.plan.inventory.masters, key=lambda master: master.id):
            order = orders.claim(master, self.plan.cluster, self.places)
            note = f"writes {FOLDER}/owner; refused where another run has it"
            lines.append(self.line(master.id, "claim the cluster", order, note=note, effect=True))
        lines += self._test_app()
        return Part(title="The run begins", text="Only the last lines of this part write anything.", lines=tuple(lines))

    def _test_app(self) -> Iterator[Line]:
        app, first = self.plan.test_app, self._first_master()
        if app is UNSET:
            return
        yield self.line(
            MARATHON,
            "deploy the test app",
            orders.test_app(app.id, app.definition, self.places, first),
            note=f"one task on each of {', '.join(app.nodes)}",
            effect=True,
        )
        seen = orders.test_app_seen(app.id, self.places, first)
        patience = f"for {self.plan.pacing.gate_timeout:g} s at most; then the run halts"
        yield self.line(MARATHON, "see where its tasks run, until each answers", seen, note=patience)
        every = (
            f"every {app.interval:g} s, until the app is removed; counted, and nothing is decided by it. While there is no answer, "
            "Marathon is asked again where it runs"
        )
        yield self.line(", ".join(app.nodes), "ask the test app", "GET http://AGENT:PORT/", note=every)

    def _fresh_app(self) -> Iterator[Line]:
        app, first = self.plan.test_app, self._first_master()
        if app is UNSET:
            return
        definition = {**app.definition, "instances": 1}
        deploy = orders.test_app(app.at_validation, definition, self.places, first)
        yield self.line(MARATHON, "deploy a fresh test app", deploy, note="one task, on any of its nodes", effect=True)
        seen = orders.test_app_seen(app.at_validation, self.places, first)
        yield self.line(MARATHON, "see where it runs; it must answer", seen, note="it does not: the run ends here")
        gone = orders.test_app_removed(app.at_validation, self.places, first)
        yield self.line(MARATHON, "remove it", gone, effect=True)

    def _first_master(self) -> Node:
        """Of the masters in the order of their ids, the first one whose Marathon answers is told."""
        return min(self.plan.inventory.masters, key=lambda master: master.id)

    def hop(self, number: int, hop: Hop) -> HopPages:
        parts = [
            *self._grave(number),
            *self._asked_for(number, Moment.BEFORE_HOP),
            *self._site_part("before-hop"),
            self._bound(hop),
        ]
        for stage in hop.stages:
            parts += self._asked_for(number, *BEFORE.get(stage.name, ()))
            parts += self._site_part(f"before-{stage.name}")
            parts += self._stage(number, hop, stage)
            parts += self._asked_for(number, *AFTER.get(stage.name, ()))
            parts += self._site_part(f"after-{stage.name}")
        parts += self._asked_for(number, Moment.AFTER_HOP)
        parts += self._site_part("after-hop")
        return HopPages(
            number=number,
            source=hop.source,
            target=hop.target,
            kind=str(hop.kind),
            script=script_of(hop.source, hop.target),
            parts=tuple(parts),
        )

    def _grave(self, number: int) -> Iterator[Part]:
        lines = tuple(self.line(said.on, said.what, said.command, note=said.note) for said in self.steps.grave(number))
        if lines:
            yield Part(title="grave risks of this hop", text=GRAVE, lines=lines)

    def _asked_for(self, number: int, *moments: Moment) -> Iterator[Part]:
        """What the catalog asks for at these moments of the hop, each as one part."""
        for moment in moments:
            lines = tuple(
                self.line(said.on, said.what, said.command, note=said.note) for said in self.steps.at(number, moment)
            )
            if lines:
                yield Part(title=f"asked for, {TITLES[moment]}", text=ASKED_FOR, lines=lines)

    def _site_part(self, point: str) -> Iterator[Part]:
        lines = tuple(self._site(point, "the cluster"))
        if lines:
            yield Part(title=f"site steps, {point}", text=SITE, lines=lines)

    def _site(self, point: str, subject: str) -> Iterator[Line]:
        """The site's own commands at this point, as they are called."""
        for step in site_steps_of(self.plan):
            if step.at == point:
                note = (
                    f"for {step.timeout:g} s at most; hold is asked again for {step.patience:g} s, then the run halts"
                )
                what = f"the site's step {step.name}, for {subject}"
                program = self.plan.relied_on.get(FACT + step.name)
                note += f"; its program has SHA-256 {program}" if program else ""
                yield self.line(HERE, what, shlex.join(step.command), note=note, effect=True)

    def _bound(self, hop: Hop) -> Part:
        url = self.places.script_url(hop.source, hop.target) or orders.SCRIPT_URL
        line = self.line(
            BOOTSTRAP, "read the vendor's script", f"GET {url}", note="from, to, package ids and SHA-256 are kept"
        )
        text = f"The script must say that it goes from {hop.source} to {hop.target}; it is read here, not run."
        return Part(title="The hop is bound to its script", text=text, lines=(line,))

    def _stage(self, number: int, hop: Hop, stage: Stage) -> Iterator[Part]:
        if stage.name is StageName.VALIDATION:
            yield self._validation(hop)
        elif stage.services is not UNSET:
            yield self._services(number, hop, stage, stage.services)
        elif not stage.waves:
            yield self._idle(number, stage)
        for place, wave in enumerate(stage.waves):
            yield self._wave(number, hop, stage, place, wave)

    def _idle(self, number: int, stage: Stage) -> Part:
        stops = tuple(self._stops(number, stage, 0))
        text = (
            "The plan has nothing to do on nodes in this stage."
            if stops
            else "The plan has nothing to do in this stage."
        )
        return Part(title=str(stage.name), text=text, lines=stops)

    def _services(self, number: int, hop: Hop, stage: Stage, services: Sequence[ServiceMarathon]) -> Part:
        lines = list(self._stops(number, stage, 0))
        for service in services:
            for said in said_of(service, self.plan, self.places, self._first_master()):
                on = EVERYWHERE if said.asked else MARATHON
                lines.append(self.line(on, said.what, said.command, note=said.note, effect=said.effect))
                if said.effect:
                    self.doors.append(service_door(service, f"{hop.source} → {hop.target}", lines[-1].number))
        return Part(title=str(stage.name), text=TEXT, lines=tuple(lines))

    def _stops(self, number: int, stage: Stage, place: int) -> Iterator[Line]:
        """Where the run stops until a person has approved this very plan."""
        for point, position in points_of(self.plan, number):
            if position.stage.name is stage.name and position.wave_number == place:
                word = f"dcos-upgrade approve '{point}' --plan {self.plan.digest[:12]} --hop {number + 1} --reason TEXT"
                note = "the run stops here until then, unless it was said before; then: dcos-upgrade resume"
                yield self.line(PERSON, f"approve the point {point}", word, note=note)

    def _validation(self, hop: Hop) -> Part:
        lines = (
            self.line(EVERYWHERE, f"look: {CAPTURE}", note=f"every node must be at {hop.target}"),
            self.line(NOWHERE, "compare with the baseline; end here if anything is lost"),
            *self._fresh_app(),
        )
        text = "Nothing is written in this stage." if self.plan.test_app is UNSET else ONLY_THE_APP
        return Part(title="validation", text=text, lines=lines)

    def _wave(self, number: int, hop: Hop, stage: Stage, place: int, wave: Wave) -> Part:
        lines = list(self._stops(number, stage, place))
        for step in wave.steps:
            if step.done:
                lines.append(self.line(step.node, f"nothing: it was at {hop.target} when the plan was made"))
        nodes = [node for step in wave.steps if not step.done and (node := self._node(step))]
        for batch in _batches(nodes, wave.at_once):
            lines += self._batch(number, hop, stage, place, batch)
        lines += self._soak(wave)
        return Part(title=f"{stage.name}, {wave.name}", text=_order_of(stage, wave), lines=tuple(lines))

    def _soak(self, wave: Wave) -> Iterator[Line]:
        """Three timers: nothing is looked at, then all must stay well, and for how much longer that is waited for."""
        if wave.soak:
            yield self.line(NOWHERE, f"wait {wave.soak:g} s, then go on")
        if wave.soak_gate is UNSET or wave.stable is UNSET:
            return
        pacing = self.plan.pacing
        retry = pacing.gate_timeout if wave.retry is UNSET else wave.retry
        note = (
            f"the masters and these nodes in hand; good ones, {pacing.look_interval:g} s apart, for {wave.stable:g} s without a "
            f"break; if not well within {retry:g} s more, the run halts"
        )
        yield self.line(EVERYWHERE, f"look: {wave.soak_gate}", note=note)

    def _node(self, step: Step) -> Node | None:
        return self.plan.inventory.node(node_of(step))

    def _batch(self, number: int, hop: Hop, stage: Stage, place: int, batch: Sequence[Node]) -> Iterator[Line]:
        """Nodes that one look admits: all begun, then all followed, then all judged."""
        pacing, wave = self.plan.pacing, stage.waves[place]
        names = _in_hand(batch)
        yield self.line(EVERYWHERE, f"look: {self.plan.admission}", note=f"{names} in hand; all checks must pass")
        if held.before_its_start(stage, place):
            yield from held.stopped(self.plan, stage, self.places, self.line)
        for node in batch:
            yield from self._site("before-node", node.id)
            yield from self._begun(number, hop, node)
        asked = f"every {pacing.poll_interval:g} s until it has ended, for {pacing.step_timeout:g} s at most"
        for node in batch:
            yield self.line(node.id, "see whether the job has ended", orders.look(node, hop, self.places), note=asked)
        for gate in wave.gates:
            often = f"{pacing.looks} good ones in a row, {pacing.look_interval:g} s apart"
            yield self.line(EVERYWHERE, f"look: {gate}", note=f"{names} in hand; {often}")
        yield from held.came_back(self.plan, stage, place, self.places, self.line)
        if held.after_its_step(stage, place):
            yield from held.stopped(self.plan, stage, self.places, self.line)
        for node in batch:
            yield from self._site("after-node", node.id)

    def _begun(self, number: int, hop: Hop, node: Node) -> Iterator[Line]:
        folder = f"{FOLDER}/target/{hop.target}"
        started = self.line(
            node.id,
            f"begin {hop.source} → {hop.target}",
            orders.start(node, hop, self.places),
            note=f"fetches the script, compares its SHA-256, writes {folder}/begun, starts the job and returns",
            effect=True,
        )
        self.started.append((number, node.id, started))
        yield started
        job = f"bash {folder}/script"
        yield self.line(node.id, "the node runs the vendor's script, on its own", job, note="once", effect=True)

    def end(self) -> Part:
        lines = list(self._removed())
        lines += [
            self.line(
                master.id,
                "give the cluster back",
                orders.release(master, self.places),
                note=f"removes {FOLDER}/owner",
                effect=True,
            )
            for master in self.plan.inventory.masters
        ]
        return Part(title="The run ends", text="After the last hop, or after a loss.", lines=tuple(lines))

    def _removed(self) -> Iterator[Line]:
        app = self.plan.test_app
        if app is not UNSET:
            order = orders.test_app_removed(app.id, self.places, self._first_master())
            note = "until Marathon has no such app and no deployment of it"
            yield self.line(MARATHON, "remove the test app", order, note=note, effect=True)

    def rare(self) -> tuple[Part, ...]:
        lines = (
            self.line("every master", "claim again", f"step.sh claim {self.plan.cluster} RUN EPOCH", note="resume"),
            self.line(
                "a node whose order got lost",
                "void the attempt before another node is touched",
                orders.CANCEL,
                note="resume, or an admission that grew old",
            ),
            self.line(
                "a node that failed",
                "set the ended attempt aside, so that a next one can begin",
                orders.RETIRE,
                note="retry only, on a person's word",
            ),
            *held.let_go(self.places, self.plan, self.line),
        )
        text = "Not part of a run without trouble. After a death of the tool, resume looks at every begun node first (step.sh look)."
        return (Part(title="Only when something went wrong", text=text, lines=lines),)


def _batches(nodes: Sequence[Node], at_once: int) -> Iterator[Sequence[Node]]:
    size = max(1, at_once)
    return (nodes[first : first + size] for first in range(0, len(nodes), size))


def _in_hand(batch: Sequence[Node]) -> str:
    return ", ".join(node.id for node in batch) + (" is" if len(batch) == 1 else " are")


def _order_of(stage: Stage, wave: Wave) -> str:
    """For masters said once, at the first of them."""
    if stage.name is StageName.MASTERS:
        return MASTERS_ORDER if wave is stage.waves[0] else ""
    if wave.at_once > 1:
        return f"Up to {wave.at_once} of these nodes at once, admitted by one look."
    return "One node after another."
