"""Entries that carry a condition: policy rules, risks of edges, steps of a version, acknowledgements. One file, one entry.

A condition is text here; it is read as ``core.expression`` says, and must be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources.abc import Traversable

from dcos_upgrade.catalog.reader import CatalogError, Reader, read_toml
from dcos_upgrade.core.expression import Expression, ExpressionError, parse
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.version import Version

_ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_BOUND = re.compile(r"^(==|>=|<=|>|<)\s*(\d+\.\d+\.\d+(?:\.\d+)?)$")
_HOME = re.compile(r"^[a-z-]+:\S+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One side of a range of releases: ``>= 1.12.0``."""

    operator: str
    version: Version

    def allows(self, version: Version) -> bool:
        match self.operator:
            case ">=":
                return version >= self.version
            case ">":
                return version > self.version
            case "<=":
                return version <= self.version
            case "<":
                return version < self.version
            case _:
                return version == self.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Releases that every bound allows; without bounds all of them."""

    bounds: tuple[Bound, ...] = ()

    def __contains__(self, version: Version) -> bool:
        return all(bound.allows(version) for bound in self.bounds)

    def __str__(self) -> str:
        return " and ".join(f"{bound.operator} {bound.version}" for bound in self.bounds) or "any release"


ANY = Range()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """``text`` as the entry has it, and what it means."""

    text: str
    expression: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRule:
    """One statement of the workbook as a rule. It objects where ``objects`` holds.

    ``section`` is the workbook's heading; ``question`` the FAQ's, empty elsewhere; ``verdict`` its short answer; ``reason`` why;
    ``action`` what this product does about it; ``correction`` what documents or code say otherwise, and what holds here.
    ``homes`` are the parts that make it real, as ``kind:name`` (check, gate, probe, rule, risk, plan-rule, step, acknowledgement,
    report, worksheet …).
    """

    id: str
    title: str
    section: str
    question: str
    verdict: str
    reason: str
    severity: Severity
    objects: Condition
    action: str
    correction: str
    homes: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A named danger of an edge. It bears on a hop when both its ends are in range, and it applies when ``when`` holds.

    ``fixed_in`` are the releases that mend it: in the same minor that patch and every later one, and every minor that is newer
    than all of them. ``of`` says whose fault it is: the release that the hop leads to (``target``) or that it leaves (``source``).
    A risk that is not ``acceptable`` is not for a person to take. ``verify`` is the command by which a person can see
    for themselves, ``remedy`` what to do.
    """

    id: str
    title: str
    message: str
    severity: Severity
    source: Range = ANY
    target: Range = ANY
    of: str = "target"
    fixed_in: tuple[Version, ...] = ()
    when: Condition
    acceptable: bool = True
    remedy: str
    verify: str
    sources: tuple[str, ...]

    def bears_on(self, source: Version, target: Version) -> bool:
        faulty = target if self.of == "target" else source
        return source in self.source and target in self.target and not self.mended(faulty)

    def mended(self, version: Version) -> bool:
        if any(version >= fix for fix in self.fixed_in if fix.minor == version.minor):
            return True
        return bool(self.fixed_in) and version.minor > max(fix.minor for fix in self.fixed_in)


class Moment(StrEnum):
    """Where in a hop a step of a version belongs."""

    BEFORE_HOP = "before-hop"
    BEFORE_MASTERS = "before-masters"
    BEFORE_NODE = "before-node"
    AFTER_NODE = "after-node"
    AFTER_MASTERS = "after-masters"
    AFTER_HOP = "after-hop"


