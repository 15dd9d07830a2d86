"""The lab's packaged shell texts, with their @NAMES@ filled in."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"@[A-Z_]+@")


@cache
def text(path: str) -> str:
    """The packaged file below ``lab/files``."""
    return files("dcos_upgrade.lab").joinpath("files", path).read_text(encoding="utf-8")


def filled(path: str, **values: str) -> str:
    """Raises KeyError for a @NAME@ without a value, so that none reaches a node."""
    return _NAME.sub(lambda match: values[match.group().strip("@").lower()], text(path))
