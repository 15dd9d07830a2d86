"""Homes: the parts that make a statement of the catalog real, as ``kind:name``. Which there are, and who names one that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dcos_upgrade import checks, gates, probes
from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.problem import Problem
from dcos_upgrade.drift import kinds as drift_kinds
from dcos_upgrade.planning import facts, invariants, plan_rules, rules
from dcos_upgrade.planning.behaviours import BEHAVIOURS
from dcos_upgrade.worksheets import sheets

COMING: Mapping[str, str] = {
    "verb:backup": "saves ZooKeeper's and the other state",
}
"""Homes that entries name and that a later part of the product brings. Nothing stands here once it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """``parts`` has the names of each kind; ``coming`` those that are not there yet, with what they will do."""

    parts: Mapping[str, frozenset[str]]
    coming: Mapping[str, str] = field(default_factory=lambda: COMING)

    def missing(self, home: str) -> str | None:
        """Why this is no home; None for one that exists or is on its way."""
        kind, _, name = home.partition(":")
        if home in self.coming or name in self.parts.get(kind, ()):
            return None
        if kind not in self.parts:
            return f"{home}: the kinds are {', '.join(sorted(self.parts))}"
        near = difflib.get_close_matches(name, self.parts[kind], n=1)
        return f"there is no {kind} {name}" + (f"; the nearest is {near[0]}" if near else "")


def homes(catalog: Catalog, above: Mapping[str, Iterable[str]] | None = None) -> Homes:
    """Every part that a statement may name. ``above`` are names of rooms that no use case knows: verbs, sections of the report."""
    parts: dict[str, Iterable[str]] = {
        "check": checks.discover(),
        "gate": gates.discover(),
        "probe": probes.discover(),
        "fact": facts.discover(),
        "drift": drift_kinds.discover(),
        "worksheet": (worksheet.id for worksheet in sheets.discover()),
        "rule": rules.discover(),
        "plan-rule": plan_rules.discover(),
        "invariant": invariants.discover(),
        "engine": BEHAVIOURS,
        "policy": (rule.id for rule in catalog.policy_rules),
        "risk": (risk.id for risk in catalog.risks),
        "step": (step.id for step in catalog.version_steps),
        "acknowledgement": (said.id for said in catalog.acknowledgements),
        "page": catalog.links,
        "platform": (platform.id for platform in catalog.platforms),
        "correction": (correction.id for correction in catalog.corrections),
        **(above or {}),
    }
    return Homes(parts={kind: frozenset(names) for kind, names in parts.items()})


def named(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """File, key and home of each statement that names one."""
    for rule in catalog.policy_rules:
        yield from ((f"{rule.id}.toml", "homes", home) for home in rule.homes)
    for step in catalog.version_steps:
        yield f"{step.id}.toml", "by", step.by
    for said in catalog.acknowledgements:
        yield from ((f"{said.id}.toml", "homes", home) for home in said.homes)
    for section in catalog.workbook:
        for statement in section.statements:
            yield from ((section.file, statement.id, home) for home in statement.homes)


def unhoused(catalog: Catalog, known: Homes) -> tuple[Problem, ...]:
    """Homes that are named and do not exist."""
    asked = ((file, key, known.missing(home)) for file, key, home in named(catalog))
    return tuple(Problem(file=file, key=key, reason=reason) for file, key, reason in asked if reason)
