"""The bootstrap host: upgrade scripts by URL, and whether a package can be had."""

from __future__ import annotations

import fnmatch
import hashlib
import re
from dataclasses import dataclass, field
from functools import cache

from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.lab.contract import BootstrapMishap
from dcos_upgrade.lab.nodes.components import neighbour, releases
from dcos_upgrade.lab.nodes.script import stale, upgrade_script
from dcos_upgrade.lab.secrets import with_password

_PATH = re.compile(r"/upgrade/([0-9.]+)-to-([0-9.]+)/dcos_node_upgrade\.sh")


@dataclass(slots=True, kw_only=True)
class Bootstrap:
    """``withheld`` are shell patterns of package files that are answered with 404; ``url`` has no slash at its end."""

    url: str
    time_factor: float
    serving: bool = True
    withheld: set[str] = field(default_factory=set)
    mishaps: set[BootstrapMishap] = field(default_factory=set)

    @property
    def script_url_template(self) -> str:
        return self.url + "/upgrade/{from}-to-{to}/dcos_node_upgrade.sh"

    def get(self, url: str) -> bytes | None:
        """The script; None is a 404. Raises Unreachable while the host refuses connections."""
        if not self.serving:
            raise Unreachable("no answer over HTTP", where=url, evidence="connection refused")
        match = _PATH.fullmatch(url.removeprefix(self.url))
        if match is None or not {match[1], match[2]} <= set(releases()):
            return None
        source = neighbour(match[1]) if BootstrapMishap.OTHER_SOURCE in self.mishaps else match[1]
        return _script(source, match[2], with_password(self.url), self.time_factor)

    def sha256(self, url: str, *, stale_for: str | None = None) -> str | None:
        """Of what a node fetches; None when it fetches nothing. ``stale_for``: the script to this target that it finds is an old one."""
        body = self.get(url)
        if body is not None and stale_for is not None:
            body = stale(body.decode(), stale_for).encode()
        return None if body is None else hashlib.sha256(body).hexdigest()

    def truncates(self, package: str) -> bool:
        """Whether only half of this package is served."""
        return package.startswith("mesos--") and BootstrapMishap.TRUNCATED_PACKAGE in self.mishaps

    def has_package(self, package: str) -> bool:
        name = f"{package}.tar.xz"
        return self.serving and not any(fnmatch.fnmatch(name, pattern) for pattern in self.withheld)


@cache
def _script(source: str, target: str, url: str, factor: float) -> bytes:
    return upgrade_script(source, target, bootstrap_url=url, time_factor=factor).encode()
