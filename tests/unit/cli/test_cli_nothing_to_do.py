"""A plan without hops: the cluster is there already, and nothing is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from fakes.cluster import inventory, plan_of

from dcos_upgrade.cli.answer import answer
from dcos_upgrade.core.plan import canonical
from dcos_upgrade.planning.digest import sealed


def test_a_run_of_a_plan_without_hops_has_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    nodes = inventory(masters=1, private=1, public=0)
    plan, cluster = tmp_path / "plan.json", tmp_path / "cluster.yaml"
    plan.write_bytes(canonical(sealed(plan_of(("1.11.3",), nodes=nodes))))
    cluster.write_text(
        yaml.safe_dump(
            {
                "name": "fake",
                "masters": [{"id": "m1", "address": nodes.masters[0].address}],
                "private_agents": [{"id": "a1", "address": nodes.agents[0].address}],
            }
        )
    )
    state = tmp_path / "state"

    words = ["run", plan, "--cluster", cluster, "--confirm", "fake", "--state", state, "--output", "json"]
    code = answer([str(word) for word in words])

    assert code == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "done"
    assert not state.exists()
