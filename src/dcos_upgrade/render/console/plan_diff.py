"""Two plans side by side, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from dcos_upgrade.core.plan import Plan
from dcos_upgrade.planning.plan_difference import Bearing, Difference
from dcos_upgrade.render.terminal import BOLD, FAINT, GREEN, RED, Terminal, numbered

COLOURS = {Bearing.SAFER: GREEN, Bearing.RISKIER: RED, Bearing.NEUTRAL: FAINT}


def plan_diff_text(before: Plan, after: Plan, found: Sequence[Difference], terminal: Terminal) -> str:
    return "\n".join(_lines(before, after, found, terminal))


def _lines(before: Plan, after: Plan, found: Sequence[Difference], terminal: Terminal) -> Iterator[str]:
    yield f"before  {before.digest[:12]}  {before.source} to {before.target}, cluster {before.cluster}"
    yield f"after   {after.digest[:12]}  {after.source} to {after.target}, cluster {after.cluster}"
    if not found:
        yield "The plans are the same."
        return
    for where, group in groupby(found, key=lambda each: each.where):
        yield ""
        yield terminal.style(where, BOLD)
        for each in group:
            yield _line(each, terminal)
    yield ""
    yield _counted(found)


def _line(each: Difference, terminal: Terminal) -> str:
    bearing = f" ({each.bearing})" if each.bearing else ""
    said = terminal.wrapped(f"{each.what}: {each.before or 'nothing'} → {each.after or 'nothing'}{bearing}", first="  ")
    return terminal.style(said, COLOURS[each.bearing]) if each.bearing else said


def _counted(found: Sequence[Difference]) -> str:
    counted = Counter(each.bearing for each in found)
    parts = [f"{counted[each]} {each}" for each in Bearing if counted[each]]
    if counted[None]:
        parts.append(f"{counted[None]} for people to judge")
    return f"{numbered(len(found), 'difference')}: {', '.join(parts)}"
