"""What cannot be right in the catalog's conditions: names that no fact has, edges that do not exist, homes that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.knowledge import Condition, Range
from dcos_upgrade.catalog.problem import Problem
from dcos_upgrade.core.expression import Typed, mistakes
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.facts import vocabulary


def problems_of(catalog: Catalog, words: Mapping[str, Typed] | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with entries that are each well formed; the catalog's own problems first."""
    own = catalog.lint()
    if own:
        return own
    known = vocabulary() if words is None else words
    return tuple(_problems(catalog, known))


def _problems(catalog: Catalog, words: Mapping[str, Typed]) -> Iterator[Problem]:
    for rule in catalog.policy_rules:
        yield from _condition(f"{rule.id}.toml", "objects", rule.objects, words)
    for risk in catalog.risks:
        yield from _condition(f"{risk.id}.toml", "when", risk.when, words)
        yield from _edge(f"{risk.id}.toml", risk.source, risk.target, catalog)
        yield from _dangling(f"{risk.id}.toml", "fixed_in", risk.fixed_in, catalog)
    for step in catalog.version_steps:
        yield from _condition(f"{step.id}.toml", "when", step.when, words)
        yield from _edge(f"{step.id}.toml", step.source, step.target, catalog)
        for name in sorted(set(step.links) - catalog.links.keys()):
            yield Problem(file=f"{step.id}.toml", key="links", reason=f"there is no page {name}")
    yield from _pages(catalog)
    for requirement in catalog.host_requirements:
        if requirement.holds is not None:
            yield from _condition(f"{requirement.id}.toml", "holds", requirement.holds, words)
    for said in catalog.acknowledgements:
        yield from _condition(f"{said.id}.toml", "when", said.when, words)


def _pages(catalog: Catalog) -> Iterator[Problem]:
    """A name that two files have, and a minor that no release has."""
    seen: dict[str, str] = {}
    minors = {entry.minor for entry in catalog.minors}
    for table in catalog.link_tables:
        for link in table.links:
            if link.name in seen:
                yield Problem(file=table.file, key="name", reason=f"{link.name} stands in {seen[link.name]}, too")
            seen.setdefault(link.name, table.file)
            if link.minor is not None and link.minor not in minors:
                yield Problem(file=table.file, key="minor", reason=f"{link.minor} is not in minors.toml")


def _condition(file: str, key: str, condition: Condition, words: Mapping[str, Typed]) -> Iterator[Problem]:
    return (Problem(file=file, key=key, reason=reason) for reason in mistakes(condition.expression, words))


def _edge(file: str, source: Range, target: Range, catalog: Catalog) -> Iterator[Problem]:
    """An entry that no pair of releases fits is dead, most likely by a slip in its range."""
    for key, reach in (("from", source), ("to", target)):
        yield from _dangling(file, key, tuple(bound.version for bound in reach.bounds), catalog)
    starts = [version for version in catalog.versions if version in source]
    ends = [version for version in catalog.versions if version in target]
    if not any(start < end for start in starts for end in ends):
        yield Problem(file=file, key="from, to", reason=f"no hop leads from {source} to {target}")


def _dangling(file: str, key: str, versions: tuple[Version, ...], catalog: Catalog) -> Iterator[Problem]:
    for version in versions:
        if not catalog.has(version) and version.patch != 0:
            yield Problem(file=file, key=key, reason=f"there is no release {version}")
