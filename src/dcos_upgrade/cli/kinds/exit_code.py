"""Exit codes."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.cli.kind import Kind
from dcos_upgrade.core.error import MEANING, ExitCode
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterator[str]:
    return (str(int(code)) for code in ExitCode)


def explain(name: str) -> Explanation:
    code = ExitCode(int(name))
    return Explanation(
        name=name,
        kind="exit code",
        title=f"Exit code {name}",
        text=f"{MEANING[code][:1].upper()}{MEANING[code][1:]}.",
        source="the command line reference, 'Exit codes'; public API",
    )


def aliases() -> dict[str, str]:
    """``exit code 3``, ``exit 3``."""
    return {f"{prefix} {name}": name for name in names() for prefix in ("exit", "exit code")}


KIND = Kind(
    name="exit code", meaning="what a call answers to its caller", names=names, explain=explain, aliases=aliases, rank=0
)
