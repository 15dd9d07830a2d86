"""What a name means, for people; and which kinds of names there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dcos_upgrade.render.terminal import BOLD, FAINT, Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """``kind`` is what it is: a release, a check, a word …"""

    name: str
    kind: str
    title: str
    text: str
    source: str


def explanation_text(found: Explanation, terminal: Terminal, *, also: Sequence[str] = ()) -> str:
    """``also``: what else has this name."""
    lines = [
        terminal.style(f"{found.kind} {found.name}", BOLD),
        terminal.wrapped(found.title, first="  "),
        terminal.wrapped(found.text, first="  "),
        terminal.wrapped(found.source, first="  source  "),
    ]
    return "\n".join((*lines, *(terminal.wrapped(each, first="  also    ") for each in also)))


def kinds_text(rows: Iterable[tuple[str, int, str, str]], terminal: Terminal) -> str:
    """``rows``: kind, how many, what it is, one of them."""
    lines = [terminal.style("dcos-upgrade explain NAME, where NAME is one of", BOLD)]
    for kind, count, meaning, example in rows:
        lines.append(terminal.wrapped(f"{kind}: {meaning}", first=f"  {count:>4}  "))
        lines.append(terminal.style(f"        for example {example}", FAINT))
    return "\n".join(lines)
