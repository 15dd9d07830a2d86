"""What each node is by its own files. The vendor's script refuses a node with no role or with two."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.cluster import ROLE_ON_THE_WIRE, Role
from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output


class NodeRole(msgspec.Struct, frozen=True, kw_only=True):
    """The names of the files under /etc/mesosphere/roles."""

    files: tuple[str, ...]

    @property
    def role(self) -> Role | None:
        """The one role; None when there is none or more than one."""
        roles = [role for role, name in ROLE_ON_THE_WIRE.items() if name in self.files]
        return roles[0] if len(roles) == 1 else None


def parse(answer: Answer) -> NodeRole:
    return NodeRole(files=tuple(sorted(output(answer).split())))


PROBE = Probe(
    id="node-role",
    title="Role of each node by its own files",
    source="workbook, 'Master List'; /etc/mesosphere/roles",
    fact=NodeRole,
    question=Command(text="ls /etc/mesosphere/roles"),
    parse=parse,
    subjects=every_node,
)
