"""One intent per run, as callers of the command line see it, on a cluster of the lab in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from scenario.command import Called, Caller, calling  # noqa: F401  # calling is the fixture "call"

from dcos_upgrade import probes
from dcos_upgrade.adapters.snapshot_directory import write_snapshot
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.lab.memory.site import memory_site, memory_spec
from dcos_upgrade.lab.nodes.configuration import site_config
from dcos_upgrade.lab.secrets import ADMIN_PASSWORD
from dcos_upgrade.lab.world.world import World
from dcos_upgrade.probes.security_mode import Security, SecurityMode
from dcos_upgrade.usecases.beginning import look_at_all

SPEC = memory_spec(release="1.10.8")
CONFIG = yaml.safe_load(site_config(SPEC, f"http://{SPEC.bootstrap_address}"))

Ask = Callable[..., Called]


@pytest.fixture(scope="module")
def captured() -> Snapshot:
    site = memory_site(SPEC)
    assert isinstance(site.world, World)
    return site.run(look_at_all(site, probes.discover()))


@pytest.fixture
def ask(call: Caller, captured: Snapshot, tmp_path: Path) -> Ask:
    """``plan --snapshot`` of the lab, with these changes to config.yaml; a key that is None is taken away."""

    def plan(
        *words: str,
        changes: dict[str, Any] | None = None,
        to: str = "1.11.3",
        seen: Snapshot = captured,
        given: bool = True,
        installed_by: str = "",
        on: str = "2018-07-24",
    ) -> Called:
        write_snapshot(
            tmp_path / "before", seen, pacing=Pacing(), tool_version="0", cluster_id="id", installed_by=installed_by
        )
        keys = {key: value for key, value in {**CONFIG, **(changes or {})}.items() if value is not None}
        config = ("--config", call.file("config.yaml", yaml.safe_dump(keys))) if given else ()
        return call(
            "plan", "--snapshot", str(tmp_path / "before"), "--to", to, *config, *words, "--on", on, "--output", "json"
        )

    return plan


def without(captured: Snapshot, probe: str, reason: str = "m2: no answer") -> Snapshot:
    facts = dict(captured.facts)
    facts[probe, NodeId("m2")] = Observed(unknown=reason)
    return Snapshot(inventory=captured.inventory, taken=captured.taken, facts=facts)


def with_mode(captured: Snapshot, mode: SecurityMode) -> Snapshot:
    told = Security(mode=mode, variant="enterprise")
    facts = {key: Observed(value=told) if key[0] == "security-mode" else fact for key, fact in captured.facts.items()}
    return Snapshot(inventory=captured.inventory, taken=captured.taken, facts=facts)


def test_the_clusters_own_configuration_is_planned_with(ask: Ask):
    called = ask()

    found = called.keys["configuration"]
    assert called.code == 0
    assert (found["changes"], found["not_compared"]) == ([], ["exhibitor_admin_password"])
    assert found["equal"] == len(CONFIG) - 1
    assert any("exhibitor_admin_password" in note for note in called.keys["notes"])


def test_a_changed_key_is_refused_with_both_values(ask: Ask):
    called = ask(changes={"resolvers": ["1.1.1.1"]})

    (refusal,) = called.keys["refusals"]
    assert (called.code, called.keys["hops"]) == (3, [])
    assert (refusal["rule"], refusal["from"], refusal["to"]) == ("configuration-alone", "1.10.8", "1.11.3")
    assert "8.8.8.8" in refusal["reason"] and "1.1.1.1" in refusal["reason"]
    assert called.keys["configuration"]["changes"] == [{"key": "resolvers", "old": '["8.8.8.8"]', "new": '["1.1.1.1"]'}]


def test_what_the_target_demands_goes_along_and_is_told(ask: Ask):
    called = ask(changes={"enable_ipv6": False, "fault_domain_enabled": False})

    assert called.code == 0
    assert [each["key"] for each in called.keys["configuration"]["changes"]] == ["enable_ipv6", "fault_domain_enabled"]
    assert sum("goes along" in note for note in called.keys["notes"]) == 2


def test_no_secret_is_said_whatever_becomes_of_it(ask: Ask):
    for changes in ({"exhibitor_admin_password": None}, {"another_password": "hunter2"}):
        called = ask(changes=changes)

        assert called.code == 3
        assert ADMIN_PASSWORD not in called.out + called.err
        assert "hunter2" not in called.out + called.err


def test_a_configuration_that_a_master_does_not_say_is_unknown(ask: Ask, captured: Snapshot):
    called = ask(seen=without(captured, "user-configuration"))

    assert called.code == 8
    assert "m2: no answer" in called.err


def test_without_a_configuration_the_plan_is_made_and_says_that_nothing_was_compared(ask: Ask, captured: Snapshot):
    usual, silent = ask(given=False), ask(given=False, seen=without(captured, "user-configuration"))

    assert (usual.code, silent.code) == (0, 0)
    assert any("--config" in note for note in usual.keys["notes"])
    assert "configuration" not in usual.keys


def test_a_change_of_configuration_is_planned_and_not_run(ask: Ask, call: Caller, captured: Snapshot, tmp_path: Path):
    out = tmp_path / "plan.json"
    called = ask("--out", str(out), changes={"dns_search": "example"}, to="1.10.8")
    nodes = "\n".join(f"  - {{id: {node.id}, address: {node.address}}}" for node in captured.inventory.masters)
    agents = "\n".join(
        f"  - {{id: {node.id}, address: {node.address}}}"
        for node in captured.inventory.agents
        if node.role == "private_agent"
    )
    public = next(node for node in captured.inventory.agents if node.role == "public_agent")
    cluster = call.file(
        "lab.yaml",
        f"name: lab\nmasters:\n{nodes}\nprivate_agents:\n{agents}\n"
        f"public_agents: [{{id: {public.id}, address: {public.address}}}]\n",
    )

    run = call("run", str(out), "--cluster", cluster, "--confirm", "lab")
    book = call("runbook", str(out))

    (hop,) = called.keys["hops"]
    steps = [step for stage in hop["stages"] for wave in stage.get("waves", ()) for step in wave["steps"]]
    assert called.code == 0
    assert (hop["kind"], hop["from"], hop["to"]) == ("reconfigure", "1.10.8", "1.10.8")
    assert len(steps) == len(captured.inventory.nodes) and not any(step["done"] for step in steps)
    assert (run.code, book.code) == (3, 3)
    assert all("not carried out by it" in " ".join(each.err.split()) for each in (run, book))


def test_the_configuration_that_is_there_leaves_nothing_to_do(ask: Ask):
    called = ask(to="1.10.8")

    assert (called.code, called.keys["hops"]) == (0, [])


def test_a_key_that_never_changes_is_refused_in_a_run_of_its_own_too(ask: Ask):
    called = ask(changes={"exhibitor_storage_backend": "zookeeper"}, to="1.10.8")

    assert called.code == 3
    assert [each["rule"] for each in called.keys["refusals"]] == ["keys-for-good"]


def test_a_master_is_neither_added_nor_replaced(ask: Ask):
    called = ask(changes={"master_list": [*CONFIG["master_list"][:2], "10.1.0.99"]})

    assert called.code == 3
    assert [each["rule"] for each in called.keys["refusals"]] == ["masters-as-they-are"]


def test_the_mode_disabled_is_left_first(ask: Ask, captured: Snapshot):
    disabled, permissive = (
        ask(given=False, seen=with_mode(captured, mode), to="1.12.2", on="2019-03-01")
        for mode in (SecurityMode.DISABLED, SecurityMode.PERMISSIVE)
    )

    (refusal,) = disabled.keys["refusals"]
    assert (disabled.code, permissive.code) == (3, 0)
    assert (refusal["rule"], refusal["to"]) == ("disabled-leaves-first", "1.12.2")
    assert "first disabled → permissive in a run of its own at 1.10.8" in refusal["reason"]


def test_a_cluster_of_a_cloud_template_is_refused(ask: Ask):
    called = ask(given=False, installed_by="cloud-template")

    assert called.code == 3
    assert [each["rule"] for each in called.keys["refusals"]] == ["made-by-a-template"]


def test_the_text_of_a_refusal_does_not_say_that_there_is_no_route(call: Caller, captured: Snapshot, tmp_path: Path):
    write_snapshot(tmp_path / "now", captured, pacing=Pacing(), tool_version="0", cluster_id="id")
    config = call.file("config.yaml", yaml.safe_dump({**CONFIG, "resolvers": ["1.1.1.1"]}))

    called = call(
        "plan", "--snapshot", str(tmp_path / "now"), "--to", "1.11.3", "--config", config, "--on", "2018-07-24"
    )

    assert called.code == 3
    assert "Not planned" in called.out and "No route" not in called.out
    assert [line for line in called.out.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [("", 3), ("- a\n", 3), ("a: [\n", 8), ("a: &x 1\nb: *x\n", 3), ("a: 1\na: 2\n", 8), ("a: !!python/none x\n", 8)],
)
def test_a_file_that_is_no_configuration_is_refused(
    call: Caller, captured: Snapshot, tmp_path: Path, content: str, code: int
):
    write_snapshot(tmp_path / "now", captured, pacing=Pacing(), tool_version="0", cluster_id="id")

    called = call(
        "plan", "--snapshot", str(tmp_path / "now"), "--to", "1.11.3", "--config", call.file("config.yaml", content)
    )

    assert called.code == code
    assert "config.yaml" in called.err


def test_a_configuration_needs_a_cluster_to_compare_with(call: Caller, tmp_path: Path):
    config = call.file("config.yaml", "a: 1\n")

    offline = call("plan", "--from", "1.10.8", "--to", "1.11.3", "--config", config)
    missing = call("plan", "--snapshot", str(tmp_path), "--to", "1.11.3", "--config", str(tmp_path / "none"))

    assert (offline.code, missing.code != 0) == (64, True)


def test_the_ip_detect_script_is_compared_by_its_bytes(ask: Ask, call: Caller):
    same = ask(
        "--ip-detect",
        call.file("same", "#!/bin/bash\n# The address by which DC/OS knows this node.\ncat /run/dcos-lab/address\n"),
    )
    other = ask("--ip-detect", call.file("other", "#!/bin/sh\necho 10.0.0.1\n"))

    assert (same.code, other.code) == (0, 0)
    assert not any("ip-detect is not" in note for note in same.keys["notes"])
    assert any("ip-detect is not" in note for note in other.keys["notes"])
