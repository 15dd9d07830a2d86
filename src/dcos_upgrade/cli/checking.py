"""What ``check`` does."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from dcos_upgrade import catalog, checks
from dcos_upgrade.cli.capturing import one_of
from dcos_upgrade.cli.conducting import plan_file
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.check import Check, CheckStage, HopFacts
from dcos_upgrade.core.version import Version
from dcos_upgrade.render.console.judgements import judgements_text
from dcos_upgrade.usecases.preflight import chosen, exit_code, preflight


def listed() -> Reply:
    known = checks.discover().values()
    keys = [
        {
            "id": each.id,
            "title": each.title,
            "stage": sorted(map(str, each.stages)),
            "severity": str(each.severity),
            "source": each.source,
        }
        for each in known
    ]
    terminal = terminal_of(sys.stdout)
    lines = [terminal.wrapped(each.title, first=f"{each.id:<22} {_stages(each):<6} ") for each in known]
    return Reply(keys={"checks": keys}, text="\n".join(lines))


def _stages(check: Check) -> str:
    return "all" if check.stages == frozenset(CheckStage) else ",".join(sorted(check.stages))


async def checked(
    cluster: Path | None, snapshot: Path | None, stage: str, only: tuple[str, ...], plan: Path | None, state: Path
) -> Reply:
    wanted = chosen(CheckStage(stage), only)
    hop = _hop(plan) if plan else None
    seen = await one_of(cluster, snapshot, state, verb="check")
    judgements = preflight(seen, wanted, baseline=None, hop=hop)
    return Reply(
        keys={"judgements": [msgspec.to_builtins(each) for each in judgements]},
        text=judgements_text(judgements, terminal_of(sys.stdout)),
        code=exit_code(judgements),
    )


def _hop(path: Path) -> HopFacts:
    hop = plan_file(path).hops[0]
    return HopFacts(
        source=Version.parse(hop.source), target=Version.parse(hop.target), mesos=catalog.mesos_of(hop.target)
    )
