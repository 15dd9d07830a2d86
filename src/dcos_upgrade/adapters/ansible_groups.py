"""Groups of hosts with their variables, and the nodes of DC/OS among them. Pure.

A variable of a host counts before that of a group, and that of a nearer group before that of a farther one, as Ansible has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.usecases.discovering import ListedNode

ROLES = {
    Role.MASTER: {"masters", "master", "dcos_masters", "dcos_master"},
    Role.PRIVATE_AGENT: {
        "agents_private",
        "private_agents",
        "agent_private",
        "private_agent",
        "dcos_agents_private",
        "dcos_private_agents",
        "slaves",
        "slave",
    },
    Role.PUBLIC_AGENT: {
        "agents_public",
        "public_agents",
        "agent_public",
        "public_agent",
        "dcos_agents_public",
        "dcos_public_agents",
        "slave_public",
        "slaves_public",
    },
}
"""Group names, with dashes read as underscores: those of the vendor's playbooks, and those that sites give."""
BOOTSTRAP = {"bootstraps", "bootstrap", "dcos_bootstraps", "dcos_bootstrap"}
WAYS = {
    "user": ("ansible_user", "ansible_ssh_user"),
    "port": ("ansible_port", "ansible_ssh_port"),
    "identity": ("ansible_ssh_private_key_file", "ansible_private_key_file"),
}
ADDRESS = ("ansible_host", "ansible_ssh_host")
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$", re.ASCII)


@dataclass(kw_only=True)
class Groups:
    """Filled by a reader of one form or the other."""

    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, dict[str, None]] = field(default_factory=dict)
    """By group, in the order in which they stand."""
    children: dict[str, list[str]] = field(default_factory=dict)
    variables: dict[str, dict[str, Any]] = field(default_factory=dict)

    def group(self, name: str) -> None:
        self.members.setdefault(name, {})

    def add(self, name: str, host: str, variables: Mapping[str, Any]) -> None:
        self.group(name)
        self.members[name][host] = None
        self.hosts.setdefault(host, {}).update(variables)

    def nest(self, name: str, child: str) -> None:
        self.children.setdefault(name, []).append(child)

    def set_group(self, name: str, variables: Mapping[str, Any]) -> None:
        self.variables.setdefault(name, {}).update(variables)

    def nodes(self) -> tuple[ListedNode, ...]:
        """Every host of a group of DC/OS, once; the first group that has a role for it counts."""
        return tuple(self._listed(host, role) for host, role in self._roles().items() if self._usable(host))

    def problems(self) -> Iterator[str]:
        """What could not be taken over, for people."""
        read, roles = self._roles(), dict[str, set[Role]]()
        for role in Role:
            for host in self._hosts_of(ROLES[role]):
                roles.setdefault(host, set()).add(role)
        for host, of in roles.items():
            if len(of) > 1:
                yield f"{host} is in groups of {' and '.join(sorted(of))}: it is read as a {read[host]}"
            if not self._usable(host):
                yield f"{host} cannot be the name of a node: it is left out"
            for variable, value in self._of(host).items():
                if variable in _READ and _template(value):
                    yield f"{host}: {variable} is a template or encrypted, and is left out"
        if not roles:
            known = ", ".join(sorted(self.members)) or "none"
            yield f"no group is one of DC/OS (masters, agents_private, agents_public); there are: {known}"

    def bootstrap(self) -> tuple[str, ...]:
        """Addresses of the bootstrap hosts."""
        return tuple(self._address(host) for host in self._hosts_of(BOOTSTRAP))

    def _roles(self) -> dict[str, Role]:
        roles: dict[str, Role] = {}
        for role in Role:
            for host in self._hosts_of(ROLES[role]):
                roles.setdefault(host, role)
        return roles

    def _listed(self, host: str, role: Role) -> ListedNode:
        address, of = self._address(host), self._of(host)
        rack = next((of[name] for name in ("rack", "dcos_rack") if isinstance(of.get(name), str | int)), None)
        node = Node(id=NodeId(host), address=address, role=role, rack=None if rack is None else str(rack))
        return ListedNode(node=node, ssh=dict(self._ways(of)))

    def _address(self, host: str) -> str:
        of = self._of(host)
        said = next((str(of[name]) for name in ADDRESS if name in of and not _template(of[name])), host)
        return said if _NAME.match(said) else host

    def _ways(self, of: Mapping[str, Any]) -> Iterator[tuple[str, str | int]]:
        for key, names in WAYS.items():
            said = next((of[name] for name in names if name in of and not _template(of[name])), None)
            if said is None:
                continue
            if key != "port":
                yield key, str(said)
            elif str(said).isdecimal() and 0 < int(said) < 65536:
                yield key, int(said)

    def _usable(self, host: str) -> bool:
        return _NAME.match(host) is not None

    def _of(self, host: str) -> dict[str, Any]:
        """The host's variables over those of its groups, the farthest first."""
        merged: dict[str, Any] = {}
        for group in reversed(self._around(host)):
            merged |= self.variables.get(group, {})
        return merged | self.hosts.get(host, {})

    def _around(self, host: str) -> list[str]:
        """The groups that hold this host, the nearest first, ``all`` last."""
        found = [name for name, hosts in self.members.items() if host in hosts]
        for name in found:
            found += [outer for outer, inner in self.children.items() if name in inner and outer not in found]
        return [*(name for name in found if name != "all"), "all"]

    def _hosts_of(self, names: set[str]) -> list[str]:
        """Of these groups and all groups within them, in the order in which they stand."""
        wanted = [name for name in (*self.members, *self.children) if name.replace("-", "_").lower() in names]
        for name in wanted:
            wanted += [child for child in self.children.get(name, ()) if child not in wanted]
        return list(dict.fromkeys(host for name in wanted for host in self.members.get(name, ())))


_READ = frozenset(name for names in (*WAYS.values(), ADDRESS) for name in names)


def _template(value: Any) -> bool:
    return isinstance(value, str) and ("{{" in value or "{%" in value)
