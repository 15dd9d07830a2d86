"""Service Marathons over real HTTP by the real command: to their version, and one that does not come back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fakes.command import Caller

pytestmark = [pytest.mark.wire, pytest.mark.timeout(300)]

USER, MON, TO = "/marathon-user", "/mon/marathon", "1.6.352"
PATCH = {"container": {"docker": {"image": f"mesosphere/marathon:v{TO}"}}}
POLICY = {"service_marathons": {app: {"to": TO, "patch": PATCH} for app in (USER, MON)}, "gate_timeout": 10}


@pytest.fixture
def lab(tmp_path: Path) -> Any:
    """A lab with both kinds of service Marathon; what ``lab up`` answered."""
    call = Caller(state=tmp_path / "lab-state")
    words = ("lab", "up", "--detach", "--release", "1.10.8", "--size", "3+2+0", "--service-marathons", "2")
    up = call(*words, seconds=90)
    assert up.exit == 0, up.stderr
    yield up.json
    assert call("lab", "down").exit == 0


def planned(call: Caller, cluster: str, folder: Path) -> Path:
    before, plan, policy = folder / "before", folder / "plan.json", folder / "policy.yaml"
    policy.write_text(json.dumps(POLICY))
    captured = call("capture", "--cluster", cluster, "--out", before)
    assert captured.exit == 0, captured.stderr
    words = ("--to", "1.11.3", "--on", "2018-07-10", "--policy-file", policy, "--out", plan)
    made = call("plan", "--snapshot", before, *words)
    assert made.exit == 0, made.stderr
    return plan


def test_one_that_does_not_come_back_halts_with_its_orphans_and_once_mended_both_reach_their_version(
    lab: Any, tmp_path: Path
):
    call, hand = Caller(state=tmp_path / "state"), Caller(state=tmp_path / "lab-state")
    plan = planned(call, lab["cluster_file"], tmp_path)
    words = ("run", plan, "--cluster", lab["cluster_file"], "--confirm", "lab")
    assert call(*words, "--until", "masters").exit == 0
    assert hand("lab", "fault", "set", "mom-does-not-reregister").exit == 0

    halted = call("resume")
    told = call("status").json

    assert halted.exit == 4, halted.stderr
    assert (told["halted_by"]["gate"], told["halted_by"]["node"]) == ("service-marathon-rejoined", USER)
    assert "3 orphaned tasks: marathon-user_" in told["halted_by"]["reason"]
    assert [each["where"] for each in told["service_marathons"]] == ["checking", "waiting"]

    assert hand("lab", "fault", "clear").exit == 0
    done = call("resume")

    assert done.exit == 0, done.stderr
    after = tmp_path / "after"
    assert call("capture", "--cluster", lab["cluster_file"], "--out", after).exit == 0
    facts = json.dumps(call("snapshot", "show", after).json)
    assert facts.count(f'"version": "{TO}"') == 2
    assert call("validate", "--baseline", tmp_path / "before", "--snapshot", after).json["lost"] == []
