"""A plan for a day uses what was out on that day; later tables also hold later releases."""

from __future__ import annotations

from dcos_upgrade.planning.rule import Candidate, Rule


def objection(step: Candidate) -> str | None:
    if step.target.known_on(step.on):
        return None
    out = step.target.released or step.target.tagged
    return f"{step.target.version} came out on {out}, after the day of the plan ({step.on})"


RULE = Rule(
    id="not-out-yet",
    title="Only releases that are out on the day of the plan",
    source="DC/OS release notes (dates)",
    objection=objection,
)
