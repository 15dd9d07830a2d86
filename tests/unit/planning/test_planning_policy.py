"""What the workbook's rules say of a whole route and of a plan: which refuse, which are told, which cannot know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import msgspec
import pytest
from cluster_facts import INVENTORY, M1, MOM, MOM_PLANNED, NOW, healthy, key, snapshot
from planned import plan_for

from dcos_upgrade import catalog
from dcos_upgrade.catalog import MinorEntry
from dcos_upgrade.core.expression import Reading, Truth, Unknown
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.plan import HopKind, KeyChange, Plan, PlannedConfiguration, RoutePolicy, Stage, StageName
from dcos_upgrade.core.snapshot import Key, Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import facts
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.knowing import KnownFacts
from dcos_upgrade.planning.policy import (
    NO_CLUSTER,
    Circumstances,
    HopRule,
    on_hops,
    policy_of_plan,
    policy_of_route,
    refusals,
)
from dcos_upgrade.planning.route import find_route
from dcos_upgrade.planning.rule import newest
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import clock, service_marathons
from dcos_upgrade.probes.service_marathons import ServiceMarathons

ON = date(2018, 7, 10)
KNOWN = Circumstances(on=ON, catalog=catalog.own())
ROUTE = tuple(Version.parse(stop) for stop in ("1.9.4", "1.9.9", "1.10.7", "1.11.3"))
NUMBER = len(catalog.own().policy_rules)
NOT_COMPARED = "the planned configuration was not compared"


def plan_of(target: str = "1.11.3") -> Plan:
    return plan_for(
        INVENTORY, versions={node.id: "1.9.9" for node in INVENTORY.nodes}, leaders=("m2", "m1"), target=target
    )


def judged(found: Snapshot, plan: Plan | None = None) -> tuple[HopRule, ...]:
    return policy_of_plan(plan or plan_of(), found, catalog.own())


def healthy_but(values: Mapping[Key, object] | None = None, unknown: Mapping[Key, str] | None = None) -> Snapshot:
    """With a service Marathon that is new enough for every hop of the plan."""
    new_enough = ServiceMarathons(known=(msgspec.structs.replace(MOM, version="1.5.8"),))
    return snapshot(healthy() | {key(service_marathons.PROBE): new_enough} | dict(values or {}), unknown=unknown)


def late_clock() -> Snapshot:
    return healthy_but({key(clock.PROBE, M1): (NOW + timedelta(seconds=90)).timestamp()})


def first_of(minor: MinorEntry) -> Version:
    return Version(minor.minor.major, minor.minor.minor, 0)


def said_of(rows: tuple[HopRule, ...], rule: str) -> list[Truth]:
    return [row.judged.truth for row in rows if row.judged.rule.id == rule]


# --- every rule, every hop --------------------------------------------------------------------------------------------


def test_every_rule_is_judged_on_every_hop_in_order():
    rows = policy_of_route(ROUTE, KNOWN)

    assert len(rows) == 3 * NUMBER
    assert [(row.hop, row.judged.rule.id) for row in rows] == sorted((row.hop, row.judged.rule.id) for row in rows)
    assert (str(rows[-1].source), str(rows[-1].target)) == ("1.10.7", "1.11.3")


def test_nothing_is_judged_where_there_is_no_hop():
    assert policy_of_route((), KNOWN) == policy_of_route(ROUTE[:1], KNOWN) == ()


def test_a_rule_that_asks_of_the_hop_is_judged_on_each():
    found = said_of(policy_of_route(ROUTE, KNOWN), "patch-and-upgrade-differ")

    assert [truth.holds for truth in found] == [False, True, True]


def test_a_rule_that_asks_nothing_of_the_hop_is_judged_once():
    first, *others = said_of(policy_of_route(ROUTE, KNOWN), "another-cluster-is-quicker")

    assert first.holds is True
    assert all(truth is first for truth in others)


@dataclass
class Blind:
    """A situation that does not show the ends of its hop."""

    seen: Situation

    def __getattr__(self, name: str) -> object:
        assert name not in {"source", "target"}, "it looks at the hop and does not say so (of_hop)"
        return getattr(self.seen, name)


@pytest.mark.parametrize(
    "fact", [each for each in facts.discover().values() if not each.differs_by_hop], ids=lambda each: each.name
)
def test_a_fact_that_does_not_say_so_never_looks_at_the_hop(fact: Fact):
    seen = Situation(
        source=ROUTE[1],
        target=ROUTE[2],
        wanted=ROUTE[3],
        route=ROUTE[1:],
        on=ON,
        catalog=catalog.own(),
        snapshot=snapshot(healthy()),
        plan=plan_of(),
    )

    assert fact.read(Blind(seen)) == fact.read(seen)  # type: ignore[arg-type]


# --- what refuses -----------------------------------------------------------------------------------------------------


def test_a_healthy_cluster_has_no_rule_in_its_way():
    assert refusals(judged(healthy_but())) == ()


def test_a_blocker_that_objects_refuses_once_with_rule_reason_and_source():
    (refusal,) = refusals(judged(late_clock()))

    assert (refusal.rule, refusal.source_release, refusal.target_release) == ("clocks-in-step", "1.9.9", "1.10.7")
    assert "m1: node.clock-apart is 90" in refusal.reason
    assert refusal.source.startswith("workbook")


def test_a_blocker_that_cannot_know_refuses_nothing():
    silent = healthy_but(unknown={key(clock.PROBE, M1): "no answer"})

    rows = judged(silent)

    assert [truth.holds for truth in said_of(rows, "clocks-in-step")] == [None, None]
    assert refusals(rows) == ()


def test_a_warning_that_objects_refuses_nothing():
    rows = judged(healthy_but())

    warned = [row for row in rows if row.judged.objects and row.judged.rule.severity is Severity.WARNING]
    assert warned and not any(row.refuses for row in warned)


# --- without a cluster ------------------------------------------------------------------------------------------------


def test_without_a_cluster_a_rule_on_what_was_captured_cannot_know():
    """Also one that objects to what is not known: nothing was to be captured."""
    rows = policy_of_route(ROUTE, KNOWN)

    assert said_of(rows, "state-is-saved-before")[0] == Truth(holds=None, because=(NO_CLUSTER,))
    assert said_of(rows, "clocks-in-step")[0] == Truth(holds=None, because=(NO_CLUSTER,))


@pytest.mark.parametrize("policy", RoutePolicy)
def test_no_rule_that_blocks_objects_to_a_route_of_the_planner(policy: RoutePolicy):
    """So that ``plan --from`` need not ask them to give the right exit code."""
    day = {RoutePolicy.MATRIX_FINAL: date(2021, 1, 1)}.get(policy, ON)
    known = Circumstances(on=day, catalog=catalog.own())
    stops = [stop for minor in catalog.own().minors if (stop := newest(catalog.own(), first_of(minor), day))]
    routes = [find_route(first, last, on=day, policy=policy).route for first in stops for last in stops if first < last]

    hops = {ends for route in routes for ends in pairwise(route)}

    assert hops
    assert [row.judged.rule.id for ends in sorted(hops) for row in policy_of_route(ends, known) if row.refuses] == []


# --- by rule ----------------------------------------------------------------------------------------------------------


def test_objections_are_grouped_by_rule_with_their_hops():
    found = {each.rule.id: each for each in on_hops(policy_of_route(ROUTE, KNOWN), True)}

    assert found["patch-and-upgrade-differ"].hops == (2, 3)
    assert found["another-cluster-is-quicker"].hops == (1, 2, 3)
    assert found["support-cases-known"].waits_for_word
    assert not found["patch-and-upgrade-differ"].waits_for_word


def test_what_was_acknowledged_is_objected_to_no_more():
    known = replace(KNOWN, acknowledged=frozenset({"support-cases-known"}))

    assert said_of(policy_of_route(ROUTE, known), "support-cases-known")[0].holds is False


# --- facts that look at one hop of several ----------------------------------------------------------------------------


def situation(hop: int, plan: Plan | None, mom: str) -> Situation:
    seen = ServiceMarathons(known=(msgspec.structs.replace(MOM, version=mom),))
    return Situation(
        source=ROUTE[hop],
        target=ROUTE[hop + 1],
        wanted=ROUTE[-1],
        route=ROUTE[1:],
        on=ON,
        catalog=catalog.own(),
        snapshot=snapshot(healthy() | {key(service_marathons.PROBE): seen}),
        plan=plan,
    )


def with_services(plan: Plan) -> Plan:
    """From 1.3.5 to 1.5.8 in the first hop, which is as it was found in no later one."""

    def bend(stage: Stage, source: str) -> Stage:
        if stage.name is not StageName.SERVICE_MARATHONS:
            return stage
        return msgspec.structs.replace(
            stage, services=(msgspec.structs.replace(MOM_PLANNED, source=source, target="1.5.8"),)
        )

    hops = tuple(
        msgspec.structs.replace(hop, stages=tuple(bend(stage, source) for stage in hop.stages))
        for hop, source in zip(plan.hops, ("1.3.5", "1.5.8"), strict=True)
    )
    return msgspec.structs.replace(plan, hops=hops)


def masters_done(plan: Plan) -> Plan:
    """Those of the first hop."""
    first = plan.hops[0]
    stages = tuple(
        msgspec.structs.replace(
            stage,
            waves=tuple(
                msgspec.structs.replace(
                    wave, steps=tuple(msgspec.structs.replace(step, done=True) for step in wave.steps)
                )
                for wave in stage.waves
            ),
        )
        if stage.name is StageName.MASTERS
        else stage
        for stage in first.stages
    )
    return msgspec.structs.replace(plan, hops=(msgspec.structs.replace(first, stages=stages), *plan.hops[1:]))


@pytest.mark.parametrize(
    ("hop", "plan", "mom", "value"),
    [
        (1, None, "1.3.4", 1.0),
        (1, plan_of(), "1.3.4", 1.0),
        (2, plan_of(), "1.3.5", 1.0),
        (2, with_services(plan_of()), "1.3.5", 0.0),
        (1, masters_done(plan_of()), "1.3.4", 0.0),
        (2, masters_done(plan_of()), "1.3.4", 1.0),
        (1, plan_of(), "one", Unknown("the answer has no such value")),
    ],
)
def test_a_service_marathon_is_judged_as_the_hop_finds_it(hop: int, plan: Plan | None, mom: str, value: Reading):
    assert KnownFacts(situation(hop, plan, mom)).reading("services.too-old") == value


def test_only_the_first_hop_finds_the_nodes_as_they_were_captured():
    readings = [KnownFacts(situation(hop, None, "1.3.5")).reading("hop.first") for hop in (1, 2)]

    assert readings == [True, False]
    assert KnownFacts(replace(situation(1, None, "1.3.5"), route=())).reading("hop.first") == Unknown(
        "there is no route"
    )


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("config.changes", "there is no plan yet"),
        ("security.changes", "there is no plan yet"),
        ("people.installed-by", "nobody has said how the cluster was installed"),
        ("watch.marathon-metrics", "nothing records metrics yet"),
    ],
)
def test_what_nothing_asks_yet_is_unknown_and_says_so(fact: str, reason: str):
    assert KnownFacts(situation(1, None, "1.3.5")).reading(fact) == Unknown(reason)


# --- the planned configuration ----------------------------------------------------------------------------------------


def compared(plan: Plan, *changed: str, hidden: tuple[str, ...] = ()) -> Plan:
    changes = tuple(KeyChange(key=name, old="old", new="new") for name in changed)
    found = PlannedConfiguration(digest="0" * 64, equal=3, changes=changes, not_compared=hidden)
    return msgspec.structs.replace(plan, configuration=found)


def reconfigured(plan: Plan) -> Plan:
    """A plan that changes the configuration and not the release."""
    only = msgspec.structs.replace(plan.hops[0], kind=HopKind.RECONFIGURE)
    return msgspec.structs.replace(plan, hops=(only,))


@pytest.mark.parametrize(
    ("plan", "changes", "mode"),
    [
        (plan_of(), Unknown(NOT_COMPARED), Unknown(NOT_COMPARED)),
        (compared(plan_of()), 0.0, False),
        (compared(plan_of(), "enable_ipv6"), 0.0, False),
        (compared(plan_of(), hidden=("key",)), Unknown("keys with secrets were not compared: key"), False),
        (compared(reconfigured(plan_of()), "telemetry_enabled"), 1.0, False),
        (compared(reconfigured(plan_of()), "security", hidden=("key",)), 1.0, True),
    ],
    ids=["not given", "the same", "goes along", "a secret", "alone", "the mode alone"],
)
def test_what_changes_of_the_configuration_is_read_off_the_plan(plan: Plan, changes: Reading, mode: Reading):
    known = KnownFacts(situation(1, plan, "1.3.5"))

    assert (known.reading("config.changes"), known.reading("security.changes")) == (changes, mode)


def test_how_the_cluster_was_installed_is_what_the_cluster_file_says():
    said = policy_of_plan(plan_of(), healthy_but(), catalog.own(), {"people.installed-by": "cloud-template"})

    assert said_of(judged(healthy_but()), "no-cloud-templates")[0].holds is None
    assert [each.rule for each in refusals(said)] == ["no-cloud-templates"]
