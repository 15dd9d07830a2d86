"""How the services of a cluster are reached: which way, whose certificates count, through which proxy, as whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dcos_upgrade.adapters.credentials import Credentials
from dcos_upgrade.core.probe import Service

SYSTEM = "system"
"""In place of a CA file: the authorities that this machine trusts anyway."""
ENVIRONMENT = "environment"
"""In place of a proxy's URL: what http_proxy, https_proxy and no_proxy say."""


class OverSsh(StrEnum):
    """Whether the nodes' own ports are reached through their SSH connections."""

    NEVER = "never"
    AUTO = "auto"
    """Where no connection can be made directly."""
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTls:
    """The certificate that a service wants of us, and the authority of its own. ``ca`` is None where it is the cluster's."""

    certificate: Path
    key: Path
    ca: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """``ca``: files, or SYSTEM; certificates are always verified and there is no switch. ``proxy``: a URL, ENVIRONMENT or none."""

    over_ssh: OverSsh = OverSsh.AUTO
    ca: tuple[Path | str, ...] = (SYSTEM,)
    client: Mapping[Service, ClientTls] = field(default_factory=dict)
    proxy: str = ""
    credentials: Credentials | None = None


PLAIN = Access()
