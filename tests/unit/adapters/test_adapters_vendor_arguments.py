"""The vendor's script is started with no argument at all: there is no way by which its checks could be told not to run."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import pytest
from fakes.local_node import LocalNode, ScriptServer

from dcos_upgrade.adapters.cluster_file import read_cluster_file
from dcos_upgrade.cli.answer import answer
from dcos_upgrade.core.error import Broken
from dcos_upgrade.core.plan import Plan, SiteStep
from dcos_upgrade.core.step import StepOrder

TELLS = 'echo "$# arguments: $*"\n'
CLUSTER = "name: lab\nmasters: [m1]\npolicy:\n  {policy}\n"


@pytest.mark.parametrize("shell", ["bash", "dash"])
async def test_the_script_is_started_without_an_argument(shell: str, tmp_path: Path):
    (tmp_path / "served").mkdir()
    node, server = LocalNode(tmp_path, shell=shell), ScriptServer(tmp_path / "served")

    await node.nodes.start_step(server.order(TELLS))
    look = await node.look_until("1.9.9", "exit")
    server.close()

    assert look.log_tail.splitlines() == ["0 arguments: "]


def test_neither_an_order_nor_a_plan_has_a_place_for_arguments_of_the_script():
    order = {field.name for field in dataclasses.fields(StepOrder)}
    planned = {field.name for field in msgspec.structs.fields(Plan)}

    assert order == {"node", "run", "epoch", "attempt", "source", "target", "script_url", "script_sha256"}
    assert not {name for name in order | planned if "argument" in name or "flag" in name or "check" in name}


@pytest.mark.parametrize("policy", ["skip_checks: true", "script_arguments: [--skip-checks]", "step_arguments: x"])
def test_no_policy_names_them(tmp_path: Path, policy: str):
    path = tmp_path / "cluster.yaml"
    path.write_text(CLUSTER.format(policy=policy))

    with pytest.raises(Broken):
        read_cluster_file(path)


@pytest.mark.parametrize("verb", ["run", "resume", "retry"])
def test_no_verb_takes_them(verb: str, capsys: pytest.CaptureFixture[str]):
    assert answer((verb, "x", "--skip-checks")) == 64
    assert "--skip-checks" in capsys.readouterr().err


def test_a_site_step_is_a_program_on_this_machine_with_a_place_of_its_own():
    assert {field.name for field in msgspec.structs.fields(SiteStep)} == {
        "name",
        "at",
        "command",
        "timeout",
        "patience",
    }
