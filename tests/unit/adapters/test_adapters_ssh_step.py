"""The step's script through every kind of sudo: the job begins once, outlives its session, and is found again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fakes.local_node import INVENTORY, NODE, LocalNode, ScriptServer
from fakes.sshd import Sshd

from dcos_upgrade.adapters.nodes import StepNodes
from dcos_upgrade.adapters.secret_reference import Secret, SecretReference
from dcos_upgrade.adapters.ssh import SshSessions
from dcos_upgrade.adapters.ssh_settings import NodeSsh
from dcos_upgrade.core.error import Owned
from dcos_upgrade.core.step import StepLook

WORD = "correct horse"
PLACE = SecretReference(kind="env", place="SUDO_WORD")


@pytest.fixture
def scripts(tmp_path: Path) -> Iterator[ScriptServer]:
    (tmp_path / "www").mkdir()
    server = ScriptServer(tmp_path / "www")
    yield server
    server.close()


@pytest.fixture
async def sshd(tmp_path: Path) -> AsyncIterator[Sshd]:
    here = Sshd(tmp_path / "sshd", environment=LocalNode(tmp_path / "node").places)
    here.rule("password", WORD)
    await here.start()
    yield here
    await here.stop()


@pytest.fixture(params=[False, True], ids=["asks", "asks on a terminal"])
async def nodes(sshd: Sshd, request: pytest.FixtureRequest) -> AsyncIterator[StepNodes]:
    if request.param:
        sshd.rule("terminal")
    here = {NODE.id: NodeSsh(host="127.0.0.1")}
    sessions = SshSessions(sshd.settings(sudo=True, password=PLACE, nodes=here), secrets={PLACE: Secret(WORD)})
    yield StepNodes(sessions, INVENTORY)
    await sessions.close()


async def ended(nodes: StepNodes) -> StepLook:
    for _ in range(200):
        look = await nodes.observe_step(NODE, "1.9.9")
        if look.exit is not None:
            return look
        await asyncio.sleep(0.05)
    raise AssertionError("the job does not end")


async def test_a_job_begins_behind_a_password_and_ends_by_itself(nodes: StepNodes, scripts: ScriptServer, sshd: Sshd):
    order = scripts.order("echo by $USER; sleep 0.3; exit 7\n")

    begun = await nodes.start_step(order)
    again = await nodes.start_step(order)
    look = await ended(nodes)

    assert begun.alive
    assert again.begun == begun.begun
    assert (look.exit, look.log_tail) == (7, "by root\n")
    assert all(WORD not in command for command in sshd.commands)


async def test_owner_files_are_laid_down_behind_a_password(nodes: StepNodes):
    await nodes.claim(NODE, cluster="c", run="run-1", epoch=1)

    with pytest.raises(Owned):
        await nodes.claim(NODE, cluster="c", run="run-2", epoch=1)
