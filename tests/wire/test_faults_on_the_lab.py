"""Rows of the table of faults over real SSH and HTTP by the real command: the five points of each."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import zstandard
from fakes.command import Called
from fakes.fault_rows import APPROVALS, FIRST, Row, Set, rows

from dcos_upgrade.lab import control
from dcos_upgrade.lab.secrets import BOOTSTRAP_PASSWORD, PLANTED

pytestmark = [pytest.mark.wire, pytest.mark.timeout(240)]

ZSTD = b"\x28\xb5\x2f\xfd"
HALTED_BY = ("gate", "approval", "site_step", "node_state")
"""The key of `status` that says what a run was halted by."""
CYCLE = 3.0
"""Seconds in which the lab's caches (Exhibitor, diagnostics) have seen what changed."""
PATIENCE = 60.0
UNREACHABLE = 16.0
"""Seconds after which the lab's Mesos gives an agent up."""


@dataclass
class Play:
    """A row on a lab of its own; ``said`` is all that the command printed, ``seen`` whether it was written down what passes."""

    row: Row
    site: Any
    lab: Path
    plan: Path | None = None
    order: tuple[str, ...] = ()
    said: list[str] = field(default_factory=list)
    seen: bool = False

    def call(self, *words: str | Path) -> Called:
        called: Called = self.site.call(*words)
        self.said += [called.stdout, called.stderr]
        return called

    def named(self, node: str) -> str:
        return self.order[0] if node == FIRST and self.order else node

    def set(self, when: str) -> None:
        due = [each for each in self.row.faults if each.when == when]
        for each in due:
            control.fault_set(self.lab, each.fault, self.named(each.node) or None)
        if due and when != "started":
            time.sleep(CYCLE + max(each.works_after for each in due))
        for each in due:
            if each.passes:
                threading.Thread(target=self.gone_when_seen, args=(each,), daemon=True).start()

    def gone_when_seen(self, fault: Set) -> None:
        """While the command is at work: the fault lasts until the run has written down what it says of it."""
        end = time.monotonic() + 2 * PATIENCE  # an approval and the start of a process come first
        while time.monotonic() < end:
            if all(words in self.looked() for words in self.row.found.says):
                self.seen = True
                break
            time.sleep(0.2)
        with suppress(OSError):  # the lab may be gone, if the test is
            control.fault_clear(self.lab, fault.fault)

    def looked(self) -> str:
        """Every look at a service Marathon, from the run's own journal."""
        file = f"file:{self.site.call.state}/journal.db?mode=ro"
        with suppress(sqlite3.Error), closing(sqlite3.connect(file, uri=True)) as journal:
            rows = journal.execute("select body from entries where kind = 'ServiceLooked'").fetchall()
            return "\n".join(str(body) for (body,) in rows)
        return ""

    def make_plan(self) -> Called:
        """Captured and planned by the command; which master goes first is read from the plan."""
        folder = self.site.folder / f"before-{len(self.said)}"
        plan = self.site.folder / "plan.json"
        policy = self.site.folder / "policy.yaml"
        points = ", ".join(point for point in APPROVALS if any(each.when == point for each in self.row.faults))
        pacing = f"gate_timeout: {self.row.lab.gate_timeout}\nstep_timeout: {self.row.lab.step_timeout}\n"
        pacing += f"failure_budget: {self.row.lab.failure_budget}\n" if self.row.lab.failure_budget else ""
        policy.write_text(f"{pacing}approvals: [{points}]\nservice_marathons: {json.dumps(self.wishes())}\n")
        self.call("capture", "--cluster", self.site.cluster_file, "--out", folder)
        words = ["--to", self.row.lab.target, "--on", self.row.lab.on, "--policy-file", policy, "--out", plan]
        words += ["--policy", self.row.lab.rules] if self.row.lab.rules else []
        planned = self.call("plan", "--snapshot", folder, *words)
        if planned.exit == 0:
            self.plan = plan
            stages = planned.json["hops"][0]["stages"]
            self.order = tuple(step["node"] for stage in stages for wave in stage["waves"] for step in wave["steps"])
        return planned

    def wishes(self) -> dict[str, Any]:
        return {
            app: {"to": to, "patch": {"container": {"docker": {"image": f"mesosphere/marathon:v{to}"}}}}
            for app, to in self.row.lab.wishes.items()
        }

    def run(self, *selected: str) -> Called:
        assert self.plan is not None
        words = (*self.site.run_words(self.plan), *selected)
        if any(each.when == "started" for each in self.row.faults):
            return self._run_and_strike(words)
        called = self.call(*words)
        while (halt := self.halted()) and halt["name"] in APPROVALS:
            self.set(halt["name"])
            digest = self.site.call("status").json["plan"]
            assert self.call("approve", halt["name"], "--plan", digest, "--reason", "a fault is set").exit == 0
            called = self.call("resume")
        return called

    def _run_and_strike(self, words: tuple[str | Path, ...]) -> Called:
        """The run in the background until its first script runs; then the fault, then what the run comes to."""
        process = self.site.call.start(*words)
        end = time.monotonic() + PATIENCE
        while not any(self.site.starts().values()) and time.monotonic() < end:
            time.sleep(0.05)
        self.set("started")
        code = process.wait(120)
        return Called(exit=code, stdout="", stderr="")

    def halted(self) -> dict[str, Any] | None:
        status = self.call("status")
        found: dict[str, Any] | None = status.json.get("halted_by")
        if found is None:
            return None
        name = next(found[key] for key in HALTED_BY if key in found)
        return {**found, "name": name, "next": status.json["next"]}

    def slow_down(self) -> None:
        """A phase of every node's pkgpanda lasts as long as the row says."""
        if not self.row.lab.slow:
            return
        phase, seconds = self.row.lab.slow.split()
        for node in self.site.trees():
            own = Path(self.site.cluster_file).parent / "nodes" / "own" / node / "run"
            (own / f"delay.{phase}").write_text(f"{seconds}\n")

    def mend(self) -> None:
        for hand in self.row.mended.hands:
            if hand == "clear":
                for name in self.row.mended.clears or (None,):
                    control.fault_clear(self.lab, name)
            if hand == "run-advice":
                self.take_advice(self.named(self.row.mended.node))
        time.sleep(CYCLE)

    def take_advice(self, node: str) -> None:
        """The commands of ``recover``, run on the node as a person would; asked again until it has none."""
        known_hosts = next(Path(self.site.cluster_file).parent.rglob("known_hosts"))
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            advice = self.call("recover", node).json
            if advice["lawful"] == "yes":
                return
            for command in advice["commands"]:
                if not command.startswith(("systemctl status", "sudo journalctl")):
                    on_node(advice["ssh"], known_hosts, command)
            time.sleep(0.5)


