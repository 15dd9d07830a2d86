"""A good plan changed in one place, each change with a name: the unsafe ones with what must be said of them, the safe ones with why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from dataclasses import replace as with_fields
from datetime import date
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace
from planned import cluster, plan_for

from dcos_upgrade.core.cluster import Inventory, NodeId, Role
from dcos_upgrade.core.plan import HopKind, Plan, ServiceMarathon, SiteStep, Soak, Stage, StageName, Step, TestApp, Wave

MASTERS, SERVICES, PRIVATE, PUBLIC, VALIDATION = StageName
Change = Callable[[Plan], Plan]
CRITICAL = frozenset({"a7", "a8"})
FIRST, SECOND, THIRD = "hop 1 (1.9.4 → 1.9.9)", "hop 2 (1.9.9 → 1.10.7)", "hop 3 (1.10.7 → 1.11.3)"


def good_plan() -> Plan:
    """Three hops, three masters led by m1, twelve private agents in two racks of which two are critical, one public agent."""
    return plan_for(cluster(private=12, critical=CRITICAL), leaders=("m1", "m2"), failure_budget=1, at_once=3)


def mixed_plan() -> Plan:
    """A hop that was begun before: two masters are at its target."""
    return plan_for(cluster(private=4), versions={"m2": "1.9.9", "m3": "1.9.9"}, leaders=("m1", "m2"))


def alone() -> Plan:
    """One master."""
    nodes = tuple(node for node in cluster().nodes if node.id not in {"m2", "m3"})
    return plan_for(Inventory(cluster="lab", nodes=nodes), leaders=("m1", "m1"))


# How a plan is changed


def hop(number: int, /, **fields: Any) -> Change:
    def change(plan: Plan) -> Plan:
        hops = list(plan.hops)
        hops[number] = replace(hops[number], **fields)
        return replace(plan, hops=tuple(hops))

    return change


def stages(number: int, order: Callable[[tuple[Stage, ...]], Iterable[Stage]]) -> Change:
    return lambda plan: hop(number, stages=tuple(order(plan.hops[number].stages)))(plan)


def stage(number: int, name: StageName, /, **fields: Any) -> Change:
    return stages(number, lambda found: (replace(each, **fields) if each.name is name else each for each in found))


def waves(number: int, name: StageName, changed: Callable[[tuple[Wave, ...]], Iterable[Wave]]) -> Change:
    def change(plan: Plan) -> Plan:
        found = plan.stage(number, name)
        assert found is not None
        return stage(number, name, waves=tuple(changed(found.waves)))(plan)

    return change


def wave(number: int, name: StageName, which: int, /, **fields: Any) -> Change:
    return waves(
        number, name, lambda found: (replace(each, **fields) if n == which else each for n, each in enumerate(found))
    )


def merged(found: tuple[Wave, ...], **fields: Any) -> tuple[Wave, ...]:
    steps = tuple(step for each in found for step in each.steps)
    return (replace(found[0], steps=steps, **fields),)


def steps(changed: Callable[[int, Step], Iterable[Step]]) -> Change:
    """Every step becomes none, one or more."""

    def change(plan: Plan) -> Plan:
        for number in range(len(plan.hops)):
            for each in plan.hops[number].stages:
                plan = waves(number, each.name, _of(number, changed))(plan)
        return plan

    return change


def _of(number: int, changed: Callable[[int, Step], Iterable[Step]]) -> Callable[[tuple[Wave, ...]], Iterable[Wave]]:
    return lambda found: (
        replace(each, steps=tuple(new for step in each.steps for new in changed(number, step))) for each in found
    )


def dropped(node: str, *hops: int) -> Change:
    return steps(lambda number, step: () if step.node == node and number in hops else (step,))


def doubled(node: str) -> Change:
    return steps(lambda number, step: (step, step) if step.node == node and number == 0 else (step,))


def changed_step(node: str, number: int, **fields: Any) -> Change:
    return steps(lambda n, step: (replace(step, **fields),) if (step.node, n) == (node, number) else (step,))


def added(number: int, name: StageName, which: int, node: str) -> Change:
    """One more step of this node, in a wave."""

    def change(plan: Plan) -> Plan:
        found = plan.stage(number, name)
        assert found is not None
        target = plan.hops[number]
        more = Step(node=node, source=target.source, target=target.target)
        return wave(number, name, which, steps=(*found.waves[which].steps, more))(plan)

    return change


def pacing(**fields: Any) -> Change:
    return lambda plan: replace(plan, pacing=replace(plan.pacing, **fields))


def plan_field(**fields: Any) -> Change:
    return lambda plan: replace(plan, **fields)


def nodes(changed: Callable[[Inventory], Inventory]) -> Change:
    return lambda plan: replace(plan, inventory=changed(plan.inventory))


def node(name: str, /, **fields: Any) -> Change:
    return nodes(
        lambda known: with_fields(
            known, nodes=tuple(with_fields(each, **fields) if each.id == name else each for each in known.nodes)
        )
    )


def all_waves(**fields: Any) -> Change:
    def change(plan: Plan) -> Plan:
        for number in range(len(plan.hops)):
            for each in plan.hops[number].stages:
                plan = waves(number, each.name, lambda found: (replace(one, **fields) for one in found))(plan)
        return plan

    return change


def both(*changes: Change) -> Change:
    def change(plan: Plan) -> Plan:
        for each in changes:
            plan = each(plan)
        return plan

    return change


def retarget(number: int, release: str) -> Change:
    """Another stop between two hops, everywhere where it is named."""

    def change(plan: Plan) -> Plan:
        route = tuple(release if n == number + 1 else stop for n, stop in enumerate(plan.route))
        whole = both(hop(number, target=release), hop(number + 1, source=release), plan_field(route=route))
        return steps(
            lambda n, step: (
                (replace(step, target=release),)
                if n == number
                else (replace(step, source=release),)
                if n == number + 1
                else (step,)
            )
        )(whole(plan))

    return change


def leap(plan: Plan) -> Plan:
    """The second hop left out: 1.9.9 to 1.11.3 at once."""
    last = replace(plan.hops[2], source="1.9.9")
    plan = replace(plan, hops=(plan.hops[0], last), route=("1.9.4", "1.9.9", "1.11.3"))
    return steps(lambda number, step: (replace(step, source="1.9.9"),) if number == 1 else (step,))(plan)


def backwards(plan: Plan) -> Plan:
    """One hop more, back to where the last one came from."""
    last = plan.hops[-1]
    back = replace(last, source="1.11.3", target="1.11.2", kind=HopKind.PATCH)
    plan = replace(plan, hops=(*plan.hops, back), route=(*plan.route, "1.11.2"), target="1.11.2")
    return steps(lambda number, step: (replace(step, source="1.11.3", target="1.11.2"),) if number == 3 else (step,))(
        plan
    )


def mom(source: str = "1.5.8", target: str = "1.5.8", app: str = "/mom", **patch: Any) -> ServiceMarathon:
    return ServiceMarathon(app=app, framework="mom", framework_id="f1", source=source, target=target, patch=patch)


def services(number: int, *rows: ServiceMarathon, where: StageName = SERVICES) -> Change:
    return stage(number, where, services=tuple(rows))


def swapped(found: tuple[Stage, ...], one: StageName, other: StageName) -> list[Stage]:
    by_name = {each.name: each for each in found}
    order = {one: other, other: one}
    return [by_name[order.get(each.name, each.name)] for each in found]


def split(found: tuple[Wave, ...]) -> Iterable[Wave]:
    for each in found:
        middle = len(each.steps) // 2
        parts = (each.steps[:middle], each.steps[middle:]) if middle else (each.steps,)
        yield from (replace(each, steps=part, at_once=min(each.at_once, len(part))) for part in parts)


@dataclass(frozen=True, kw_only=True)
class Unsafe:
    """``rule`` must object, with ``trace`` in its trace."""

    name: str
    change: Change
    rule: str
    trace: str
    plan: Callable[[], Plan] = good_plan


@dataclass(frozen=True, kw_only=True)
class Safe:
    name: str
    change: Change
    why: str
    plan: Callable[[], Plan] = good_plan


def unsafe(name: str, rule: str, trace: str, change: Change, plan: Callable[[], Plan] = good_plan) -> Unsafe:
    return Unsafe(name=name, change=change, rule=rule, trace=trace, plan=plan)


ALONE = "masters-go-alone"
UNSAFE = (
    # masters
    unsafe("two masters in a wave, one at a time", ALONE, f"{FIRST}, masters, wave 1 (master 1): m3, m2, m1",
           waves(0, MASTERS, merged)),
    unsafe("two masters at once", ALONE, "masters, wave 1 (master 1): m3", wave(0, MASTERS, 0, at_once=2)),
    unsafe("no master at once", ALONE, "masters, wave 2", wave(0, MASTERS, 1, at_once=0)),
    unsafe("all masters together", "one-master-out", "2. m2 begins 1.9.4 → 1.9.9",
           waves(0, MASTERS, lambda found: merged(found, at_once=3))),
    unsafe("all masters together in the last hop", "one-master-out", "begins 1.10.7 → 1.11.3",
           waves(2, MASTERS, lambda found: merged(found, at_once=3))),
    unsafe("masters may be lost", "masters-have-no-budget", f"{FIRST}, masters", stage(0, MASTERS, failure_budget=1)),
    unsafe("a validation may lose a node", "masters-have-no-budget", "validation", stage(0, VALIDATION, failure_budget=1)),
    # stages
    unsafe("private agents before masters", "stages-in-order", "private-agents, service-marathons, masters",
           stages(0, lambda found: swapped(found, MASTERS, PRIVATE))),
    unsafe("private agents before masters, walked", "agents-not-newer", "1. a2 begins 1.9.4 → 1.9.9",
           stages(0, lambda found: swapped(found, MASTERS, PRIVATE))),
    unsafe("public agents before masters, walked", "agents-not-newer", "1. p1 begins 1.10.7 → 1.11.3",
           both(lambda plan: replace(plan, hops=plan.hops[2:]), plan_field(relied_on={}),
                stages(0, lambda found: swapped(found, MASTERS, PUBLIC)))),
    unsafe("public agents before private ones", "private-before-public", "p1 begins 1.9.4 → 1.9.9",
           stages(0, lambda found: swapped(found, PRIVATE, PUBLIC))),
    unsafe("no validation", "stages-in-order", FIRST, stages(0, lambda found: found[:-1])),
    unsafe("validation first", "stages-in-order", SECOND, stages(1, lambda found: (found[-1], *found[:-1]))),
    unsafe("masters twice", "stages-in-order", "masters, masters", stages(0, lambda found: (found[0], *found))),
    unsafe("no stage for service Marathons", "stages-in-order", FIRST, stages(0, lambda found: (found[0], *found[2:]))),
    unsafe("service Marathons after private agents", "stages-in-order", THIRD,
           stages(2, lambda found: swapped(found, SERVICES, PRIVATE))),
    unsafe("a validation with a wave", "stages-in-order", f"{FIRST}, validation",
           stage(0, VALIDATION, waves=(Wave(name="more", steps=(), gates=()),))),
    # nodes
    unsafe("an agent without a step in the first hop", "each-node-once", FIRST, dropped("a3", 0)),
    unsafe("an agent left behind, walked", "one-hop-at-a-time", "m3 begins 1.9.9 → 1.10.7", dropped("p1", 0)),
    unsafe("a private agent left behind, walked", "private-before-public", "p1 begins 1.9.4 → 1.9.9", dropped("a3", 0)),
    unsafe("an agent left out of every hop, walked", "one-hop-at-a-time", "m3 begins 1.9.9 → 1.10.7",
           dropped("p1", 0, 1, 2)),
    unsafe("a master without a step", "each-node-once", SECOND, dropped("m2", 1)),
    unsafe("an old master under new agents, walked", "agents-not-newer", "begins 1.9.4 → 1.9.9", dropped("m2", 0)),
    unsafe("an agent twice in a wave", "each-node-once", FIRST, doubled("a4")),
    unsafe("an agent in two waves", "each-node-once", FIRST, added(0, PRIVATE, 1, "a1")),
    unsafe("a node that is not in the inventory", "each-node-once", FIRST, added(0, PRIVATE, 1, "a99")),
    unsafe("an agent among the masters", "steps-in-their-stage", "masters, wave 1 (master 1): a3",
           both(dropped("a3", 0), added(0, MASTERS, 0, "a3"))),
    unsafe("a master among the agents", "steps-in-their-stage", "private-agents, wave 1 (canary): m2",
           both(dropped("m2", 0), added(0, PRIVATE, 0, "m2"))),
    unsafe("a public agent among the private ones", "steps-in-their-stage", "(canary): p1",
           both(dropped("p1", 0), added(0, PRIVATE, 0, "p1"))),
    unsafe("an address twice", "inventory-whole", "the inventory", node("a3", address="10.0.97.4")),
    unsafe("an id twice", "inventory-whole", "the inventory", node("a3", id=NodeId("a4"))),
    unsafe("no master in the inventory", "inventory-whole", "the inventory",
           nodes(lambda known: with_fields(known, nodes=known.of(Role.PRIVATE_AGENT, Role.PUBLIC_AGENT)))),
    unsafe("the inventory of another cluster", "inventory-whole", "the inventory", nodes(lambda known: with_fields(known, cluster="other"))),
    # releases
    unsafe("a step to the hop after the next", "steps-of-their-hop", f"{FIRST}, private-agents", changed_step("a3", 0, target="1.10.7")),
    unsafe("an agent one hop ahead, walked", "agents-not-newer", "a3 begins 1.9.4 → 1.10.7", changed_step("a3", 0, target="1.10.7")),
    unsafe("a step from another release", "steps-of-their-hop", f"{FIRST}, masters", changed_step("m2", 0, source="1.9.2")),
    unsafe("a script for another release, walked", "script-fits", "m2 begins", changed_step("m2", 0, source="1.9.2")),
    unsafe("a step that goes back, walked", "forward-in-flight", "a3 begins 1.9.9 → 1.9.4", changed_step("a3", 1, target="1.9.4")),
    unsafe("a hop with another target", "hops-follow-the-route", "hop 1 (1.9.4 → 1.9.8)", hop(0, target="1.9.8")),
    unsafe("the last hop missing", "hops-follow-the-route", SECOND, lambda plan: replace(plan, hops=plan.hops[:-1])),
    unsafe("the first hop missing", "hops-follow-the-route", "hop 1 (1.9.9 → 1.10.7)",
           lambda plan: replace(plan, hops=plan.hops[1:])),
    unsafe("the hops in another order", "hops-follow-the-route", "hop 1 (1.9.9 → 1.10.7)",
           lambda plan: replace(plan, hops=(plan.hops[1], plan.hops[0], plan.hops[2]))),
    unsafe("no hop at all", "hops-follow-the-route", "no hop", plan_field(hops=())),
    unsafe("no route", "hops-follow-the-route", "route", plan_field(route=())),
    unsafe("another end", "hops-follow-the-route", "route 1.9.4 → 1.9.9 → 1.10.7 → 1.11.3", plan_field(target="1.11.2")),
    unsafe("an upgrade called a patch", "hops-follow-the-route", SECOND, hop(1, kind=HopKind.PATCH)),
    unsafe("an upgrade called a change of configuration", "reconfigured-alone", SECOND, hop(1, kind=HopKind.RECONFIGURE)),
    unsafe("a leap over a minor", "leaps-are-marked", "hop 2 (1.9.9 → 1.11.3)", leap),
    unsafe("a leap over a minor, walked", "one-minor-behind", "m3 begins 1.9.9 → 1.11.3", leap),
    unsafe("a hop back", "forward-only", "hop 4 (1.11.3 → 1.11.2)", backwards),
    unsafe("a hop back, walked", "forward-in-flight", "m3 begins 1.11.3 → 1.11.2", backwards),
    unsafe("a release that nobody knows", "releases-known", "route 1.9.4 → 1.9.9 → 1.10.99", retarget(1, "1.10.99")),
    unsafe("a word for a release", "releases-known", "route", retarget(1, "latest")),
    unsafe("a stop that is not the newest patch", "hops-by-the-rules", "hop 2 (1.9.9 → 1.10.6)", retarget(1, "1.10.6")),
    unsafe("a stop at a hotfix", "stops-usable", "hop 2 (1.9.9 → 1.10.5.1)", retarget(1, "1.10.5.1")),
    unsafe("a day on which the target was not out", "hops-by-the-rules", "hop", plan_field(on=date(2018, 1, 10))),
    # what counts as done
    unsafe("an agent done before the masters", "done-is-true", "a3", changed_step("a3", 0, done=True)),
    unsafe("a master done that was seen at the source", "done-is-true", "masters, wave 1 (master 1): m3", changed_step("m3", 0, done=True)),
    unsafe("a master of the second hop done", "done-is-true", f"{SECOND}, masters", changed_step("m3", 1, done=True)),
    unsafe("a master that counts as done and is not, walked", "agents-not-newer", "begins 1.9.4 → 1.9.9", changed_step("m3", 0, done=True)),
    unsafe("a node that was seen at a release nobody knows", "done-is-true", "masters, wave 1 (master 1): m3",
           lambda plan: replace(plan, relied_on={**plan.relied_on, "release of m3": "1.99.9"})),
    unsafe("a master to be done that is done", "done-is-true", "m2", changed_step("m2", 0, done=False), mixed_plan),
    # budgets
    unsafe("a stage that may lose more than its pacing", "budgets-as-paced", f"{FIRST}, private-agents", stage(0, PRIVATE, failure_budget=2)),
    unsafe("a stage that may lose less than none", "budgets-as-paced", f"{SECOND}, public-agents", stage(1, PUBLIC, failure_budget=-1)),
    # gates, soaks, admission
    unsafe("a master without a gate", "gates-of-their-role", "masters, wave 2 (master 2)", wave(0, MASTERS, 1, gates=())),
    unsafe("agents without a gate", "gates-of-their-role", f"{THIRD}, private-agents, wave 2", wave(2, PRIVATE, 1, gates=())),
    unsafe("a master behind the agents' gate", "gates-of-their-role", "master 1", wave(0, MASTERS, 0, gates=("agent-rejoined",))),
    unsafe("a wave that does not soak", "waves-soak", "private-agents, wave 1 (canary)", wave(0, PRIVATE, 0, soak=0.0)),
    unsafe("a master that does not soak", "waves-soak", "masters, wave 3 (master 3)", wave(1, MASTERS, 2, soak=1.0)),
    unsafe("a wave without the soak's gate", "waves-soak", "wave 2", wave(0, PRIVATE, 1, soak_gate=UNSET)),
    unsafe("a wave with another soak gate", "waves-soak", "wave 2", wave(0, PRIVATE, 1, soak_gate="agent-rejoined")),
    unsafe("a wave that need not stay well", "waves-soak", "wave 2", wave(0, PRIVATE, 1, stable=0.0)),
    unsafe("a wave without a stable time", "waves-soak", "wave 2", wave(0, PRIVATE, 1, stable=UNSET)),
    unsafe("no soak anywhere", "waves-soak", "masters, wave 1",
           both(all_waves(soak=0.0, soak_gate=UNSET, stable=UNSET), pacing(master_soak=0.0, agent_soak=0.0))),
    unsafe("no admission", "admission-named", "admission", plan_field(admission="")),
    unsafe("another admission", "admission-named", "admission", plan_field(admission="soak-health")),
    # waves of agents
    unsafe("critical agents first", "canary-first", "(canary): a8",
           steps(lambda n, step: (replace(step, node={"a1": "a7", "a7": "a1", "a2": "a8", "a8": "a2"}.get(step.node, step.node)),))),
    unsafe("a first wave that is no canary", "canary-first", "(wave 0)", wave(0, PRIVATE, 0, name="wave 0")),
    unsafe("all agents in the first wave", "first-wave-small", f"{FIRST}, private-agents, wave 1 (canary)", waves(0, PRIVATE, merged)),
    unsafe("a second wave of all others", "waves-grow-as-paced", "private-agents, wave 2",
           waves(0, PRIVATE, lambda found: (found[0], *merged(found[1:])))),
    unsafe("no agent at once", "in-flight-as-paced", "private-agents, wave 2", wave(0, PRIVATE, 1, at_once=0)),
    unsafe("no agent at once, walked", "comes-to-its-end", "private-agents in hop 1 is over", wave(0, PRIVATE, 1, at_once=0)),
    unsafe("fewer than none at once", "in-flight-as-paced", "wave 2", wave(0, PRIVATE, 1, at_once=-1)),
    unsafe("more at once than paced", "in-flight-as-paced", "wave 2", wave(0, PRIVATE, 1, at_once=4)),
    unsafe("two racks in a wave", "one-rack-in-a-wave", f"{FIRST}, private-agents",
           steps(lambda n, step: (replace(step, node={"a3": "a4", "a4": "a3"}.get(step.node, step.node)),))),
    # Marathons and masters
    unsafe("old Marathons are not held back", "old-marathons-held-back", f"{THIRD}, masters", stage(2, MASTERS, hold_back=UNSET)),
    unsafe("old Marathons are let lead", "old-marathons-held-back", f"{SECOND}, masters", stage(1, MASTERS, hold_back=False)),
    unsafe("one master and nobody asked", "single-master-approved", "approvals: none", plan_field(approvals=UNSET), alone),
    unsafe("one master and another approval", "single-master-approved", "approvals: before-hop", plan_field(approvals=("before-hop",)), alone),
    unsafe("a service Marathon among the masters", "services-in-their-stage", f"{FIRST}, masters", services(0, mom(), where=MASTERS)),
    unsafe("a service Marathon goes back", "services-forward", f"{FIRST}, service-marathons", services(0, mom("1.5.8", "1.4.11", env={}))),
    unsafe("a service Marathon twice", "services-forward", FIRST, services(0, mom(), mom())),
    unsafe("a service Marathon rises by nothing", "services-forward", FIRST, services(0, mom("1.5.8", "1.6.2"))),
    unsafe("a service Marathon of no version", "services-forward", FIRST, services(0, mom("new", "newer", env={}))),
    unsafe("a service Marathon jumps between hops", "services-forward", SECOND, both(services(0, mom()), services(1, mom("1.6.2", "1.6.2")))),
    # pacing
    unsafe("gates of no looks", "pacing-sound", "pacing", pacing(looks=0)),
    unsafe("looks without time between them", "pacing-sound", "pacing", pacing(look_interval=0.0)),
    unsafe("an admission that is never young", "pacing-sound", "pacing", pacing(admission_age=-1.0)),
    unsafe("an admission that is young for ever", "pacing-sound", "pacing", pacing(admission_age=1e12)),
    unsafe("nobody may be out", "pacing-sound", "pacing", pacing(out_budget=0)),
    unsafe("nobody may be out, walked", "comes-to-its-end", "masters in hop 1 is over", pacing(out_budget=0)),
    unsafe("a pace that grows backwards", "pacing-sound", "pacing", pacing(wave_growth=0.5)),
    unsafe("a bootstrap host that serves nothing", "pacing-sound", "pacing", pacing(bootstrap_mbit=0.0, package_mb=0.0)),
    unsafe("a soak of less than no time", "pacing-sound", "pacing", pacing(soaks={"canary": Soak(wait=-1.0)})),
    unsafe("a wave with a soak for ever", "waves-soak", "wave 2", wave(0, PRIVATE, 1, soak=1e12)),
    unsafe("a test app on a master", "test-app-on-agents", "test_app /t", plan_field(test_app=TestApp(id="/t", nodes=("m1",), definition={}))),
    unsafe("a test app nowhere", "test-app-on-agents", "test_app /t", plan_field(test_app=TestApp(id="/t", nodes=(), definition={}))),
    unsafe("a test app asked all the time", "test-app-on-agents", "test_app /t",
           plan_field(test_app=TestApp(id="/t", nodes=("a1",), definition={}, interval=0.0))),
    unsafe("a site step without a command", "site-steps-end", "before-hop: ask", plan_field(site_steps=(SiteStep(name="ask", at="before-hop", command=()),))),
    unsafe("a site step that may take for ever", "site-steps-end", "before-hop: ask",
           plan_field(site_steps=(SiteStep(name="ask", at="before-hop", command=("ask",), timeout=1e9),))),
    unsafe("a site step that is asked for ever", "site-steps-end", "after-hop: ask",
           plan_field(site_steps=(SiteStep(name="ask", at="after-hop", command=("ask",), patience=1e9),))),
    unsafe("a negative budget", "pacing-sound", "pacing", pacing(rack_budget=-1)),
)  # fmt: skip

SAFE = (
    Safe(name="one agent at once", change=wave(0, PRIVATE, 1, at_once=1), why="slower"),
    Safe(name="longer soaks", change=all_waves(soak=900.0), why="slower"),
    Safe(name="a longer stable time", change=all_waves(stable=300.0), why="slower"),
    Safe(name="more patience with a soak", change=all_waves(retry=7200.0), why="halts later, and goes on no earlier"),
    Safe(name="a gate more", change=wave(0, PRIVATE, 0, gates=("agent-rejoined", "admission")), why="holds up more"),
    Safe(name="an approval more", change=plan_field(approvals=("before-hop", "after-canary")), why="a person is asked"),
    Safe(name="a wave that waits for a person", change=wave(1, PRIVATE, 2, needs_approval=True), why="a person is asked"),
    Safe(name="more looks, further apart", change=pacing(looks=5, look_interval=31.0), why="slower"),
    Safe(name="no agent may be lost", change=both(stage(0, PRIVATE, failure_budget=0)), why="halts earlier"),
    Safe(name="no budget for a rack", change=pacing(rack_budget=0), why="halts earlier"),
    Safe(name="waves in halves", change=waves(0, PRIVATE, split), why="smaller waves, each with its soak"),
    Safe(name="agents of a wave in another order",
         change=waves(0, PRIVATE, lambda found: (replace(each, steps=each.steps[::-1]) for each in found)), why="they are alike"),
    Safe(name="waves of agents in another order", change=waves(0, PRIVATE, lambda found: (*found[:2], found[3], found[2], *found[4:])),
         why="a smaller one is not too early, and the canary is still first", plan=lambda: plan_for(cluster(private=12, racks=1), first_wave=3, wave_growth=1.0)),
    Safe(name="old Marathons held back in a hop that needs it not", change=stage(0, MASTERS, hold_back=True), why="one election more is spared"),
    Safe(name="a test app on an agent", change=plan_field(test_app=TestApp(id="/t", nodes=("a1",), definition={})), why="one app more is watched"),
    Safe(name="a step of the site", change=plan_field(site_steps=(SiteStep(name="ask", at="before-hop", command=("ask",)),)), why="somebody more is asked"),
    Safe(name="other notes", change=plan_field(notes=("seen by two people",)), why="nobody acts on them"),
    Safe(name="a service Marathon that stays", change=both(*(services(n, mom()) for n in range(3))), why="it is looked at"),
    Safe(name="a service Marathon that rises", change=both(services(0, mom()), services(1, mom("1.5.8", "1.6.2", env={})), services(2, mom("1.6.2", "1.6.2"))),
         why="its app is changed, and later hops begin where it is"),
    Safe(name="less at once for the whole run", change=pacing(out_budget=3), why="fewer are out"),
    Safe(name="the same cluster half done", change=lambda plan: plan, why="it is as it was found", plan=mixed_plan),
    Safe(name="one master that a person wants", change=lambda plan: plan, why="approved by name", plan=alone),
)  # fmt: skip
