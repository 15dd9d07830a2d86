"""What ``leftovers`` does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dcos_upgrade import wiring
from dcos_upgrade.adapters.cluster_file import read_cluster_file
from dcos_upgrade.adapters.journal import NAME
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.render.console.leftovers import leftovers_text
from dcos_upgrade.render.keys.leftovers import leftovers_keys
from dcos_upgrade.usecases.leftovers import audit, exit_code, known_runs


async def leftovers(cluster_file: Path | None, state: Path) -> Reply:
    """The cluster is only looked at; nothing is made where there is no state directory."""
    cluster = read_cluster_file(cluster_file or wiring.remembered_cluster_file(state))
    runs = known_runs(_journals(state))
    async with wiring.open_ports(cluster, state) as ports:
        found = await audit(ports, ports.nodes, runs)
    return Reply(keys=leftovers_keys(found), text=leftovers_text(found, terminal_of(sys.stdout)), code=exit_code(found))


def _journals(state: Path) -> Sequence[Sequence[Entry]]:
    if not (state / NAME).exists():
        return ()
    with wiring.open_journal(state) as store:
        return [store.open_run(run).entries() for run in store.all_runs()]
