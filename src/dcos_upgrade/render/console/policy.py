"""What the workbook's rules have against a plan, for people: each rule once, with the hops to which it objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.planning.policy import HopRule, RuleOnHops, on_hops
from dcos_upgrade.render.terminal import BOLD, FAINT, Terminal, numbered


def policy_text(rows: Sequence[HopRule], terminal: Terminal, *, explain: bool) -> str:
    """Warnings with the fact that decided; the rest in numbers, and with ``explain`` by name. Empty where nothing was judged."""
    if not rows:
        return ""
    lines = [*_warnings(rows, terminal, explain=explain), *(_rest(rows, terminal) if explain else ())]
    lines.append(terminal.wrapped(_in_numbers(rows, explain=explain), first="  - ", rest="    "))
    return "\n".join(("", terminal.style("Rules of the workbook", BOLD), *lines))


def _warnings(rows: Sequence[HopRule], terminal: Terminal, *, explain: bool) -> Iterator[str]:
    last = _last(rows)
    for each in on_hops(rows, True):
        if _warns(each):
            told = f"{each.rule.title}; here {'; '.join(each.truth.because)} [{each.rule.id}]{_where(each, last)}"
            yield terminal.wrapped(told, first="  ! ", rest="    ")
            if explain:
                source = f"source: {'; '.join(each.rule.sources)}"
                yield terminal.style(terminal.wrapped(source, first="    "), FAINT)


def _warns(each: RuleOnHops) -> bool:
    """Those that block stand among the refusals already."""
    return each.rule.severity is Severity.WARNING and not each.waits_for_word


def _waits(rows: Sequence[HopRule]) -> list[RuleOnHops]:
    return [each for each in on_hops(rows, True) if each.waits_for_word and not _blocks(each)]


def _informs(rows: Sequence[HopRule]) -> list[RuleOnHops]:
    return [each for each in on_hops(rows, True) if each.rule.severity is Severity.INFO and not each.waits_for_word]


def _blocks(each: RuleOnHops) -> bool:
    return each.rule.severity is Severity.BLOCKER


def _in_numbers(rows: Sequence[HopRule], *, explain: bool) -> str:
    """What cannot be judged is not what has nothing against it."""
    unknown = on_hops(rows, None)
    counts = (
        (len(_waits(rows)), "{} for a person's word", ("waits", "wait")),
        (len(_informs(rows)), "{} for information", ("is", "are")),
        (len(unknown), f"cannot be judged ({sum(map(_blocks, unknown))} of them would block)", ("", "")),
    )
    told = [f"{count} {words.format(verbs[count != 1])}".replace("  ", " ") for count, words, verbs in counts if count]
    asked = numbered(len({row.judged.rule.id for row in rows}), "rule")
    named = "dcos-upgrade explain RULE has each" if explain else "--explain names them"
    return f"{asked} asked{': ' if told else ''}{', '.join(told)}; {named}"


def _rest(rows: Sequence[HopRule], terminal: Terminal) -> Iterator[str]:
    last = _last(rows)
    yield from _listed("nobody has said yet", _waits(rows), last, terminal)
    yield from _listed("for information", _informs(rows), last, terminal)
    yield from _unknown(on_hops(rows, None), terminal)


def _listed(what: str, rules: Iterable[RuleOnHops], last: int, terminal: Terminal) -> Iterator[str]:
    named = ", ".join(f"{each.rule.id}{_where(each, last)}" for each in rules)
    if named:
        yield terminal.wrapped(f"{what}: {named}", first="  - ", rest="    ")


def _where(each: RuleOnHops, last: int) -> str:
    """Nothing where it is every hop."""
    if len(each.hops) == last:
        return ""
    return f" (hop{'s' if len(each.hops) > 1 else ''} {' and '.join(str(hop) for hop in each.hops)})"


def _last(rows: Sequence[HopRule]) -> int:
    return max((row.hop for row in rows), default=0)


def _unknown(found: Sequence[RuleOnHops], terminal: Terminal) -> Iterator[str]:
    """By what is missing, those that would block marked."""
    missing: dict[str, list[str]] = {}
    for each in found:
        name = f"{each.rule.id} (would block)" if _blocks(each) else each.rule.id
        missing.setdefault("; ".join(each.truth.because), []).append(name)
    for reason, names in missing.items():
        yield terminal.wrapped(f"unknown, {reason}: {', '.join(names)}", first="  ? ", rest="    ")
