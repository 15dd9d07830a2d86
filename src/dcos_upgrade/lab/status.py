"""A running lab as its callers see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dcos_upgrade.core.cluster import NodeId, Role
from dcos_upgrade.lab.contract import LabNodes, LabSpec
from dcos_upgrade.lab.nodes.bastion import Entrance
from dcos_upgrade.lab.wire.strict import mutual


@dataclass(frozen=True, slots=True, kw_only=True)
class SshAccess:
    """How `ssh` reaches a node; ``identity`` and the known_hosts file of the lab are paths."""

    host: str
    port: int
    user: str
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabNodeStatus:
    id: str
    role: str
    address: str
    ssh: SshAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class LabStatus:
    """URLs without a path. ``bootstrap`` is the script's URL template's host; ``pid`` the lab's process.

    ``bastion`` is the host before the nodes; ``authorities`` a known_hosts file with the authority that signed all host keys;
    ``sudo_password`` the file of the one that sudo asks the user core for, where it asks. ``stand_ins``: versions of Mesos that cannot be run, and what runs instead; empty with the double.
    """

    nodes: tuple[LabNodeStatus, ...]
    mesos: tuple[str, ...]
    marathon: tuple[str, ...]
    exhibitor: tuple[str, ...]
    bootstrap: str
    script_url: str
    cluster_file: str
    known_hosts: str
    bastion: SshAccess
    authorities: str
    sudo_password: str
    zone: str
    release: str
    time_factor: float
    pid: int
    stand_ins: dict[str, str] = field(default_factory=dict)


def describe(spec: LabSpec, nodes: LabNodes, cluster_file: Path, entrance: Entrance, pid: int) -> LabStatus:
    masters = [node.address for node in spec.inventory.of(Role.MASTER)]
    script_url = nodes.script_url_template
    scheme = "https" if spec.services == "strict" else "http"
    exhibitors = scheme if mutual(spec.release) else "http"
    return LabStatus(
        nodes=tuple(
            LabNodeStatus(id=node.id, role=node.role.value, address=node.address, ssh=_access(nodes, node.id))
            for node in spec.inventory.nodes
        ),
        mesos=tuple(f"{scheme}://{address}:5050" for address in masters),
        marathon=tuple(f"{scheme}://{address}:{8443 if scheme == 'https' else 8080}" for address in masters),
        exhibitor=tuple(f"{exhibitors}://{address}:8181" for address in masters),
        bootstrap=script_url.partition("/upgrade/")[0],
        script_url=script_url,
        cluster_file=str(cluster_file),
        known_hosts=str(nodes.known_hosts),
        bastion=SshAccess(
            host=entrance.host,
            port=entrance.port,
            user=entrance.user,
            identity=str(nodes.ssh(spec.inventory.nodes[0].id)[3]),
        ),
        authorities=str(entrance.authorities),
        sudo_password=str(entrance.sudo_password),
        zone=f"{spec.zone}.0/24",
        release=spec.release,
        time_factor=spec.time_factor,
        pid=pid,
    )


def _access(nodes: LabNodes, node: NodeId) -> SshAccess:
    host, port, user, identity = nodes.ssh(node)
    return SshAccess(host=host, port=port, user=user, identity=str(identity))
