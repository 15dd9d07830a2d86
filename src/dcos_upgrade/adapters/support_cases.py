"""Support cases as people give them: a file of YAML or JSON, or words on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import yaml

from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.worksheets import SupportCase

SIZE_LIMIT = 1024 * 1024
NO_CASE = "none"


class _Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str | int
    title: str = ""
    state: str = ""
    note: str = ""


def read_support_cases(path: Path) -> tuple[SupportCase, ...]:
    """A list of ``id``, ``title``, ``state`` and ``note``; an empty list says that there is none.

    Raises Usage when it is not there, Unreadable for no YAML, Refused for another form.
    """
    data = read_bounded(path, limit=SIZE_LIMIT, what="file of support cases")
    try:
        given = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable(
            "the file of support cases is truncated or not YAML", where=str(path), evidence=str(error)
        ) from error
    try:
        cases = msgspec.convert(given, tuple[_Case, ...])
    except (msgspec.ValidationError, RecursionError) as error:
        raise Refused("the file of support cases is not right", where=str(path), evidence=str(error)) from error
    return tuple(SupportCase(id=str(case.id), title=case.title, state=case.state, note=case.note) for case in cases)


def typed_cases(texts: Sequence[str]) -> tuple[SupportCase, ...] | None:
    """``12345: title`` each; ``none`` says that there is none. None where nothing was typed in."""
    if not texts:
        return None
    return tuple(_typed(text) for text in texts if text.strip().lower() != NO_CASE)


def _typed(text: str) -> SupportCase:
    name, _, title = text.partition(":")
    return SupportCase(id=name.strip(), title=title.strip())
