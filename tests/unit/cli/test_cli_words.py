"""quarantine, readmit, skip, approve and --only as calls: exit codes, answers, and what lies in the journal afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes.cluster import inventory, plan_of
from msgspec.structs import replace

from dcos_upgrade import wiring
from dcos_upgrade.adapters.run_lock import run_lock
from dcos_upgrade.cli.answer import answer
from dcos_upgrade.core import journal
from dcos_upgrade.core.plan import Plan, canonical
from dcos_upgrade.planning.digest import sealed

NODES = inventory(masters=1, private=2, public=1)


class Operator:
    """Somebody with a state directory in which a run was begun; nobody carries it out, and no node answers."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.state, self.cluster, self._capsys = folder / "state", folder / "cluster.yaml", capsys
        self.plan: Plan = sealed(replace(plan_of(nodes=NODES), approvals=("before-hop",)))
        known_hosts = folder / "known_hosts"
        known_hosts.touch()
        self.cluster.write_text(_cluster(known_hosts))
        with wiring.open_journal(self.state) as store:
            runs = wiring.Runs(state=self.state, store=store, cluster_file=self.cluster)
            first = journal.RunCreated(
                plan=self.plan.digest, cluster="fake", route=self.plan.route, baseline="b", tool_version="0", by="kim"
            )
            runs.create_run(self.plan, first).append(journal.OwnerClaimed(masters=("m1",)))

    def call(self, *words: str | Path) -> tuple[int, dict[str, Any], str]:
        code = answer([*map(str, words), "--state", str(self.state), "--output", "json"])
        out, err = self._capsys.readouterr()
        return code, json.loads(out), err

    def events(self) -> list[journal.Event]:
        with wiring.open_journal(self.state) as store:
            record = store.latest_run()
            assert record is not None
            return [entry.event for entry in store.open_run(record.run).entries()]

    def write(self, event: journal.Event) -> None:
        with wiring.open_journal(self.state) as store:
            record = store.latest_run()
            assert record is not None
            store.open_run(record.run).request(event)


def _cluster(known_hosts: Path) -> str:
    def node(prefix: str, number: int) -> dict[str, object]:
        found = NODES.node(f"{prefix}{number}")
        assert found is not None
        # nothing listens on the discard port of the loopback address
        return {"id": found.id, "address": found.address, "ssh": {"host": "127.0.0.1", "port": 9}}

    return yaml.safe_dump(
        {
            "name": "fake",
            "masters": [node("m", 1)],
            "private_agents": [node("a", 1), node("a", 2)],
            "public_agents": [node("p", 1)],
            "ssh": {"known_hosts": str(known_hosts)},
            "policy": {"connect_timeout": 2},
        }
    )


@pytest.fixture
def operator(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Operator:
    return Operator(tmp_path, capsys)


def test_a_node_that_does_not_answer_is_set_aside_with_reason_and_person(operator: Operator):
    code, keys, _ = operator.call("quarantine", "a2", "--reason", "its disk is ill")

    assert code == 0
    assert "could not be asked" in keys["told"][0]
    assert keys["nodes"]["quarantined"] == 1
    assert keys["status"]["next"] == "dcos-upgrade resume"
    [aside] = [event for event in operator.events() if isinstance(event, journal.Quarantined)]
    assert (aside.node, aside.reason) == ("a2", "its disk is ill")
    assert "@" in aside.by


def test_a_master_is_not_set_aside_and_nothing_is_written(operator: Operator):
    before = operator.events()

    code, keys, _ = operator.call("quarantine", "m1", "--reason", "r")

    assert code == 3
    assert "master" in json.dumps(keys)
    assert operator.events() == before


def test_what_does_not_answer_is_not_readmitted(operator: Operator):
    operator.call("quarantine", "a2", "--reason", "r")

    code, _, _ = operator.call("readmit", "a2")

    assert code == 8
    assert not any(isinstance(event, journal.Readmitted) for event in operator.events())


def test_an_agent_is_left_out_and_the_answer_says_that_it_has_to_be_out_of_the_cluster(operator: Operator):
    code, keys, _ = operator.call("skip", "a2", "--reason", "scrapped")

    assert code == 0
    assert "out of the cluster" in " ".join(keys["told"])
    assert keys["nodes"]["left_out"] == 1


def test_an_approval_is_written_for_the_open_hop(operator: Operator):
    code, keys, _ = operator.call("approve", "before-hop", "--plan", operator.plan.digest[:8], "--reason", "change")

    assert code == 0
    assert keys["approvals"] == []
    [yes] = [event for event in operator.events() if isinstance(event, journal.Approved)]
    assert (yes.plan, yes.hop, yes.point, yes.reason) == (operator.plan.digest, 0, "before-hop", "change")


@pytest.mark.parametrize(
    ("point", "digest", "code"), [("before-hop", "00000000", 3), ("nowhere", "", 3), ("before-hop", "12", 64)]
)
def test_an_approval_of_something_else_is_refused(operator: Operator, point: str, digest: str, code: int):
    said = operator.call("approve", point, "--plan", digest or operator.plan.digest, "--reason", "r")

    assert said[0] == code
    assert not any(isinstance(event, journal.Approved) for event in operator.events())


def test_words_are_taken_while_another_process_carries_the_run_out(operator: Operator):
    with run_lock(operator.state):
        quarantined = operator.call("quarantine", "a2", "--reason", "r")
        approved = operator.call("approve", "before-hop", "--plan", operator.plan.digest, "--reason", "r")

    assert (quarantined[0], approved[0]) == (0, 0)


def test_a_run_that_is_over_hears_nothing_more(operator: Operator):
    operator.write(journal.RunCompleted(outcome="done"))

    for words in (
        ("quarantine", "a2", "--reason", "r"),
        ("readmit", "a2"),
        ("skip", "a2", "--reason", "r"),
        ("approve", "before-hop", "--plan", operator.plan.digest, "--reason", "r"),
    ):
        assert operator.call(*words)[0] == 3


def test_a_word_without_a_run_is_a_usage_error_and_makes_nothing(tmp_path: Path):
    state = tmp_path / "nothing"

    assert answer(["quarantine", "a2", "--reason", "r", "--state", str(state)]) == 64
    assert not state.exists()


def test_a_selection_out_of_order_is_refused_before_anything_is_touched(operator: Operator, tmp_path: Path):
    plan, state = tmp_path / "plan.json", tmp_path / "another"
    plan.write_bytes(canonical(operator.plan))
    words = ("run", plan, "--cluster", operator.cluster, "--confirm", "fake", "--only", "role=private_agent")

    code = answer([*map(str, words), "--state", str(state)])

    assert code == 3
    assert not state.exists()


def test_a_resume_with_a_selection_out_of_order_or_unreadable_writes_nothing(operator: Operator):
    before = operator.events()

    assert operator.call("resume", "--only", "a2")[0] == 3
    assert operator.call("resume", "--only", "zone=x")[0] == 64
    assert operator.events() == before