def on_node(ssh: str, known_hosts: Path, command: str) -> None:
    options = ["-F", "none", "-o", "BatchMode=yes", "-o", f"UserKnownHostsFile={known_hosts}"]
    line = [*ssh.split()[:1], *options, *ssh.split()[1:], command]
    subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def until_found(played: Play) -> Called:
    played.set("before-plan")
    if played.row.found.by == "check":
        return played.call("check", "--cluster", played.site.cluster_file)
    found = played.make_plan()
    if played.row.found.by == "plan":
        return found
    assert found.exit == 0, found.stderr
    played.set("before-run")
    played.slow_down()
    return played.run()


ROWS = [pytest.param(row, id=row.id, marks=[pytest.mark.full] if row.full else []) for row in rows()]


@pytest.fixture(name="played")
def playing(request: pytest.FixtureRequest, site_of: Callable[..., Any], tmp_path: Path) -> Iterator[Play]:
    row: Row = request.param
    yield Play(
        row=row,
        site=site_of(row.lab.release, row.lab.size, service_marathons=row.lab.service_marathons),
        lab=tmp_path / "lab-state",
    )


@pytest.mark.parametrize("played", ROWS, indirect=True)
def test_each_fault_is_found_named_survived_and_kept_quiet_about(played: Play):
    found = until_found(played)

    if played.row.found.exit == 0:
        at_its_end(played, found)
    else:
        seen_and_named(played, found, played.halted())
        left_as_said(played)
        gone_on_with(played)
    no_secret(played)


def at_its_end(played: Play, found: Called) -> None:
    """Neither halted nor fooled: every node once, and what was waited for is said."""
    assert found.exit == 0, "".join(played.said)
    assert set(played.site.releases().values()) == {played.row.lab.target}
    assert {len(lines) for lines in played.site.starts().values()} == {1}
    assert played.seen or not any(each.passes for each in played.row.faults), played.looked()


def seen_and_named(played: Play, found: Called, halted: dict[str, Any] | None) -> None:
    row = played.row
    told = found.stdout + found.stderr if halted is None else str(played.call("status").stdout)
    assert found.exit == row.found.exit, told
    assert (halted["name"] if halted else "") == row.found.halted, told
    assert not [words for words in row.found.says if played.named(words) not in told], told
    if row.found.node:
        assert played.named(row.found.node) in told
    if row.found.by == "check":
        assert all(each["evidence"] for each in found.json["judgements"] if each["verdict"] == "fail")
        return
    if halted is None:
        assert found.json["error"]["evidence"] or found.json["error"]["where"]
        return
    assert halted["evidence"]
    evidence = " ".join(shown(played, each) for each in halted["evidence"])
    assert not [words for words in row.found.in_evidence if words not in evidence], evidence


