"""What a name means, for people."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.render.terminal import BOLD, Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """``kind`` is release, check, gate, rule or probe."""

    name: str
    kind: str
    title: str
    text: str
    source: str


def explanation_text(found: Explanation, terminal: Terminal) -> str:
    lines = (
        terminal.style(f"{found.kind} {found.name}", BOLD),
        terminal.wrapped(found.title, first="  "),
        terminal.wrapped(found.text, first="  "),
        terminal.wrapped(found.source, first="  source  "),
    )
    return "\n".join(lines)
