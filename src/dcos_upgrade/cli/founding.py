"""What ``init`` does."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dcos_upgrade
from dcos_upgrade import wiring
from dcos_upgrade.adapters.ansible_groups import Groups
from dcos_upgrade.adapters.ansible_inventory import read_ansible_inventory
from dcos_upgrade.adapters.cluster_file import cluster_of, read_yaml
from dcos_upgrade.adapters.cluster_text import LISTS, cluster_document, cluster_text
from dcos_upgrade.adapters.files import write_atomically
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.core.cluster import Inventory, Role
from dcos_upgrade.core.error import ExitCode, Refused, Unreadable, Usage
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import known
from dcos_upgrade.usecases.capture import capture
from dcos_upgrade.usecases.discovering import Discovery, ListedNode, Look, discover

READABLE = 0o644
"""A cluster file holds references to secrets and no secret."""


def ssh_words(user: str | None, port: int | None, identity: Path | None, known_hosts: Path | None) -> dict[str, Any]:
    """The ``ssh`` part of cluster.yaml as the flags say it; paths as seen from here."""
    words = {
        "user": user,
        "port": port,
        "identity": str(identity.expanduser().absolute()) if identity else None,
        "known_hosts": str(known_hosts.expanduser().absolute()) if known_hosts else None,
    }
    return {key: value for key, value in words.items() if value is not None}


async def founded(
    master: str | None,
    inventory: Path | None,
    settings_path: Path | None,
    name: str | None,
    ssh: Mapping[str, Any],
    out: Path,
) -> Reply:
    """Find out and write. Raises Usage without a source, Refused where the file is there, Unreachable when nobody answered."""
    if master is None and inventory is None:
        raise Usage("init needs --master HOST, --inventory FILE, or both", next_command="dcos-upgrade init --help")
    _not_there(out)
    settings = _settings(settings_path, name, ssh)
    groups = read_ansible_inventory(inventory) if inventory else None
    listed = groups.nodes() if groups else ()
    if master is None:
        found = _listed_only(listed, inventory)
    else:
        found = await discover(master, _look(settings, listed, out), listed)
    told = replace(found, notes=(*found.notes, *_of_the_inventory(groups)))
    return _written(told, settings, out, source=master or str(inventory))


def _not_there(out: Path) -> None:
    if out.exists():
        raise Refused(
            "the file is there already, and is kept", where=str(out), next_command="dcos-upgrade init --out OTHER"
        )


def _settings(path: Path | None, name: str | None, ssh: Mapping[str, Any]) -> dict[str, Any]:
    given = {} if path is None else read_yaml(path, what="file of settings")
    if not isinstance(given, dict):
        raise Unreadable("the file of settings is not a mapping of keys", where=str(path))
    if nodes := [key for key in LISTS.values() if key in given]:
        raise Usage("the settings name nodes, which are to be found out", where=f"{path}, {nodes[0]}")
    merged = {**given, **({"name": name} if name else {})}
    said = given.get("ssh")
    own: dict[str, Any] = said if isinstance(said, dict) else {}
    return {**merged, "ssh": {**own, **ssh}} if own or ssh else merged


def _listed_only(listed: Sequence[ListedNode], inventory: Path | None) -> Discovery:
    if not any(each.node.role is Role.MASTER for each in listed):
        raise Unreadable(
            "the inventory names no master",
            where=str(inventory),
            evidence="a group named masters is looked for",
            next_command="dcos-upgrade init --master HOST",
        )
    order = tuple(Role)
    nodes = tuple(sorted(listed, key=lambda each: (order.index(each.node.role), each.node.id)))
    return Discovery(name=inventory.stem if inventory else "", release="", cluster_id="", nodes=nodes)


def _of_the_inventory(groups: Groups | None) -> tuple[str, ...]:
    if groups is None:
        return ()
    hosts = groups.bootstrap()
    told = (f"bootstrap host by the inventory: {', '.join(hosts)}; say bootstrap.script_url yourself",) if hosts else ()
    return (*groups.problems(), *told)


def _look(settings: Mapping[str, Any], listed: Sequence[ListedNode], out: Path) -> Look:
    """Asks through the ways in that the settings say; what was answered is not kept."""
    ways = {each.node.address: each.ssh for each in listed}

    async def look(inventory: Inventory, names: Collection[str]) -> Snapshot:
        nodes = tuple(ListedNode(node=node, ssh=ways.get(node.address, {})) for node in inventory.nodes)
        so_far = Discovery(name="unnamed", release="", cluster_id="", nodes=nodes)
        cluster = cluster_of(cluster_document(so_far, settings), out)
        with tempfile.TemporaryDirectory(prefix="dcos-upgrade-init-") as kept:
            async with wiring.open_eyes(cluster, Path(kept)) as ports:
                return await capture(
                    inventory=cluster.inventory,
                    probes={name: probe for name, probe in known().items() if name in names},
                    shell=ports.shell,
                    api=ports.api,
                    words=ports.words,
                    evidence=ports.evidence,
                    clock=ports.clock,
                )

    return look


def _written(found: Discovery, settings: Mapping[str, Any], out: Path, *, source: str) -> Reply:
    named = replace(found, name=_fitting(found.name))
    document = cluster_document(named, settings)
    cluster = cluster_of(document, out)
    made = f"Written by dcos-upgrade {dcos_upgrade.__version__} init at {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}, from {source}."
    write_atomically(out, cluster_text(document, named, made=made).encode(), READABLE)
    nodes = cluster.inventory.nodes
    rows = [{"id": node.id, "address": node.address, "role": str(node.role), "rack": node.rack} for node in nodes]
    keys = {"nodes": rows, "unknown": list(found.unknown), "notes": list(found.notes), "files": [str(out)]}
    return Reply(keys=keys, text=_text(named, out), code=ExitCode.UNKNOWN if found.unknown else ExitCode.DONE)


def _text(found: Discovery, out: Path) -> str:
    counts = {role: sum(each.node.role is role for each in found.nodes) for role in Role}
    lines = [
        f"{found.name}: " + ", ".join(f"{count} {LISTS[role].replace('_', ' ')}" for role, count in counts.items())
    ]
    lines += [f"  ? not known: {each}" for each in found.unknown]
    lines += [f"  ! {each}" for each in found.notes]
    lines += [f"Written to {out}", f"Next: dcos-upgrade capture --cluster {out} --show-commands"]
    return "\n".join(lines)


def _fitting(name: str) -> str:
    """A cluster may call itself anything; what is no name here is written with dashes."""
    fitting = "".join(each if each.isascii() and (each.isalnum() or each in "._:-") else "-" for each in name)[:200]
    return fitting if fitting[:1].isalnum() else f"cluster{fitting}"
