"""The examples of the how-to are code that runs: a page that teaches something untrue is worse than none."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

import dcos_upgrade.probes
from dcos_upgrade.catalog.entry import read_release
from dcos_upgrade.core.check import Scene, judge
from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.core.snapshot import Observed, Snapshot

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "add-a-check-a-gate-a-release.md"
EXAMPLE = re.compile(r"`(\w+)/(\w+)\.py`[^`]*?\n\n```python\n(.*?)```", re.DOTALL)
NOON = datetime(2018, 7, 10, 12, tzinfo=UTC)


def load(name: str) -> ModuleType:
    sources = {file: source for _, file, source in EXAMPLE.findall(PAGE.read_text())}
    module = ModuleType(name)
    exec(compile(sources[name], f"{PAGE.name}:{name}", "exec"), module.__dict__)
    return module


@pytest.fixture
def uptime(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    module = load("uptime")
    monkeypatch.setitem(sys.modules, "dcos_upgrade.probes.uptime", module)
    monkeypatch.setattr(dcos_upgrade.probes, "uptime", module, raising=False)
    yield module


def answer(body: bytes) -> Answer:
    return Answer(body=body, status=0, source="cut", time=NOON)


def scene(uptime: ModuleType, seconds: float | None) -> Scene:
    node = Node(id=NodeId("m1"), address="192.0.2.1", role=Role.MASTER)
    inventory = Inventory(cluster="example", nodes=(node,))
    known: Observed[object] = Observed(value=seconds, time=NOON)
    facts = {} if seconds is None else {(uptime.PROBE.id, node.id): known}
    return Scene(inventory=inventory, now=Snapshot(inventory=inventory, taken=NOON, facts=facts), at=NOON)


def test_the_fact_is_read_and_an_odd_answer_is_unreadable(uptime: ModuleType):
    assert uptime.PROBE.parse(answer(b"812.40\n")) == 812.4
    with pytest.raises(Unreadable):
        uptime.PROBE.parse(answer(b"soon\n"))


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(900.0, Verdict.PASS), (30.0, Verdict.FAIL), (None, Verdict.UNKNOWN)], ids=str
)
def test_the_check_answers_in_three_values(uptime: ModuleType, seconds: float | None, verdict: Verdict):
    check = load("freshly_booted").CHECK

    assert [judgement.verdict for judgement in judge(check, scene(uptime, seconds))] == [verdict]


def test_the_gate_names_the_check(uptime: ModuleType):
    assert load("freshly_booted").CHECK.id in load("settled").GATE.checks


def test_the_release_is_a_good_entry(tmp_path: Path):
    (entry,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    file = tmp_path / "1.11.14.toml"
    file.write_text(entry)

    assert str(read_release(file).version) == "1.11.14"
