"""What ``capture`` does, and what ``demo`` and ``validate`` do with it."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import dcos_upgrade
from dcos_upgrade import probes, wiring
from dcos_upgrade.adapters.capture_log import note_capture
from dcos_upgrade.adapters.cluster_file import ClusterFile, read_cluster_file
from dcos_upgrade.adapters.snapshot_archive import place_of
from dcos_upgrade.adapters.snapshot_directory import read_snapshot, write_snapshot
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.runs import person
from dcos_upgrade.cli.sessions import session_of
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.error import DcosUpgradeError, ExitCode, Usage
from dcos_upgrade.core.probe import Command, FourLetterWord, HttpGet
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import dcos_version
from dcos_upgrade.render.console.snapshot import snapshot_counts, snapshot_text
from dcos_upgrade.render.keys.snapshot import unknown_keys
from dcos_upgrade.usecases.beginning import look_at_all
from dcos_upgrade.usecases.capture import questions
from dcos_upgrade.usecases.relied_on import cluster_id
from dcos_upgrade.usecases.starting import REACH
from dcos_upgrade.usecases.workbook import Captured

REACHED = REACH["reach"]


def required(out: Path | None) -> Path:
    if out is None:
        raise Usage("capture needs --out DIR, or --show-commands", next_command="dcos-upgrade capture --help")
    return out


def only_one_source(*sources: object) -> None:
    """Raises Usage for none and for two."""
    if sum(bool(source) for source in sources) != 1:
        raise Usage(
            "capture needs --cluster FILE, --mesos URL or --from-files DIR, and one of them only",
            next_command="dcos-upgrade capture --help",
        )


def shown(path: Path) -> Reply:
    """Every session, command and request of a capture, as they would be sent."""
    cluster = read_cluster_file(path)
    asked = questions(cluster.inventory, probes.discover())
    keys = [
        {"probe": probe, "subject": str(subject), "question": text, "by": _sent_by(cluster, probe, subject)}
        for probe, subject, text in asked
    ]
    sessions = [f"{node.id}: {session_of(cluster, node)}" for node in cluster.inventory.nodes]
    lines = ["One session for each node, in which all its commands are read:", *(f"    {line}" for line in sessions)]
    lines += [f"{REACHED.text}  (every node, once before the others)", ""]
    for probe, group in groupby(keys, key=lambda each: each["probe"]):
        found = list(group)
        lines += [f"{probe}  ({', '.join(each['subject'] for each in found)})"]
        requests = [each["by"] for each in found if each["by"].startswith("GET ")]
        lines += [f"    {line}" for line in requests or found[0]["question"].splitlines()]
    return Reply(keys={"snapshot": {}, "unknown": [], "commands": keys}, text="\n".join(lines))


def _sent_by(cluster: ClusterFile, probe: str, subject: str) -> str:
    """The session or the whole URL; of a question to the cluster the URL at the first master, as the others are asked after it."""
    question = probes.discover()[probe].question
    node = cluster.inventory.node(subject) or next(iter(cluster.inventory.masters))
    match question:
        case Command():
            return session_of(cluster, node)
        case HttpGet(service=service, path=path):
            return f"GET {cluster.endpoints.url(node, service)}{path}"
        case FourLetterWord(word=word):
            return f"{word} to {node.address}:{cluster.endpoints.zookeeper}"
        case _:
            return "the masters, then the addresses of nodes that their answers name"


async def captured(path: Path, out: Path, state: Path) -> Reply:
    """Capture and write; 8 when a node gave no answer to anything that it was asked over SSH."""
    cluster = read_cluster_file(path)
    snapshot = await capture_to(cluster, out, state)
    silent = silent_nodes(snapshot)
    text = snapshot_text(snapshot, terminal_of(sys.stdout))
    return Reply(
        keys={"snapshot": snapshot_counts(snapshot), "unknown": unknown_keys(snapshot), "files": [str(out)]},
        text=f"{text}\nWritten to {out}\nNext: dcos-upgrade plan --snapshot {out} --to VERSION --out plan.json",
        code=ExitCode.UNKNOWN if silent else ExitCode.DONE,
    )


async def capture_to(cluster: ClusterFile, out: Path, state: Path) -> Snapshot:
    """Capture into a directory or an archive, with the raw answers beside; secrets are hidden by the key in the state directory."""
    with place_of(out) as place:
        async with wiring.open_eyes(cluster, state, evidence=place / wiring.EVIDENCE) as ports:
            snapshot = await look_at_all(ports, probes.discover())
        write_snapshot(
            place,
            snapshot,
            pacing=cluster.pacing,
            run_policy=cluster.run_policy,
            tool_version=dcos_upgrade.__version__,
            cluster_id=id_or_nothing(snapshot),
            installed_by=cluster.installed_by,
        )
    note_capture(state, _noted(snapshot, out))
    return snapshot


def _noted(snapshot: Snapshot, out: Path) -> Captured:
    """The row of this capture in the report's table of versions."""
    seen = (snapshot.fact(dcos_version.PROBE, node.id).value for node in snapshot.inventory.nodes)
    return Captured(
        taken=snapshot.taken,
        cluster=snapshot.inventory.cluster,
        where=str(out.absolute()),
        by=person(),
        tool_version=dcos_upgrade.__version__,
        releases=tuple(sorted({each.version for each in seen if each})),
    )


async def one_of(cluster: Path | None, snapshot: Path | None, state: Path, *, verb: str) -> Snapshot:
    """A stored snapshot, or the cluster as it is now. Raises Usage unless exactly one of them is given."""
    if snapshot is not None and cluster is None:
        return read_snapshot(snapshot, probes.discover()).snapshot
    if cluster is None or snapshot is not None:
        raise Usage(f"{verb} needs --cluster FILE or --snapshot DIR", next_command=f"dcos-upgrade {verb} --help")
    async with wiring.open_eyes(read_cluster_file(cluster), state) as ports:
        return await look_at_all(ports, probes.discover())


def silent_nodes(snapshot: Snapshot) -> tuple[str, ...]:
    """Nodes of which nothing is known that only they themselves can say."""
    own = {name for name, probe in probes.discover().items() if isinstance(probe.question, Command)}
    known = {subject for (name, subject), observed in snapshot.facts.items() if name in own and observed.known}
    return tuple(node.id for node in snapshot.inventory.nodes if node.id not in known)


def id_or_nothing(snapshot: Snapshot) -> str:
    try:
        return cluster_id(snapshot)
    except DcosUpgradeError:
        return ""
