"""Who lets us in: each node by itself, with the reason and the remedy of one that does not."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import DcosUpgradeError, ExitCode, Refused, Unreachable
from dcos_upgrade.core.probe import Answer, Command
from dcos_upgrade.render.console.reaching import reaching_text
from dcos_upgrade.render.keys.reaching import visit_keys
from dcos_upgrade.render.terminal import Terminal
from dcos_upgrade.usecases.reaching import exit_code, visit_all

STRANGE_KEY = Refused(
    "the host key is not known", where="core@h:22", evidence="it shows SHA256:x", next_command="ssh-keyscan h"
)
SILENT = Unreachable("the node does not answer over SSH", where="core@h:22", evidence="no answer within 10 s")


class Doors:
    """A shell by node: what ``id -u`` prints, or why there is none."""

    def __init__(self, **doors: bytes | DcosUpgradeError) -> None:
        self.doors = doors

    @property
    def nodes(self) -> list[Node]:
        return [Node(id=NodeId(name), address="h", role=Role.MASTER) for name in self.doors]

    async def ask(self, node: Node, commands: Mapping[str, Command]) -> Mapping[str, Answer]:
        found = self.doors[node.id]
        if isinstance(found, DcosUpgradeError):
            raise found
        time = datetime(2018, 7, 10, tzinfo=UTC)
        return {name: Answer(body=found, status=0, source="ssh", time=time) for name in commands}


@pytest.mark.parametrize(
    ("door", "code"),
    [
        (b"0\n", ExitCode.DONE),
        (b"1000\n", ExitCode.BLOCKED),
        (b"welcome\n", ExitCode.UNKNOWN),
        (STRANGE_KEY, ExitCode.BLOCKED),
        (SILENT, ExitCode.UNKNOWN),
    ],
)
async def test_only_roots_shell_counts(door: bytes | DcosUpgradeError, code: ExitCode):
    doors = Doors(m1=b"0\n", m2=door)

    assert exit_code(await visit_all(doors.nodes, doors)) is code


async def test_what_a_person_can_mend_comes_before_what_does_not_answer():
    doors = Doors(m1=SILENT, m2=STRANGE_KEY)

    assert exit_code(await visit_all(doors.nodes, doors)) is ExitCode.BLOCKED


async def test_each_closed_door_is_shown_with_its_remedy():
    doors = Doors(m1=b"0\n", m2=STRANGE_KEY)

    visits = await visit_all(doors.nodes, doors)
    text = reaching_text(visits, Terminal(width=100, colour=False))

    assert text.splitlines() == [
        "m2  the host key is not known  (core@h:22)",
        "          it shows SHA256:x",
        "  next    ssh-keyscan h",
        "1 of 2 nodes let us in as root.",
    ]
    assert [(each["node"], each["reached"], each["next"]) for each in map(visit_keys, visits)] == [
        ("m1", True, ""),
        ("m2", False, "ssh-keyscan h"),
    ]
