"""The command line as a caller sees it: arguments in; exit code, stdout and stderr out."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import cluster_facts as facts
import msgspec
import pytest

from dcos_upgrade.cli.answer import answer
from dcos_upgrade.core.plan import Pacing, Plan, canonical
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.usecases.plan import plan_from

CLUSTER = """\
name: example
masters: [{id: m1, address: 127.0.0.1}]
private_agents: [{id: a1, address: 127.0.0.2}]
ssh: {user: root, port: 1, known_hosts: known_hosts}
policy: {connect_timeout: 0.2, request_timeout: 0.2}
"""


@dataclass(frozen=True)
class Called:
    code: int
    out: str
    err: str

    @property
    def keys(self) -> dict[str, Any]:
        """The one object on stdout."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True)
class Caller:
    """Calls in this process, with a state directory of its own."""

    capsys: pytest.CaptureFixture[str]
    directory: Path

    def __call__(self, *arguments: str) -> Called:
        self.capsys.readouterr()
        code = answer(arguments)
        out, err = self.capsys.readouterr()
        return Called(code=code, out=out, err=err)

    def file(self, name: str, content: str | bytes) -> str:
        path = self.directory / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def cluster(self) -> str:
        return self.file("cluster.yaml", CLUSTER)


def plan_file() -> bytes:
    """A plan as `plan` writes it, for the cluster "fake": one that its audit lets through."""
    planned = plan_from(
        facts.snapshot(facts.healthy()),
        Version.parse("1.10.7"),
        on=date(2018, 7, 10),
        policy=None,
        pacing=Pacing(),
        tool_version="0",
    )
    assert isinstance(planned, Plan)
    known = msgspec.json.decode(canonical(planned), type=Plan)
    inventory = replace(known.inventory, cluster="fake")
    return canonical(sealed(msgspec.structs.replace(known, cluster="fake", inventory=inventory)))


@pytest.fixture(name="call")
def calling(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("DCOS_UPGRADE_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return Caller(capsys=capsys, directory=tmp_path)
