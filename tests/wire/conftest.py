"""A lab of its own for each test that wants one, and calls of the real command against it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes.command import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A lab that is up, and an operator with a state directory beside it."""

    up: dict[str, Any]
    call: Caller
    folder: Path

    @property
    def cluster_file(self) -> str:
        return str(self.up["cluster_file"])

    def trees(self) -> dict[str, Path]:
        """Each node's file tree as the lab keeps it on disk."""
        nodes = Path(self.cluster_file).parent / "nodes" / "nodes"
        return {node["id"]: nodes / node["id"] for node in self.up["nodes"]}

    def starts(self) -> dict[str, list[str]]:
        """The nodes' own record: one line for each time that the vendor's script was started."""
        logs = {name: tree / "var/lib/dcos/lab-upgrade.log" for name, tree in self.trees().items()}
        return {name: log.read_text().splitlines() if log.exists() else [] for name, log in logs.items()}

    def releases(self) -> dict[str, str]:
        files = {name: tree / "opt/mesosphere/etc/dcos-version.json" for name, tree in self.trees().items()}
        return {name: json.loads(file.read_text())["version"] for name, file in files.items()}

    def plan(
        self, target: str, *, on: str = "2018-07-10", policy: dict[str, Any] | None = None, rules: str | None = None
    ) -> Path:
        """A plan for the cluster as it is, captured by the real command. ``policy`` is pacing, ``rules`` an era's name."""
        before, plan = self.folder / f"before-{target}", self.folder / f"plan-{target}.json"
        captured = self.call("capture", "--cluster", self.cluster_file, "--out", before)
        assert captured.exit == 0, captured.stderr
        words = ["plan", "--snapshot", before, "--to", target, "--on", on, "--out", plan]
        if rules:
            words += ["--policy", rules]
        if policy:
            file = self.folder / "policy.yaml"
            file.write_text("".join(f"{key}: {value}\n" for key, value in policy.items()))
            words += ["--policy-file", file]
        planned = self.call(*words)
        assert planned.exit == 0, planned.stderr
        return plan

    def by_hand(self, node: str, command: str) -> str:
        """A person's own ssh; what the command printed."""
        ssh = next(each["ssh"] for each in self.up["nodes"] if each["id"] == node)
        known_hosts = next(Path(self.cluster_file).parent.rglob("known_hosts"))
        options = ["-F", "none", "-o", "BatchMode=yes", "-o", f"UserKnownHostsFile={known_hosts}"]
        line = ["ssh", *options, "-i", ssh["identity"], "-p", str(ssh["port"]), f"{ssh['user']}@{ssh['host']}", command]
        return subprocess.run(line, capture_output=True, text=True, timeout=60, check=True).stdout

    def run_words(self, plan: Path) -> tuple[str | Path, ...]:
        return ("run", plan, "--cluster", self.cluster_file, "--confirm", "lab")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files with the longest tests happen to be the last by name: they begin first, so that no process waits for one at the end."""
    here = Path(__file__).parent
    items.sort(key=lambda item: [-ord(letter) for letter in item.path.name] if item.path.parent == here else [1])


@pytest.fixture
def site_of(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """``site_of(release, size)``: a lab at this release; it is taken down when the test ends.

    ``mesos`` is the directory whose program runs Mesos itself, in place of the lab's double.
    """
    lab = Caller(state=tmp_path / "lab-state")

    def up(
        release: str = "1.9.9",
        size: str = "3+1+1",
        *,
        mesos: str = "",
        service_marathons: int = 0,
        options: tuple[str, ...] = (),
    ) -> Site:
        words = ("lab", "up", "--detach", "--release", release, "--size", size, *(("--mesos", mesos) if mesos else ()))
        words += ("--service-marathons", str(service_marathons)) if service_marathons else ()
        called = lab(*words, *options, seconds=200 if mesos else 90)
        assert called.exit == 0, called.stderr
        return Site(up=called.json, call=Caller(state=tmp_path / "state"), folder=tmp_path)

    try:
        yield up
    finally:
        assert lab("lab", "down").exit == 0


@pytest.fixture
def lab_call(tmp_path: Path) -> Caller:
    """Calls with the lab's own state directory: lab status, lab fault …"""
    return Caller(state=tmp_path / "lab-state")
