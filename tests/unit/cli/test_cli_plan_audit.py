"""The audit of plans as calls: an unsafe plan file is refused before anything is touched, and the explanation of one is a line."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import cluster_facts as facts
import pytest
import yaml
from msgspec.structs import replace

from dcos_upgrade.adapters.snapshot_directory import write_snapshot
from dcos_upgrade.cli import kinds
from dcos_upgrade.cli.answer import answer
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.plan import Pacing, Plan, canonical
from dcos_upgrade.planning import invariants, plan_rules
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.planning.plan_audit import audit
from dcos_upgrade.planning.read import read_plan
from dcos_upgrade.usecases import plan as use_case

FOLDERS = {Role.MASTER: "masters", Role.PRIVATE_AGENT: "private_agents", Role.PUBLIC_AGENT: "public_agents"}


class Desk:
    """Somebody with a snapshot, a cluster file of nodes that nobody answers for, and an empty state directory."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.state, self.snapshot = folder / "state", folder / "before"
        write_snapshot(
            self.snapshot, facts.snapshot(facts.healthy()), pacing=Pacing(), tool_version="0", cluster_id="id"
        )

    def call(self, *words: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = answer([str(word) for word in words])
        out, err = self._capsys.readouterr()
        return code, " ".join(out.split()), " ".join(err.split())

    def planned(self, *more: str) -> tuple[int, str, str]:
        out = ("--out", str(self.folder / "plan.json"))
        return self.call("plan", "--snapshot", self.snapshot, "--to", "1.10.7", "--on", "2018-07-10", *out, *more)

    def plan(self) -> Plan:
        assert self.planned()[0] == 0
        return read_plan((self.folder / "plan.json").read_bytes())

    def run(self, plan: Plan) -> tuple[int, str, str]:
        path, cluster = self.folder / "changed.json", self.folder / "cluster.yaml"
        path.write_bytes(canonical(plan))
        (self.folder / "known_hosts").touch()
        document: dict[str, Any] = {
            "name": plan.cluster,
            "policy": {"connect_timeout": 0.2, "request_timeout": 0.2},
            "ssh": {"port": 1, "known_hosts": str(self.folder / "known_hosts")},
        }
        for node in plan.inventory.nodes:
            document.setdefault(FOLDERS[node.role], []).append({"id": str(node.id), "address": node.address})
        cluster.write_text(yaml.safe_dump(document))
        words = ("--cluster", cluster, "--confirm", plan.cluster, "--state", self.state, "--output", "json")
        return self.call("run", path, *words)


@pytest.fixture(name="desk")
def at_a_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def without_a_gate(plan: Plan) -> Plan:
    masters, *others = plan.hops[0].stages
    first, *rest = masters.waves
    bent = replace(masters, waves=(replace(first, gates=()), *rest))
    return sealed(replace(plan, hops=(replace(plan.hops[0], stages=(bent, *others)), *plan.hops[1:])))


def all_together(plan: Plan) -> Plan:
    masters, *others = plan.hops[0].stages
    steps = tuple(step for wave in masters.waves for step in wave.steps)
    bent = replace(masters, waves=(replace(masters.waves[0], steps=steps, at_once=3),))
    return sealed(replace(plan, hops=(replace(plan.hops[0], stages=(bent, *others)),)))


def test_a_plan_that_is_made_has_passed_its_audit(desk: Desk):
    assert audit(desk.plan()).sound


def test_an_unsafe_plan_with_the_right_digest_is_refused_before_anything_is_touched(desk: Desk):
    code, out, _ = desk.run(without_a_gate(desk.plan()))

    assert code == 3
    error = json.loads(out)["error"]
    assert "breaks the rule gates-of-their-role" in error["what"]
    assert "hop 1 (1.9.9 → 1.10.7), masters, wave 1 (master 1)" in error["evidence"]
    assert error["safe"].startswith("yes")
    assert not desk.state.exists()


def test_a_refused_plan_is_told_with_the_way_to_the_bad_state(desk: Desk):
    code, out, _ = desk.run(all_together(desk.plan()))

    evidence = json.loads(out)["error"]["evidence"]
    assert code == 3
    assert "one-master-out: two masters are in flight together" in evidence
    assert "1. m" in evidence and "2. m" in evidence


def test_a_sound_plan_goes_past_its_audit(desk: Desk):
    code, out, _ = desk.run(desk.plan())

    assert code != 3 or "not safe to run" not in out
    assert desk.state.exists()


def test_a_plan_of_our_own_that_is_unsafe_is_broken_and_not_written(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    composed = use_case.compose
    monkeypatch.setattr(use_case, "compose", lambda **words: all_together(composed(**words)))

    code, _, err = desk.planned()

    assert code == 1
    assert "the plan that was made breaks the rule masters-go-alone" in err
    assert not (desk.folder / "plan.json").exists()


def test_a_plan_is_explained_with_how_many_states_were_walked(desk: Desk):
    _, plain, _ = desk.planned()
    _, explained, _ = desk.planned("--explain")

    assert "states of" not in plain
    assert f"audit {audit(desk.plan()).sentence}" in explained


@pytest.mark.parametrize("name", [*plan_rules.discover(), *invariants.discover()])
def test_every_rule_of_plans_explains_itself(desk: Desk, name: str):
    code, out, _ = desk.call("explain", name, "--output", "json")

    keys = json.loads(out)
    assert code == 0
    assert keys["kind"] in {"plan rule", "invariant"}
    assert all(keys[part] for part in ("name", "title", "text", "source"))


def test_a_rule_of_plans_has_a_name_that_nothing_else_has():
    names = Counter(name for kind in kinds.discover() for name in kind.names())

    assert [name for name in (*plan_rules.discover(), *invariants.discover()) if names[name] > 1] == []
