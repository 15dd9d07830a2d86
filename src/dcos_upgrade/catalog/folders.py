"""Which folders of entries there are, and how the files of each are read. Apart from the catalog, since a route needs two of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources.abc import Traversable
from types import MappingProxyType

from dcos_upgrade.catalog.entry import read_edges, read_release
from dcos_upgrade.catalog.knowledge import (
    read_acknowledgement,
    read_policy_rule,
    read_risk,
    read_version_step,
)
from dcos_upgrade.catalog.links import read_links

READERS: Mapping[str, Callable[[Traversable], object]] = MappingProxyType(
    {
        "releases": read_release,
        "edges": read_edges,
        "policy": read_policy_rule,
        "risks": read_risk,
        "steps": read_version_step,
        "acknowledgements": read_acknowledgement,
        "links": read_links,
    }
)
"""Whatever lies in one of these folders is part of the catalog's digest."""
