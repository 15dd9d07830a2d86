"""What ``diff`` does."""

from __future__ import annotations

import sys
from pathlib import Path

from dcos_upgrade import probes
from dcos_upgrade.adapters.snapshot_directory import read_snapshot
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.drift.judging import compare_snapshots, exit_code
from dcos_upgrade.render.console.diff import comparison_text
from dcos_upgrade.render.keys.diff import comparison_keys


def compared(before: Path, after: Path, *, whole: bool) -> Reply:
    old, new = (read_snapshot(path, probes.discover()).snapshot for path in (before, after))
    comparison = compare_snapshots(old, new)
    return Reply(
        keys=comparison_keys(comparison),
        text=comparison_text(comparison, terminal_of(sys.stdout), whole=whole),
        code=exit_code(comparison),
    )
