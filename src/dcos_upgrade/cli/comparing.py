"""``plan diff``: two plan files read, compared, told."""

from __future__ import annotations

import sys
from pathlib import Path

from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.cli.conducting import PLAN_LIMIT
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.planning.plan_diff import plan_differences
from dcos_upgrade.planning.read import read_plan
from dcos_upgrade.render.console.plan_diff import plan_diff_text
from dcos_upgrade.render.keys.plan_diff import difference_keys


def plans(before: Path, after: Path) -> Reply:
    old, new = _read(before), _read(after)
    found = plan_differences(old, new)
    return Reply(
        keys={"before": old.digest, "after": new.digest, "differences": [difference_keys(each) for each in found]},
        text=plan_diff_text(old, new, found, terminal_of(sys.stdout)),
        code=ExitCode.FINDINGS if found else ExitCode.DONE,
    )


def _read(path: Path) -> Plan:
    return read_plan(read_bounded(path, limit=PLAN_LIMIT, what="plan"), where=str(path))
