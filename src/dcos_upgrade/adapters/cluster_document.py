"""The shape of cluster.yaml as it is written; its JSON Schema comes from here, so the two cannot differ."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dcos_upgrade.adapters.access_document import CredentialsDocument, EndpointsDocument
from dcos_upgrade.adapters.policy_document import PolicyDocument
from dcos_upgrade.adapters.ssh_document import NodeSshDocument, SshDocument
from dcos_upgrade.planning.intents.rules.made_by_a_template import Maker

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$", max_length=200)]
"""Names travel to nodes as arguments and into file names: letters, digits, dot, dash, underscore, colon."""


class NodeDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One machine; ``id`` is its address unless given."""

    address: Name
    id: Name | None = None
    rack: str | None = None
    critical: bool = False
    ssh: NodeSshDocument = msgspec.field(default_factory=NodeSshDocument)


class BootstrapDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``script_url``: a URL with ``{from}`` and ``{to}``, or a mapping of "1.9.4->1.9.9" to its URL."""

    script_url: str | dict[str, str]


NodeEntry = Name | NodeDocument


class ClusterDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of cluster.yaml. ``installed_by``: how the cluster was installed, where people know it."""

    name: Name
    masters: Annotated[tuple[NodeEntry, ...], Meta(min_length=1)]
    private_agents: tuple[NodeEntry, ...] = ()
    public_agents: tuple[NodeEntry, ...] = ()
    release: str | None = None
    cluster_id: str | None = None
    installed_by: Maker | None = None
    ssh: SshDocument = msgspec.field(default_factory=SshDocument)
    endpoints: EndpointsDocument = msgspec.field(default_factory=EndpointsDocument)
    credentials: CredentialsDocument | None = None
    bootstrap: BootstrapDocument | None = None
    policy: PolicyDocument = msgspec.field(default_factory=PolicyDocument)


def cluster_schema() -> dict[str, Any]:
    """The JSON Schema of cluster.yaml."""
    schema = msgspec.json.schema(ClusterDocument)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "cluster.yaml", **schema}
