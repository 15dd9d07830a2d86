"""Why a release cannot be reached, for people: what to change, why, and how one sees that it is done."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.planning.blocked import Blocked, WhyNot
from dcos_upgrade.render.terminal import BOLD, FAINT, GREEN, RED, YELLOW, Terminal, numbered


def why_not_text(found: WhyNot, terminal: Terminal) -> str:
    lines = [*_head(found, terminal), *_blocked(found, terminal), *_others(found, terminal), *_instead(found, terminal)]
    return "\n".join((*lines, *_one_step(found, terminal)))


def _head(found: WhyNot, terminal: Terminal) -> Iterator[str]:
    wanted = found.wanted
    ends = f"{wanted.source} to {wanted.target}"
    if not found.blocked:
        yield terminal.style(f"Nothing stands in the way from {ends}", BOLD, GREEN)
    elif found.opening is None:
        yield terminal.style(f"Nothing that can be changed leads from {ends}", BOLD, RED)
    else:
        things = numbered(len(found.blocked), "thing")
        yield terminal.style(f"{things} to change from {ends}", BOLD, YELLOW)
    yield f"day     {wanted.on}, policy {wanted.question().policy}"
    if found.opening and found.opening.way.route:
        yield terminal.wrapped(" → ".join(str(stop) for stop in found.opening.way.route), first="route   ")


def _blocked(found: WhyNot, terminal: Terminal) -> Iterator[str]:
    for number, each in enumerate(found.blocked, start=1):
        yield ""
        yield from _one(number, each, f"{found.wanted.command()} --explain", terminal)


def _one(number: int, blocked: Blocked, command: str, terminal: Terminal) -> Iterator[str]:
    change = blocked.change
    if change is not None:
        yield terminal.wrapped(change.what, first=f"{number:>2}  ")
    for position, condition in enumerate(blocked.conditions):
        head = f"{number:>2}  " if change is None and position == 0 else "    "
        unknown = "not known: " if condition.unknown else ""
        yield terminal.wrapped(f"{unknown}{condition.reason} [{condition.rule}]", first=head)
        yield terminal.style(terminal.wrapped(f"source: {condition.source}", first="    "), FAINT)
    yield terminal.wrapped(f"verify: {change.verify if change else command}", first="    ")


def _others(found: WhyNot, terminal: Terminal) -> Iterator[str]:
    if found.others:
        yield from ("", terminal.style("Other ways", BOLD))
    for opening in found.others:
        changes = "; ".join(change.what for change in opening.changes)
        route = " → ".join(str(stop) for stop in opening.way.route)
        yield terminal.wrapped(f"{changes} ({route})", first="  - ", rest="    ")


def _instead(found: WhyNot, terminal: Terminal) -> Iterator[str]:
    if found.instead:
        yield from ("", terminal.style("Open as things are", BOLD))
    for answer in found.instead:
        yield terminal.wrapped(" → ".join(str(stop) for stop in answer.route), first="  - ", rest="    ")


def _one_step(found: WhyNot, terminal: Terminal) -> Iterator[str]:
    if found.one_step:
        yield from ("", terminal.style("Not in one hop", BOLD))
    for refusal in found.one_step:
        yield terminal.wrapped(f"{refusal.reason} [{refusal.rule}]", first="  - ", rest="    ")