def shown(played: Play, evidence: str) -> str:
    """What is named by a digest is read from where the tool keeps it."""
    if not re.fullmatch("[0-9a-f]{64}", evidence):
        return evidence
    (file,) = played.site.call.state.rglob(f"{evidence}.zst")
    return unpacked(file.read_bytes()).decode(errors="replace")


def left_as_said(played: Play) -> None:
    row, site = played.row, played.site
    begun = {node for node, lines in site.starts().items() if lines}
    assert begun == {played.named(node) for node in row.left.begun}
    new, torn = ({played.named(node) for node in nodes} for nodes in (row.left.new, row.left.torn))
    for node, tree in site.trees().items():
        file = tree / "opt/mesosphere/etc/dcos-version.json"
        release = json.loads(file.read_text())["version"] if file.exists() else None
        assert release == (row.lab.target if node in new else None if node in torn else row.lab.release), node


def gone_on_with(played: Play) -> None:
    """The verb that the row names goes on: one node more, whose step is then done."""
    row = played.row
    if row.mended.too_late_on_the_wire:
        too_late(played)
        return
    played.mend()
    if row.mended.then == "plan":
        planned = played.make_plan()
        assert planned.exit == 0, planned.stderr
    node = played.named(row.mended.node)
    if row.mended.stays_shut:
        stays_shut(played)
    if row.mended.then == "quarantine":
        goes_on_without(played, node)
        return
    words: dict[str, tuple[str | Path, ...]] = {"resume": ("resume",), "retry": ("retry", node)}
    done = (
        played.call(*words[row.mended.then], "--only", node) if row.mended.then in words else played.run("--only", node)
    )
    assert done.exit == 0, (done.stdout, done.stderr)
    assert played.site.releases()[node] == row.lab.target
    starts = {name: len(lines) for name, lines in played.site.starts().items() if lines}
    assert starts == {played.named(each): 1 for each in row.left.begun} | {node: row.mended.starts}


def too_late(played: Play) -> None:
    """The agent comes back, its tasks do not: the run says so and goes no further."""
    time.sleep(UNREACHABLE)
    played.mend()

    again = played.call("resume")

    halted = played.halted()
    assert again.exit == 4, again.stderr
    assert halted is not None
    assert "tasks-kept" in halted["reason"]


def stays_shut(played: Play) -> None:
    again = played.call("resume")

    told = str(played.call("status").stdout)
    assert again.exit == 4, again.stderr
    assert not [words for words in played.row.mended.stays_shut if words not in told], told


def goes_on_without(played: Play, node: str) -> None:
    """The run ends, and its code says that a node was set aside, or that something was lost."""
    nodes = (node, *map(played.named, played.row.mended.with_it))
    for each in nodes:
        said = played.call("quarantine", each, "--reason", "its tasks are gone")
        assert said.exit == 0, said.stderr

    done = played.call("resume")

    assert done.exit == (7 if played.row.mended.ends == "failed" else 2), (done.stdout, done.stderr)
    starts = dict.fromkeys(played.site.trees(), 1) | dict.fromkeys(nodes, played.row.mended.starts)
    assert {name: len(lines) for name, lines in played.site.starts().items()} == starts


def no_secret(played: Play) -> None:
    """Nor in what it printed, in the state directory, or in the report."""
    played.call("report", "--out", played.site.folder / "report.html")
    played.call("leftovers")
    written = [path.read_bytes() for path in played.site.folder.rglob("*") if of_the_tool(path)]
    everything = b"\n".join([*map(unpacked, written), *(text.encode() for text in played.said)])
    assert not [secret for secret in PLANTED if secret.encode() in everything]
    scripts = b"".join(path.read_bytes() for path in played.lab.rglob("var/lib/dcos-upgrade/**/script*"))
    assert BOOTSTRAP_PASSWORD.encode() in scripts


def of_the_tool(path: Path) -> bool:
    """What the tool wrote beside the lab, which is the site itself and may hold its secrets."""
    return path.is_file() and "lab-state" not in path.parts


def unpacked(body: bytes) -> bytes:
    if not body.startswith(ZSTD):
        return body
    return zstandard.ZstdDecompressor().decompress(body, max_output_size=1 << 28)
