"""A lab for people: how to reach each node, and what is wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dcos_upgrade.render.terminal import BOLD, Terminal, columns


def lab_text(lab: Mapping[str, Any], terminal: Terminal) -> str:
    """``lab`` has the keys of ``lab status``."""
    return "\n".join(_lines(lab, terminal))


def _lines(lab: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    yield terminal.style(f"Lab on {lab['zone']}, DC/OS {lab['release']}, time factor {lab['time_factor']}", BOLD)
    rows = [(node["id"], node["role"].replace("_", " "), node["address"]) for node in lab["nodes"]]
    yield from columns(rows, indent="  ")
    ssh = lab["nodes"][0]["ssh"] if lab["nodes"] else None
    if ssh:
        yield "ssh (any node's address):"
        yield f"  ssh -p {ssh['port']} -i {ssh['identity']} \\"
        yield f"    -o UserKnownHostsFile={lab['known_hosts']} {ssh['user']}@{ssh['host']}"
    for name in ("mesos", "marathon", "exhibitor"):
        yield f"{name:<13}{' '.join(lab[name][:1])}" + (f" and {len(lab[name]) - 1} more" if lab[name][1:] else "")
    yield from _stand_ins(lab.get("stand_ins") or {})
    yield f"bootstrap    {lab['bootstrap']}"
    yield f"cluster file {lab['cluster_file']}"


def _stand_ins(found: Mapping[str, str]) -> Iterator[str]:
    for running in dict.fromkeys(found.values()):
        yield f"  Mesos {running} runs in place of {', '.join(one for one in found if found[one] == running)}"


def faults_text(found: Mapping[str, Any], terminal: Terminal, *, changed: bool) -> str:
    """``found`` has the keys of ``lab fault list``; after a change only what is set is told."""
    return "\n".join(_faults(found, terminal, changed=changed))


def _faults(found: Mapping[str, Any], terminal: Terminal, *, changed: bool) -> Iterator[str]:
    faults = found["faults"]
    yield terminal.style("Set" if faults else "No fault is set.", BOLD)
    yield from columns([(each["name"], each.get("node") or "", str(each["since"])) for each in faults], indent="  ")
    if found.get("available") and not changed:
        yield terminal.style("There are", BOLD)
        for each in found["available"]:
            node = "  (--node)" if each.get("needs_node") else ""
            yield terminal.wrapped(f"{each['title']}{node}", first=f"  {each['name']:<26} ")
