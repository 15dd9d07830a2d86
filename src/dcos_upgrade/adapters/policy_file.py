"""A policy file: the keys of cluster.yaml's ``policy``, where a plan is to differ from it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.adapters.policy_document import PolicyDocument, pacing_of, policy_problems, run_policy_of
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.core.run_policy import RunPolicy

SIZE_LIMIT = 1024 * 1024


def read_policy_file(path: Path, pacing: Pacing, policy: RunPolicy) -> tuple[Pacing, RunPolicy]:
    """``pacing`` and ``policy`` with this file's keys.

    Raises Usage when it is not there, Unreadable for no YAML, Refused for bad keys.
    """
    data = read_bounded(path, limit=SIZE_LIMIT, what="policy file")
    try:
        given = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable("the policy file is truncated or not YAML", where=str(path), evidence=str(error)) from error
    base = {**msgspec.to_builtins(pacing), **msgspec.to_builtins(policy)}
    try:
        changed = msgspec.convert({**base, **(given if given is not None else {})}, PolicyDocument)
    except (msgspec.ValidationError, TypeError) as error:
        raise Refused("the policy file is not right", where=str(path), evidence=str(error)) from error
    for problem in policy_problems(changed):
        raise Refused("the policy file is not right", where=str(path), evidence=problem)
    return pacing_of(changed), run_policy_of(changed)
