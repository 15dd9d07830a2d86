"""What cannot be right in the catalog's conditions: names that no fact has, edges that do not exist, homes that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.knowledge import Condition, Means, Range, Risk, VersionStep
from dcos_upgrade.catalog.problem import Problem
from dcos_upgrade.core.expression import Typed, mistakes
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.facts import vocabulary

SEES_TO_IT: Mapping[Means, tuple[str, ...]] = {
    Means.AUTOMATIC: ("engine", "gate", "rule", "plan-rule", "verb"),
    Means.CHECKED: ("check", "gate", "probe", "rule", "plan-rule", "policy", "risk"),
    Means.ACKNOWLEDGED: ("acknowledgement",),
}
"""Which parts may see to a step, by how it is seen to."""


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
        if not rule.homes:
            yield Problem(file=f"{rule.id}.toml", key="homes", reason="nothing makes this rule real")
    for risk in catalog.risks:
        yield from _condition(f"{risk.id}.toml", "when", risk.when, words)
        yield from _edge(f"{risk.id}.toml", risk.source, risk.target, catalog)
        yield from _dangling(f"{risk.id}.toml", "fixed_in", risk.fixed_in, catalog)
        yield from _mended(risk, catalog)
    for step in catalog.version_steps:
        yield from _condition(f"{step.id}.toml", "when", step.when, words)
        yield from _edge(f"{step.id}.toml", step.source, step.target, catalog)
        yield from _by(step)
        for name in sorted(set(step.links) - catalog.links.keys()):
            yield Problem(file=f"{step.id}.toml", key="links", reason=f"there is no page {name}")
    yield from _pages(catalog)
    for requirement in catalog.host_requirements:
        if requirement.holds is not None:
            yield from _condition(f"{requirement.id}.toml", "holds", requirement.holds, words)
    for said in catalog.acknowledgements:
        yield from _condition(f"{said.id}.toml", "when", said.when, words)
    yield from _unasked(catalog)


def _by(step: VersionStep) -> Iterator[Problem]:
    """Nobody is called automatic who only says yes, and nobody says yes for a check."""
    kind = step.by.partition(":")[0]
    if kind not in SEES_TO_IT[step.how]:
        kinds = ", ".join(SEES_TO_IT[step.how])
        yield Problem(file=f"{step.id}.toml", key="by", reason=f"{step.by} does not make a step {step.how}: {kinds} do")


def _mended(risk: Risk, catalog: Catalog) -> Iterator[Problem]:
    """A fix must mend a release that the risk is about, and must not mend all of them."""
    if not risk.fixed_in:
        return
    reach = risk.target if risk.of == "target" else risk.source
    about = [version for version in catalog.versions if version in reach]
    for fix in risk.fixed_in:
        if not any(version < fix for version in about):
            yield Problem(file=f"{risk.id}.toml", key="fixed_in", reason=f"{fix} is before every release in {reach}")
    if all(risk.mended(version) for version in about):
        yield Problem(file=f"{risk.id}.toml", key="fixed_in", reason=f"every release in {reach} is mended")


def _unasked(catalog: Catalog) -> Iterator[Problem]:
    """An acknowledgement for which no rule and no step asks, and that names no part of its own that does."""
    asked = {step.by for step in catalog.version_steps} | {home for rule in catalog.policy_rules for home in rule.homes}
    for said in catalog.acknowledgements:
        if not said.homes and f"acknowledgement:{said.id}" not in asked:
            yield Problem(file=f"{said.id}.toml", key="id", reason="no rule, no step and no home asks for it")


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
