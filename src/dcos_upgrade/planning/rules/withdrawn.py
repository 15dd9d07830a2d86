"""Releases that their own release notes warn of are no place to stop at."""

from __future__ import annotations

from dcos_upgrade.planning.rule import Candidate, Rule


def objection(step: Candidate) -> str | None:
    if step.target.withdrawn is not None:
        return f"{step.target.version} must not be used: {step.target.withdrawn}"
    if step.target.hotfix is not None:
        return f"{step.target.version} is no release to plan for: {step.target.hotfix}"
    return None


RULE = Rule(
    id="withdrawn",
    title="No withdrawn release on a route",
    source="DC/OS release notes of 1.13.9, 2.0.4 and 2.2.1",
    objection=objection,
)
