"""Which folders of entries there are, and how the files of each are read. Apart from the catalog, since a route needs two of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources.abc import Traversable
from types import MappingProxyType

from dcos_upgrade.catalog.appendix import (
    read_command_lines,
    read_correction,
    read_support_policy,
    read_version_matrix,
)
from dcos_upgrade.catalog.entry import read_edges, read_eras, read_minors, read_release, read_service_marathons
from dcos_upgrade.catalog.knowledge import (
    read_acknowledgement,
    read_policy_rule,
    read_risk,
    read_version_step,
)
from dcos_upgrade.catalog.links import read_links
from dcos_upgrade.catalog.platform import read_platform, read_platform_page
from dcos_upgrade.catalog.requirement import read_host_requirement
from dcos_upgrade.catalog.words import read_words
from dcos_upgrade.catalog.workbook_index import read_section

READERS: Mapping[str, Callable[[Traversable], object]] = MappingProxyType(
    {
        "releases": read_release,
        "edges": read_edges,
        "policy": read_policy_rule,
        "risks": read_risk,
        "steps": read_version_step,
        "acknowledgements": read_acknowledgement,
        "links": read_links,
        "platforms": read_platform,
        "requirements": read_host_requirement,
        "corrections": read_correction,
        "workbook": read_section,
    }
)
"""Whatever lies in one of these folders is part of the catalog's digest."""

TABLES: Mapping[str, Callable[[Traversable], object]] = MappingProxyType(
    {
        "minors": read_minors,
        "eras": read_eras,
        "service_marathons": read_service_marathons,
        "platform_page": read_platform_page,
        "version_matrix": read_version_matrix,
        "command_lines": read_command_lines,
        "support_policy": read_support_policy,
        "words": read_words,
    }
)
"""How the files beside the folders are read."""
