"""A capture of a cluster where one machine is off, one has a command that hangs, and one is too slow: each is unknown for its own reason.

The commands are run by a real shell, as over SSH, under the adapter's own bounds.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from test_capture_ports import FakeApi, FakeClock, FakeEvidence, FakeWords

from dcos_upgrade.adapters.shell import SshShell
from dcos_upgrade.adapters.ssh_session import Output
from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes.reading import one_word
from dcos_upgrade.usecases.capture import capture

NODES = ("fine", "hangs", "off", "slow")
INVENTORY = Inventory(
    cluster="example",
    nodes=tuple(
        Node(id=NodeId(name), address=f"10.0.2.{number}", role=Role.PRIVATE_AGENT)
        for number, name in enumerate(NODES, start=1)
    ),
)


class LocalSessions:
    """Stands in for SshSessions: a shell of this machine, one that is off, one that is cut off in the middle."""

    async def run(self, node: Node, script: bytes, *arguments: str, seconds: float) -> Output:
        if node.id == "off":
            raise Unreachable("SSH refuses the connection", where=str(node.id), evidence="connection refused")
        name = f"NODE={node.id}; export NODE\n".encode()
        process = await asyncio.create_subprocess_exec(
            "/bin/sh", "-s", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate(name + script)
        if node.id != "slow":
            return Output(stdout=out, stderr=b"")
        return Output(stdout=out[: out.index(b"second")], stderr=b"", cut=f"not within {seconds:g} s")


def asks(name: str, text: str) -> Probe[Any]:
    def parse(answer: Answer) -> str:
        return one_word(answer)

    return Probe(
        id=name, title=name, source="test", fact=str, question=Command(text=text), parse=parse, subjects=every_node
    )


PROBES = {
    probe.id: probe
    for probe in (
        asks("a-first", "echo first"),
        asks("b-second", '[ "$NODE" != hangs ] || exec sleep 60; echo second'),
        asks("c-third", "echo third"),
    )
}


@pytest.fixture
async def seen() -> Snapshot:
    shell: Any = SshShell(LocalSessions(), command_timeout=1.0, session_timeout=20.0)  # type: ignore[arg-type]
    return await capture(
        inventory=INVENTORY,
        probes=PROBES,
        shell=shell,
        api=FakeApi(),
        words=FakeWords(),
        evidence=FakeEvidence(),
        clock=FakeClock(),
    )


def known(seen: Snapshot) -> dict[str, set[str]]:
    return {name: {probe for probe in PROBES if seen.facts[probe, NodeId(name)].known} for name in NODES}


def test_what_hangs_what_is_off_and_what_is_slow_keeps_nobody_else_from_being_known(seen: Snapshot):
    assert known(seen) == {
        "fine": {"a-first", "b-second", "c-third"},
        "hangs": {"a-first", "c-third"},
        "off": set(),
        "slow": {"a-first"},
    }


def test_each_of_them_is_unknown_for_its_own_reason(seen: Snapshot):
    reasons = {(subject, probe): why for probe, subject, why in seen.unknowns()}

    assert "did not end in time" in reasons["hangs", "b-second"]
    assert "connection refused" in reasons["off", "a-first"]
    assert "no answer" in reasons["slow", "c-third"]
    assert all(why.startswith(subject) for (subject, _), why in reasons.items())
