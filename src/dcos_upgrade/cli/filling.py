"""What ``worksheets`` does: reads what is given, fills, writes one directory."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dcos_upgrade import __version__, probes
from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.adapters.made_directory import write_directory
from dcos_upgrade.adapters.rack_mapping import read_rack_mapping
from dcos_upgrade.adapters.snapshot_directory import read_snapshot
from dcos_upgrade.adapters.support_cases import read_support_cases, typed_cases
from dcos_upgrade.cli.conducting import PLAN_LIMIT
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.planning.read import read_plan
from dcos_upgrade.render.console.worksheets import worksheets_text
from dcos_upgrade.render.keys.worksheets import worksheet_keys
from dcos_upgrade.render.worksheets import FORMATS, files_of
from dcos_upgrade.worksheets import Given, SupportCase, filled


def worksheets(
    directory: Path,
    out: Path,
    formats: Sequence[str],
    *,
    plan: Path | None,
    racks: Path | None,
    cases: Sequence[str],
    cases_file: Path | None,
) -> Reply:
    snapshot = read_snapshot(directory, probes.known()).snapshot
    book = filled(
        Given(
            snapshot=snapshot,
            plan=_plan(plan, snapshot) if plan else None,
            racks=read_rack_mapping(racks) if racks else {},
            cases=_cases(cases, cases_file),
        )
    )
    wanted = tuple(dict.fromkeys(formats)) or tuple(FORMATS)
    files = write_directory(out, files_of(book, wanted, __version__))
    return Reply(keys=worksheet_keys(book, files), text=worksheets_text(book, files, terminal_of(sys.stdout)))


def _plan(path: Path, snapshot: Snapshot) -> Plan:
    """Raises Refused for the plan of another cluster: its targets would stand beside nodes that it does not know."""
    plan = read_plan(read_bounded(path, limit=PLAN_LIMIT, what="plan"), where=str(path))
    planned = {node.address for node in plan.inventory.nodes}
    here = {node.address for node in snapshot.inventory.nodes}
    if here and not planned & here:
        raise Refused(
            "this plan is for another cluster: not one of its nodes is in the snapshot",
            where=str(path),
            evidence=f"the plan is for {plan.cluster}, the snapshot of {snapshot.inventory.cluster}",
        )
    return plan


def _cases(typed: Sequence[str], path: Path | None) -> tuple[SupportCase, ...] | None:
    """None where nobody has said which there are."""
    words = typed_cases(typed)
    if path is None:
        return words
    return (*read_support_cases(path), *(words or ()))
