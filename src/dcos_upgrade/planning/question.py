"""What is asked of the planner, and what the rules have against a step. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import rules
from dcos_upgrade.planning.rule import Candidate, Rule

ERA_POLICY = {"text": RoutePolicy.TEXT_2018, "matrix": RoutePolicy.MATRIX_FINAL}
"""The policy that each era of the catalog stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which way from ``source`` to ``target`` on this day, by this policy."""

    source: Version
    target: Version
    on: date
    policy: RoutePolicy
    catalog: Catalog

    def candidate(self, source: Version, target: Version) -> Candidate:
        return Candidate(
            source=self.catalog.release(source),
            target=self.catalog.release(target),
            wanted=self.target,
            on=self.on,
            policy=self.policy,
            catalog=self.catalog,
        )


def default_policy(source: Version, target: Version, on: date, catalog: Catalog) -> RoutePolicy:
    """The latest era whose day has come and which speaks of both ends; the first one where there is none."""
    eras = [era for era in catalog.eras if era.since is None or era.since <= on]
    fitting = [era for era in eras if min(source.minor, target.minor) >= era.first_minor]
    return ERA_POLICY[(fitting or catalog.eras)[-1 if fitting else 0].name]


def objections(step: Candidate) -> tuple[tuple[Rule, str], ...]:
    """Every rule of the policy that refuses this step, with its reason."""
    return _spoken(step, Severity.BLOCKER)


def warnings(step: Candidate) -> tuple[tuple[Rule, str], ...]:
    """Every rule of the policy that warns of this step without refusing it."""
    return _spoken(step, Severity.WARNING)


def _spoken(step: Candidate, severity: Severity) -> tuple[tuple[Rule, str], ...]:
    asked = (rule for rule in rules.discover().values() if rule.severity is severity and step.policy in rule.policies)
    found = ((rule, rule.objection(step)) for rule in asked)
    return tuple((rule, reason) for rule, reason in found if reason is not None)
