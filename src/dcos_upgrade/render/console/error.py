"""An error in its five parts: what, where, by which evidence, is the cluster safe, and the one next command."""

from __future__ import annotations

from dcos_upgrade.core.error import DcosUpgradeError
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.render.terminal import BOLD, RED, Terminal


def error_text(error: DcosUpgradeError, terminal: Terminal) -> str:
    """Parts that are empty are left out; the first line is always there."""
    parts = (
        ("where", error.where),
        ("evidence", error.evidence),
        ("safe", error.safe),
        ("next", error.next_command),
    )
    head = terminal.wrapped(redact_text(error.what), first="error     ")
    lines = [terminal.style(head, BOLD, RED)]
    lines += [_part(name, text, terminal) for name, text in parts if text]
    return "\n".join(lines)


def _part(name: str, text: str, terminal: Terminal) -> str:
    label = f"{name:<10}"
    paragraphs = redact_text(text).strip().splitlines()
    lines = [terminal.wrapped(paragraphs[0], first=label)]
    lines += [terminal.wrapped(line, first=" " * len(label)) for line in paragraphs[1:]]
    return "\n".join(lines)
