"""A policy file: the keys of cluster.yaml's ``policy``, where a plan is to differ from it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from dcos_upgrade.adapters.cluster_document import PolicyDocument
from dcos_upgrade.adapters.cluster_file import pacing_problems
from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.plan import Pacing

SIZE_LIMIT = 1024 * 1024


def read_policy_file(path: Path, base: Pacing) -> Pacing:
    """``base`` with this file's keys. Raises Usage when it is not there, Unreadable for no YAML, Refused for bad keys."""
    data = read_bounded(path, limit=SIZE_LIMIT, what="policy file")
    try:
        given = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable("the policy file is truncated or not YAML", where=str(path), evidence=str(error)) from error
    try:
        keys = given if given is not None else {}
        changed = msgspec.convert({**msgspec.to_builtins(base), **keys}, PolicyDocument)
    except (msgspec.ValidationError, TypeError) as error:
        raise Refused("the policy file is not right", where=str(path), evidence=str(error)) from error
    for problem in pacing_problems(changed):
        raise Refused("the policy file is not right", where=str(path), evidence=problem)
    return msgspec.convert(msgspec.to_builtins(changed), Pacing)