class Means(StrEnum):
    """Who sees to it: the product by itself, a check of the product, or a person who says so."""

    AUTOMATIC = "automatic"
    CHECKED = "checked"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionStep:
    """Something that hops between certain releases ask for. ``by`` is the part that sees to it, as ``kind:name``.

    It belongs to a hop when both its ends are in range, and is asked for when ``when`` holds; unknown asks too.
    ``links`` are names of the catalog's table of document links.
    """

    id: str
    title: str
    text: str
    source: Range = ANY
    target: Range = ANY
    crossing: bool = False
    at: Moment
    how: Means
    by: str
    severity: Severity
    when: Condition
    verify: str
    links: tuple[str, ...] = ()
    sources: tuple[str, ...]

    def belongs_to(self, source: Version, target: Version) -> bool:
        """``crossing``: only to hops that come from another minor."""
        return source in self.source and target in self.target and not (self.crossing and source.minor == target.minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """What no probe can see, and a person says once for a run: ``question`` is what they say yes to.

    ``after``: it can only be said of a run that is over.
    """

    id: str
    title: str
    question: str
    section: str
    severity: Severity
    when: Condition
    after: bool = False
    sources: tuple[str, ...]
    homes: tuple[str, ...] = field(default=())


POLICY_KEYS = (
    "id",
    "title",
    "section",
    "question",
    "verdict",
    "reason",
    "severity",
    "objects",
    "action",
    "correction",
    "homes",
    "sources",
)
RISK_KEYS = (
    "id",
    "title",
    "message",
    "severity",
    "from",
    "to",
    "of",
    "fixed_in",
    "when",
    "acceptable",
    "remedy",
    "verify",
    "sources",
)
STEP_KEYS = (
    "id",
    "title",
    "text",
    "from",
    "to",
    "crossing",
    "at",
    "how",
    "by",
    "severity",
    "when",
    "verify",
    "links",
    "sources",
)
ACKNOWLEDGEMENT_KEYS = ("id", "title", "question", "section", "severity", "when", "after", "homes", "sources")


def read_policy_rule(file: Traversable) -> PolicyRule:
    reader = _reader(file, POLICY_KEYS)
    return PolicyRule(
        id=read_id(reader),
        title=reader.want("title", str),
        section=reader.want("section", str),
        question=reader.may("question", str) or "",
        verdict=reader.want("verdict", str),
        reason=reader.want("reason", str),
        severity=read_severity(reader),
        objects=read_condition(reader, "objects", reader.want("objects", str)),
        action=reader.want("action", str),
        correction=reader.may("correction", str) or "",
        homes=read_homes(reader, "homes"),
        sources=reader.sources(),
    )


def read_risk(file: Traversable) -> Risk:
    reader = _reader(file, RISK_KEYS)
    of = reader.may("of", str) or "target"
    if of not in {"source", "target"}:
        raise CatalogError(reader.file, "of", f"is {of}, not source or target")
    acceptable = reader.may("acceptable", bool)
    return Risk(
        id=read_id(reader),
        title=reader.want("title", str),
        message=reader.want("message", str),
        severity=read_severity(reader),
        source=read_range(reader, "from"),
        target=read_range(reader, "to"),
        of=of,
        fixed_in=tuple(sorted(reader.versions("fixed_in"))),
        when=read_condition(reader, "when", reader.want("when", str)),
        acceptable=True if acceptable is None else acceptable,
        remedy=reader.want("remedy", str),
        verify=reader.want("verify", str),
        sources=reader.sources(),
    )


def read_version_step(file: Traversable) -> VersionStep:
    reader = _reader(file, STEP_KEYS)
    return VersionStep(
        id=read_id(reader),
        title=reader.want("title", str),
        text=reader.want("text", str),
        source=read_range(reader, "from"),
        target=read_range(reader, "to"),
        crossing=reader.may("crossing", bool) or False,
        at=Moment(read_one_of(reader, "at", Moment)),
        how=Means(read_one_of(reader, "how", Means)),
        by=read_home(reader, "by", reader.want("by", str)),
        severity=read_severity(reader),
        when=read_condition(reader, "when", reader.may("when", str) or "true"),
        verify=reader.want("verify", str),
        links=reader.texts("links"),
        sources=reader.sources(),
    )


def read_acknowledgement(file: Traversable) -> Acknowledgement:
    reader = _reader(file, ACKNOWLEDGEMENT_KEYS)
    return Acknowledgement(
        id=read_id(reader),
        title=reader.want("title", str),
        question=reader.want("question", str),
        section=reader.want("section", str),
        severity=read_severity(reader),
        when=read_condition(reader, "when", reader.may("when", str) or "true"),
        after=reader.may("after", bool) or False,
        homes=read_homes(reader, "homes"),
        sources=reader.sources(),
    )


def _reader(file: Traversable, keys: tuple[str, ...]) -> Reader:
    reader = Reader(file.name, read_toml(file))
    reader.only(*keys)
    return reader


def read_id(reader: Reader) -> str:
    found = reader.want("id", str)
    if not _ID.match(found):
        raise CatalogError(reader.file, "id", f"{found!r} is not lower-case words with hyphens")
    if reader.file != f"{found}.toml":
        raise CatalogError(reader.file, "id", f"is {found}: the file has another name")
    return found


def read_severity(reader: Reader) -> Severity:
    return Severity(read_one_of(reader, "severity", Severity))


def read_one_of(reader: Reader, key: str, words: type[StrEnum]) -> str:
    found = reader.want(key, str)
    if found not in set(words):
        raise CatalogError(reader.file, key, f"is {found}, not one of {', '.join(words)}")
    return found


def read_condition(reader: Reader, key: str, text: str) -> Condition:
    try:
        return Condition(text=text, expression=parse(text))
    except ExpressionError as error:
        raise CatalogError(reader.file, key, f"is no condition: {error}") from error


def read_range(reader: Reader, key: str) -> Range:
    return Range(bounds=tuple(read_bound(reader, key, text) for text in reader.texts(key)))


def read_bound(reader: Reader, key: str, text: str) -> Bound:
    match = _BOUND.match(text)
    if match is None:
        raise CatalogError(reader.file, key, f"{text!r} is no bound such as >= 1.12.0")
    return Bound(operator=match[1], version=Version.parse(match[2]))


def read_homes(reader: Reader, key: str) -> tuple[str, ...]:
    return tuple(read_home(reader, key, text) for text in reader.texts(key))


def read_home(reader: Reader, key: str, text: str) -> str:
    if not _HOME.match(text):
        raise CatalogError(reader.file, key, f"{text!r} is not kind:name")
    return text
