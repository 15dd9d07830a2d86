"""What ``recover`` does."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from dcos_upgrade import wiring
from dcos_upgrade.adapters.cluster_file import ClusterFile, read_cluster_file
from dcos_upgrade.adapters.journal import NAME
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.cli.verb import release_of
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Usage
from dcos_upgrade.engine.recovery import Standing
from dcos_upgrade.engine.state import fold
from dcos_upgrade.render.console.recovery import recovery_text
from dcos_upgrade.usecases.recovering import Step, exit_code, recover, step_of


async def recovery(
    node_id: str, cluster_file: Path | None, state: Path, releases: tuple[str | None, str | None]
) -> Reply:
    """The node is only looked at. ``releases`` are what its step was to go from and to, where no journal says so."""
    cluster = read_cluster_file(cluster_file or wiring.remembered_cluster_file(state))
    node = node_of(cluster, node_id)
    run, step = _told(releases) if any(releases) else _of_run(state, node_id)
    async with wiring.open_ports(cluster, state) as ports:
        advice = await recover(ports, ports.nodes, node, step)
    ssh = ssh_line(cluster, node)
    keys = {**msgspec.to_builtins(advice), "run": run, "ssh": ssh, "from": step.source, "to": step.target}
    return Reply(keys=keys, text=recovery_text(advice, ssh, terminal_of(sys.stdout)), code=exit_code(advice))


def node_of(cluster: ClusterFile, node_id: str) -> Node:
    """Raises Usage for a node that the cluster file does not have."""
    node = cluster.inventory.node(node_id)
    if node is None:
        names = ", ".join(each.id for each in cluster.inventory.nodes[:8])
        raise Usage(f"there is no node {node_id} in the cluster file", evidence=f"it has {names} …")
    return node


def ssh_line(cluster: ClusterFile, node: Node) -> str:
    """What opens a session on this node, as the cluster file says."""
    return cluster.ssh.for_node(node).by_hand()


def _told(releases: tuple[str | None, str | None]) -> tuple[str | None, Step]:
    source, target = releases
    if source is None or target is None:
        raise Usage("--from and --to belong together", next_command="dcos-upgrade recover --help")
    found = Step(
        source=str(release_of(source, "--from")), target=str(release_of(target, "--to")), standing=Standing(over=True)
    )
    return None, found


def _of_run(state: Path, node_id: str) -> tuple[str | None, Step]:
    """Of the newest run here. Raises Usage when there is none: then the releases have to be told."""
    nothing = Usage(
        "there is no run in this state directory",
        where=str(state),
        next_command=f"dcos-upgrade recover {node_id} --cluster cluster.yaml --from VERSION --to VERSION",
    )
    if not (state / NAME).exists():
        raise nothing
    with wiring.open_journal(state) as store:
        record = store.latest_run()
        if record is None:
            raise nothing
        return record.run, step_of(store.plan(record.run), fold(store.open_run(record.run).entries()), node_id)
