"""The two forms of ``why-not``: releases alone, and a captured cluster."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import dcos_upgrade
from dcos_upgrade import catalog
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.cli.verb import release_of
from dcos_upgrade.core.error import Usage
from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.planning.blocked import WhyNot, why_not
from dcos_upgrade.planning.ways import Wanted
from dcos_upgrade.render.console.why_not import why_not_text
from dcos_upgrade.render.keys.why_not import why_not_keys


def offline(target: str, source: str | None, on: date, policy: RoutePolicy | None) -> Reply:
    if source is None:
        raise Usage("why-not needs --from VERSION or --snapshot DIR", next_command="dcos-upgrade why-not --help")
    start, end = release_of(source, "--from"), release_of(target, "VERSION")
    return _told(why_not(Wanted(source=start, target=end, on=on, policy=policy, catalog=catalog.own())))


def for_cluster(target: str, source: str | None, snapshot: Path, on: date, policy: RoutePolicy | None) -> Reply:
    from dcos_upgrade import probes
    from dcos_upgrade.adapters.snapshot_directory import read_snapshot
    from dcos_upgrade.usecases.why_not import why_not_for

    if source is not None:
        raise Usage("--from and --snapshot exclude each other: the snapshot says which release the nodes have")
    end = release_of(target, "VERSION")
    stored = read_snapshot(snapshot, probes.discover())
    found = why_not_for(
        stored.snapshot,
        end,
        on=on,
        policy=policy,
        pacing=stored.pacing,
        run_policy=stored.run_policy,
        tool_version=dcos_upgrade.__version__,
    )
    return _told(found)


def _told(found: WhyNot) -> Reply:
    return Reply(keys=why_not_keys(found), text=why_not_text(found, terminal_of(sys.stdout)), code=found.code)
