"""What discovery answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dcos_upgrade.core.cluster import Node

_ADDRESS = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$", re.ASCII)

SshWords = Mapping[str, str | int]
"""What is different about SSH to one node: host, port, user, identity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedNode:
    """A node as the site's own inventory has it."""

    node: Node
    ssh: SshWords = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Nodes in the order of role and id. ``notes`` are for a person to look at; ``unknown`` is what could not be found out.

    ``release`` and ``cluster_id`` are empty where the masters did not say, or did not agree.
    """

    name: str
    release: str
    cluster_id: str
    nodes: tuple[ListedNode, ...]
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def usable(address: str) -> bool:
    """Whether a stranger's word can be an address: it goes into commands, files and URLs."""
    return _ADDRESS.match(address) is not None
