"""Risks and steps of each hop: judged over the cluster, unknown where there is none, in the order in which they matter."""

from __future__ import annotations

from datetime import date

from cluster_facts import A1, healthy, key, snapshot

from dcos_upgrade import catalog
from dcos_upgrade.catalog.knowledge import Moment
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.hop_knowledge import HopKnowledge, hop_knowledge
from dcos_upgrade.probes import systemd_version
from dcos_upgrade.probes.systemd_version import SystemdVersion
from dcos_upgrade.render.console.hop_knowledge import knowledge_text
from dcos_upgrade.render.keys.hop_knowledge import knowledge_keys
from dcos_upgrade.render.terminal import PLAIN

ON = date(2018, 7, 10)
OWN = catalog.own()


def known(*route: str, values: dict | None = None, day: date = ON) -> tuple[HopKnowledge, ...]:
    stops = [Version.parse(stop) for stop in route]
    return hop_knowledge(stops, day, OWN, snapshot=snapshot(values) if values is not None else None)


def says(hop: HopKnowledge, risk: str) -> bool | None:
    return next(each.truth.holds for each in hop.risks if each.risk.id == risk)


def test_a_risk_applies_does_not_apply_or_is_unknown():
    old = healthy() | {key(systemd_version.PROBE, A1): SystemdVersion(version=217)}

    found = [known("1.9.9", "1.10.7", values=values)[0] for values in (old, healthy(), None)]

    assert [says(hop, "systemd-before-218") for hop in found] == [True, False, None]
    assert ["systemd-before-218" in {each.risk.id for each in hop.standing} for hop in found] == [True, False, True]


def test_each_hop_has_its_own_risks_and_steps():
    first, second = known("2.0.6", "2.1.1", "2.2.1")

    assert "accepted-roles-become-invalid" in {each.risk.id for each in first.risks}
    assert "accepted-roles-become-invalid" not in {each.risk.id for each in second.risks}
    assert "calico-range-is-free" in {each.step.id for each in first.asked}
    assert "docker-gc-is-on" in {each.step.id for each in second.asked}


def test_the_worst_risk_comes_first_and_steps_stand_where_they_belong():
    (hop,) = known("1.12.4", "1.13.3")

    severities = [list(Severity).index(each.risk.severity) for each in hop.risks]
    moments = [list(Moment).index(each.step.at) for each in hop.steps]
    assert severities == sorted(severities) and moments == sorted(moments)


def test_a_patch_asks_for_no_step_of_a_crossing():
    (hop,) = known("2.1.0", "2.1.1")

    assert "calico-range-is-free" not in {each.step.id for each in hop.steps}


def test_people_read_the_standing_risks_and_on_demand_every_step():
    hops = known("1.12.4", "1.13.3")

    short = knowledge_text(hops, OWN.links, PLAIN, explain=False)
    full = knowledge_text(hops, OWN.links, PLAIN, explain=True)
    assert "[app-ids-that-become-invalid]" in short and "unknown: no cluster was captured" in short.replace(
        "\n    ", " "
    )
    assert "does not begin this hop while they stand" in " ".join(short.split())
    assert "--explain names them" in short and "before the hop" not in short
    assert "before the hop" in full and "gone from there" in full.replace("\n      ", " ")


def test_keys_tell_every_risk_and_step_of_every_hop():
    hops = known("2.0.6", "2.1.1", "2.2.1")

    keys = knowledge_keys(hops, OWN.links)

    assert {row["hop"] for row in keys["risks"]} == {row["hop"] for row in keys["steps"]} == {1, 2}
    assert len(keys["risks"]) == sum(len(hop.risks) for hop in hops)
    assert all(row["says"] in {"applies", "does not apply", "unknown"} for row in keys["risks"])
    assert all(row["verify"] and row["source"] and row["by"] for row in keys["steps"])
