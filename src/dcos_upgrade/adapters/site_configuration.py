"""genconf/config.yaml and genconf/ip-detect of the next generation, as they lie on the bootstrap host, without their secrets."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from dcos_upgrade.adapters.cluster_file import OnlyOnce
from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.probes.configuration_lines import SIZE_LIMIT
from dcos_upgrade.probes.configuration_text import hidden
from dcos_upgrade.probes.user_configuration import UserConfiguration

WHAT = "configuration of DC/OS"


def read_site_configuration(path: Path) -> UserConfiguration:
    """Raises Usage when it is not there, Unreadable when it is no YAML, Refused when it holds no keys or an alias."""
    data = read_bounded(path, limit=SIZE_LIMIT, what=WHAT)
    keys = _loaded(path, data)
    if not isinstance(keys, dict) or not keys:
        raise Refused(f"this is no {WHAT}", where=str(path), evidence="it holds no keys")
    found = hidden({str(key): value for key, value in keys.items()})
    return UserConfiguration(keys=found.texts, hidden=found.names)


def read_ip_detect(path: Path) -> str:
    """The SHA-256 of the script. Raises Usage when it is not there, Refused when it is empty."""
    data = read_bounded(path, limit=SIZE_LIMIT, what="ip-detect script")
    if not data.strip():
        raise Refused("this ip-detect script is empty", where=str(path))
    return hashlib.sha256(data).hexdigest()


def _loaded(path: Path, data: bytes) -> Any:
    try:
        # An alias is one word here and may be a million in what it stands for.
        aliases = any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(data, Loader=yaml.SafeLoader))
        keys = None if aliases else yaml.load(data, Loader=OnlyOnce)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        evidence = str(error.problem) if isinstance(error, yaml.MarkedYAMLError) else type(error).__name__
        raise Unreadable(f"the {WHAT} is truncated or not YAML", where=str(path), evidence=evidence) from error
    if aliases:
        raise Refused(f"the {WHAT} has aliases", where=str(path), evidence="write out what they stand for")
    return keys
