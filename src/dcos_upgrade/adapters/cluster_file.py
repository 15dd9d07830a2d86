"""cluster.yaml made into values: the inventory, how to reach it, and how fast a run may go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml

from dcos_upgrade.adapters.access import PLAIN, Access
from dcos_upgrade.adapters.access_document import access_of, credential_problems, endpoint_problems, overrides_of
from dcos_upgrade.adapters.cluster_document import ClusterDocument, cluster_schema
from dcos_upgrade.adapters.cluster_document import NodeEntry as Entry
from dcos_upgrade.adapters.endpoints import ZOOKEEPER_PORT, Endpoints
from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.adapters.policy_document import pacing_of, policy_problems, run_policy_of
from dcos_upgrade.adapters.ssh_settings import SshSettings, settings_of
from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Broken, Refused, Unreadable
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.core.run_policy import NOTHING_MORE, RunPolicy
from dcos_upgrade.core.version import Version

SIZE_LIMIT = 4 * 1024 * 1024

__all__ = ["ClusterFile", "cluster_schema", "read_cluster_file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """Where the vendor's upgrade script of each hop is served."""

    scripts: str | Mapping[str, str]

    def script_url(self, source: str, target: str) -> str:
        """Raises Refused when cluster.yaml names no script for this hop."""
        if isinstance(self.scripts, str):
            return self.scripts.replace("{from}", source).replace("{to}", target)
        url = self.scripts.get(f"{source}->{target}")
        if url is None:
            raise Refused(
                f"cluster.yaml names no upgrade script for {source} -> {target}",
                where="bootstrap.script_url",
                next_command=f"bash dcos_generate_config.sh --generate-node-upgrade-script {source}",
            )
        return url


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFile:
    """cluster.yaml. ``bootstrap`` is None where no script is named."""

    name: str
    release: str | None
    cluster_id: str | None
    inventory: Inventory
    ssh: SshSettings
    endpoints: Endpoints
    bootstrap: Bootstrap | None
    pacing: Pacing
    access: Access = PLAIN
    run_policy: RunPolicy = NOTHING_MORE
    installed_by: str = ""

    def script_url(self, source: str, target: str) -> str:
        """The upgrade script's URL for this hop; raises Refused when there is none."""
        return (self.bootstrap or Bootstrap(scripts={})).script_url(source, target)


def read_cluster_file(path: Path) -> ClusterFile:
    """Raises Usage when it is not there, Unreadable when it is not YAML, Broken when a key or value is wrong."""
    return cluster_of(read_yaml(path, what="cluster file"), path)


def cluster_of(raw: Any, path: Path) -> ClusterFile:
    """What stands, or is to stand, in the file at ``path``. Raises Broken when a key or value is wrong."""
    document = _document(raw, path)
    nodes = tuple(_nodes(document))
    _refuse_doubles(path, nodes)
    _refuse_bad_values(path, document, nodes)
    return ClusterFile(
        name=document.name,
        release=document.release,
        cluster_id=document.cluster_id,
        inventory=Inventory(cluster=document.name, nodes=tuple(sorted(nodes, key=lambda node: node.id))),
        ssh=_ssh(document, path.parent),
        endpoints=_endpoints(document),
        access=access_of(document.endpoints, document.credentials, path.parent, document.cluster_id),
        bootstrap=Bootstrap(scripts=document.bootstrap.script_url) if document.bootstrap else None,
        pacing=pacing_of(document.policy),
        run_policy=run_policy_of(document.policy),
        installed_by=document.installed_by or "",
    )


class OnlyOnce(yaml.SafeLoader):
    """YAML takes the last of two equal keys in silence; here the second one is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        twice = [key for key, times in Counter(map(str, keys)).items() if times > 1]
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"the key {twice[0]!r} is there twice", node.start_mark)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, *, what: str) -> Any:
    """Raises Usage when it is not there, Unreadable when it is empty, truncated or not YAML."""
    data = read_bounded(path, limit=SIZE_LIMIT, what=what)
    try:
        raw = yaml.load(data, Loader=OnlyOnce)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable(f"the {what} is truncated or not YAML", where=str(path), evidence=str(error)) from error
    if raw is None:
        raise Unreadable(f"the {what} is empty", where=str(path))
    return raw


def _document(raw: Any, path: Path) -> ClusterDocument:
    try:
        return msgspec.convert(raw, ClusterDocument)
    except msgspec.ValidationError as error:
        raise _bad(path, str(error)) from error


def _nodes(document: ClusterDocument) -> Iterator[Node]:
    for role, _, entry in _entries(document):
        if isinstance(entry, str):
            yield Node(id=NodeId(entry), address=entry, role=role)
        else:
            node_id = NodeId(entry.id or entry.address)
            yield Node(id=node_id, address=entry.address, role=role, rack=entry.rack, critical=entry.critical)


def _entries(document: ClusterDocument) -> Iterator[tuple[Role, NodeId, Entry]]:
    lists: tuple[tuple[Role, Iterable[Entry]], ...] = (
        (Role.MASTER, document.masters),
        (Role.PRIVATE_AGENT, document.private_agents),
        (Role.PUBLIC_AGENT, document.public_agents),
    )
    for role, entries in lists:
        for entry in entries:
            yield role, NodeId(entry if isinstance(entry, str) else entry.id or entry.address), entry


def _refuse_doubles(path: Path, nodes: tuple[Node, ...]) -> None:
    for what, values in (("id", [n.id for n in nodes]), ("address", [n.address for n in nodes])):
        twice = [value for value, times in Counter(values).items() if times > 1]
        if twice:
            raise _bad(path, f"the {what} {twice[0]} belongs to more than one node")


def _refuse_bad_values(path: Path, document: ClusterDocument, nodes: tuple[Node, ...]) -> None:
    for problem in (
        *_bad_release(document),
        *_bad_ssh(document),
        *policy_problems(document.policy),
        *endpoint_problems(document.endpoints, nodes),
        *credential_problems(document.credentials),
    ):
        raise _bad(path, problem)


def _bad_release(document: ClusterDocument) -> Iterator[str]:
    if document.release is None:
        return
    try:
        Version.parse(document.release)
    except ValueError as error:
        yield f"{error} - at `$.release`"


def _bad_ssh(document: ClusterDocument) -> Iterator[str]:
    """A passphrase or a certificate is of a key, and which one it is has to be said."""
    own = (entry.ssh for _, _, entry in _entries(document) if not isinstance(entry, str))
    for each in (document.ssh, *document.ssh.bastions, *own):
        if each.identity is None and (each.passphrase or each.certificate):
            yield "passphrase and certificate need the identity that they belong to - at `$.ssh`"


def _ssh(document: ClusterDocument, base: Path) -> SshSettings:
    own = {node: entry.ssh for _, node, entry in _entries(document) if not isinstance(entry, str)}
    return settings_of(document.ssh, own, base)


def _endpoints(document: ClusterDocument) -> Endpoints:
    port = document.endpoints.zookeeper
    return Endpoints(
        overrides=overrides_of(document.endpoints),
        zookeeper=ZOOKEEPER_PORT if port is None else port,
        adminrouter_tls=document.credentials is not None,
    )


def _bad(path: Path, evidence: str) -> Broken:
    return Broken(
        "the cluster file is not right",
        where=str(path),
        evidence=evidence,
        next_command="dcos-upgrade schema cluster",
    )
