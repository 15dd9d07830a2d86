"""What a release asks of the machine under it. A requirement holds by a condition over facts, or nobody asks for it yet."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources.abc import Traversable

from dcos_upgrade.catalog.knowledge import (
    Condition,
    Range,
    read_condition,
    read_home,
    read_id,
    read_range,
    read_severity,
)
from dcos_upgrade.catalog.reader import CatalogError, Reader, read_toml
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.version import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRequirement:
    """``releases`` are those that ask for it; ``message`` says what, ``holds`` when it is met.

    Without ``holds`` no probe answers it yet: it is unknown, and ``unasked`` says why. ``by`` is the part of the product that sees
    to it, as ``kind:name``, empty where none does; ``verify`` is the command by which a person can see for themselves.
    """

    id: str
    title: str
    message: str
    severity: Severity
    releases: Range
    holds: Condition | None
    unasked: str
    by: str
    remedy: str
    verify: str
    sources: tuple[str, ...]

    def asked_by(self, release: Version) -> bool:
        return release in self.releases


KEYS = (
    "id",
    "title",
    "message",
    "severity",
    "releases",
    "holds",
    "unasked",
    "by",
    "remedy",
    "verify",
    "sources",
)


def read_host_requirement(file: Traversable) -> HostRequirement:
    reader = Reader(file.name, read_toml(file))
    reader.only(*KEYS)
    holds, unasked = reader.may("holds", str), reader.may("unasked", str) or ""
    if (holds is None) == (not unasked):
        raise CatalogError(file.name, "holds", "either this or unasked must be there, and not both")
    by = reader.may("by", str)
    return HostRequirement(
        id=read_id(reader),
        title=reader.want("title", str),
        message=reader.want("message", str),
        severity=read_severity(reader),
        releases=read_range(reader, "releases"),
        holds=read_condition(reader, "holds", holds) if holds is not None else None,
        unasked=unasked,
        by=read_home(reader, "by", by) if by else "",
        remedy=reader.want("remedy", str),
        verify=reader.want("verify", str),
        sources=reader.sources(),
    )
