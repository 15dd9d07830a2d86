"""Reading the vendor's node upgrade script: what it is for and which packages it activates.

The script is generated per hop on the bootstrap host and holds the bootstrap URL and the package ids as literal text
(DC/OS 1.9 to 2.2). It is never run here, only read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dcos_upgrade.core.error import Refused

_FROM_TO = re.compile(r"upgrade DC/OS from\s+[\"']?(\d+\.\d+\.\d+)[\"']?\s+to\s+[\"']?(\d+\.\d+\.\d+)")
_REPOSITORY = re.compile(r"--repository-url[= ][\"']?([^\s\"']+)")
_PACKAGE = re.compile(r"(?<![\w./-])([a-z0-9][a-zA-Z0-9_.+@-]*--[a-zA-Z0-9_.]+)(?![\w/-])")
_ACTIVATE = re.compile(r"pkgpanda[^\n]*\bactivate\b((?:[^\n\\]|\\\n|\\.)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorScript:
    """``source`` is the release that the script expects on the node; package ids are sorted."""

    source: str
    target: str
    bootstrap_url: str
    package_ids: tuple[str, ...]


def read_vendor_script(text: str, *, where: str) -> VendorScript:
    """Raises Refused when this is not a node upgrade script (an error page, another file, a script without packages)."""
    versions = _FROM_TO.search(text)
    repository = _REPOSITORY.search(text)
    activate = _ACTIVATE.search(text)
    package_ids = tuple(sorted(set(_PACKAGE.findall(activate.group(1))))) if activate else ()
    if versions is None or repository is None or not package_ids:
        raise Refused(
            "this is not a DC/OS node upgrade script",
            where=where,
            evidence=f"it begins with {text[:60]!r}",
            next_command="generate it on the bootstrap host: dcos_generate_config.sh --generate-node-upgrade-script",
        )
    return VendorScript(
        source=versions.group(1),
        target=versions.group(2),
        bootstrap_url=repository.group(1),
        package_ids=package_ids,
    )
