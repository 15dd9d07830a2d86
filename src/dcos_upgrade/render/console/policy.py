"""What the workbook's rules have against a plan, for people: each rule once, with the hops to which it objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.planning.policy import HopRule, RuleOnHops, on_hops
from dcos_upgrade.render.terminal import BOLD, FAINT, Terminal, numbered

TOLD = 10
"""How many rules of one reason are named."""


def policy_text(rows: Sequence[HopRule], terminal: Terminal, *, explain: bool) -> str:
    """Empty where nothing objects and nobody asked for more."""
    lines = [*_objections(rows, terminal, explain=explain), *_unknown(rows, terminal, explain=explain)]
    if not lines:
        return ""
    lines.append(terminal.wrapped("each with its reason: dcos-upgrade explain RULE", first="  "))
    return "\n".join(("", terminal.style("Rules of the workbook", BOLD), *lines))


def _objections(rows: Sequence[HopRule], terminal: Terminal, *, explain: bool) -> Iterator[str]:
    """Those that block stand among the refusals already."""
    last = max((row.hop for row in rows), default=0)
    found = [each for each in on_hops(rows, True) if each.rule.severity is not Severity.BLOCKER]
    warnings = [each for each in found if each.rule.severity is Severity.WARNING and not each.waits_for_word]
    for each in warnings:
        told = f"{each.rule.title}; here {'; '.join(each.truth.because)} [{each.rule.id}]{_where(each, last)}"
        yield terminal.wrapped(told, first="  - ", rest="    ")
        if explain:
            yield terminal.style(terminal.wrapped(f"source: {'; '.join(each.rule.sources)}", first="    "), FAINT)
    yield from _listed("nobody has said yet", (each for each in found if each.waits_for_word), last, terminal)
    others = (each for each in found if each not in warnings and not each.waits_for_word)
    yield from _listed("to be known", others, last, terminal)


def _listed(what: str, rules: Iterable[RuleOnHops], last: int, terminal: Terminal) -> Iterator[str]:
    named = ", ".join(f"{each.rule.id}{_where(each, last)}" for each in rules)
    if named:
        yield terminal.wrapped(f"{what}: {named}", first="  - ", rest="    ")


def _where(each: RuleOnHops, last: int) -> str:
    """Nothing where it is every hop."""
    if len(each.hops) == last:
        return ""
    return f" (hop{'s' if len(each.hops) > 1 else ''} {' and '.join(str(hop) for hop in each.hops)})"


def _unknown(rows: Sequence[HopRule], terminal: Terminal, *, explain: bool) -> Iterator[str]:
    """How many, and where somebody wants to know which, by what is missing."""
    found = on_hops(rows, None)
    missing: dict[str, list[str]] = {}
    for each in found:
        missing.setdefault("; ".join(each.truth.because), []).append(each.rule.id)
    if not found:
        return
    told = f"{numbered(len(found), 'rule')} cannot be judged"
    yield terminal.wrapped(f"{told}:" if explain else f"{told}; --explain says why", first="  - ", rest="    ")
    if not explain:
        return
    for reason, ids in missing.items():
        yield terminal.wrapped(f"{reason}: {_shortened(ids)}", first="      ")


def _shortened(ids: Sequence[str]) -> str:
    more = len(ids) - TOLD
    return ", ".join(ids[:TOLD]) + (f" and {more} more (all of them: --output json)" if more > 0 else "")
