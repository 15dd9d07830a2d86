"""What each node is by its own files. The vendor's script refuses a node with no role or with two."""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.cluster import ROLE_ON_THE_WIRE, Role
from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable


class NodeRole(msgspec.Struct, frozen=True, kw_only=True):
    """The names of the files under /etc/mesosphere/roles."""

    files: tuple[str, ...]

    @property
    def role(self) -> Role | None:
        """The one role; None when there is none or more than one."""
        roles = [role for role, name in ROLE_ON_THE_WIRE.items() if name in self.files]
        return roles[0] if len(roles) == 1 else None


_FILE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", re.ASCII)


def parse(answer: Answer) -> NodeRole:
    files = output(answer).split()
    if strange := [name for name in files if _FILE.match(name) is None]:
        raise unreadable(answer, f"{strange[0][:40]!r} is not the name of a role file")
    return NodeRole(files=tuple(sorted(files)))


PROBE = Probe(
    id="node-role",
    title="Role of each node by its own files",
    source="workbook, 'Master List'; /etc/mesosphere/roles",
    fact=NodeRole,
    question=Command(text="ls /etc/mesosphere/roles"),
    parse=parse,
    subjects=every_node,
)
