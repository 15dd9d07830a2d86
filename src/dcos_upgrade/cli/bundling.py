"""What ``bundle`` does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

import dcos_upgrade
from dcos_upgrade import wiring
from dcos_upgrade.adapters.bundle_archive import SUFFIX, refuse_existing, write_bundle
from dcos_upgrade.adapters.cluster_file import read_cluster_file
from dcos_upgrade.adapters.journal import NAME
from dcos_upgrade.cli.mending import node_of
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.engine.state import fold
from dcos_upgrade.usecases.bundle import VIEWS, asked_about, gather, manifest
from dcos_upgrade.usecases.bundle_questions import QUESTIONS
from dcos_upgrade.usecases.capture import questions
from dcos_upgrade.usecases.recovering import Step, step_of


def shown(node_id: str, cluster_file: Path | None, state: Path) -> Reply:
    """Every command and request that a bundle would send; touches nothing."""
    cluster = read_cluster_file(cluster_file or wiring.remembered_cluster_file(state))
    node = node_of(cluster, node_id)
    own = [(name, node.id, command.text) for name, command in QUESTIONS.items()]
    wanted = asked_about(cluster.inventory, node)
    asked = [*own, *(each for each in questions(cluster.inventory, VIEWS) if each[1] in wanted)]
    lines = [line for name, subject, text in asked for line in (f"{name}  ({subject})", f"    {text}")]
    keys = [{"probe": name, "subject": str(subject), "question": text} for name, subject, text in asked]
    return Reply(keys={"files": [], "unknown": [], "commands": keys}, text="\n".join(lines))


async def bundled(node_id: str, out: Path | None, cluster_file: Path | None, state: Path) -> Reply:
    """Gathered and written; 8 when the node itself said nothing."""
    made = datetime.now(UTC)
    cluster = read_cluster_file(cluster_file or wiring.remembered_cluster_file(state))
    node = node_of(cluster, node_id)
    path = out or state / f"bundle-{node.id}-{made:%Y%m%dT%H%M%SZ}{SUFFIX}"
    refuse_existing(path)
    entries, step = _run(state, node_id)
    async with wiring.open_ports(cluster, state) as ports:
        found = await gather(ports, ports.nodes, node, entries, step)
    told = manifest(
        found,
        cluster=cluster.name,
        run=entries[0].run if entries else None,
        made=made,
        tool_version=dcos_upgrade.__version__,
    )
    listing = msgspec.json.format(msgspec.json.encode(told), indent=1)
    digest = write_bundle(path, {**found.contents, "manifest.json": listing}, made=made)
    keys = {"files": [str(path.absolute())], "digest": digest, "manifest": msgspec.to_builtins(told)}
    return Reply(
        keys={**keys, "unknown": msgspec.to_builtins(told.unknown)},
        text=f"{len(told.files)} files, {len(told.unknown)} unknown\nBundle    {path}" + _silent(found.silent, node_id),
        code=ExitCode.UNKNOWN if found.silent else ExitCode.DONE,
    )


def _silent(silent: bool, node: str) -> str:
    return f"\nUnknown   {node} itself said nothing; unreachable is not failed" if silent else ""


def _run(state: Path, node_id: str) -> tuple[Sequence[Entry], Step | None]:
    """The newest run here and the node's step in it, where there is one."""
    if not (state / NAME).exists():
        return (), None
    with wiring.open_journal(state) as store:
        record = store.latest_run()
        if record is None:
            return (), None
        entries, plan = store.open_run(record.run).entries(), store.plan(record.run)
        return entries, step_of(plan, fold(entries), node_id) if plan.hops else None
