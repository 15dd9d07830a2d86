"""A node loses its power in the middle of a swap: found by the audit, its evidence put together, its recovery named, done, resumed."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from fakes.command import Caller

pytestmark = [pytest.mark.wire, pytest.mark.timeout(240)]

MASTERS = ("m1", "m2", "m3")
DELAY = "mkdir -p /run/dcos-lab && echo {} >/run/dcos-lab/delay.archive"


def on_node(ssh: str, known_hosts: str, command: str) -> subprocess.CompletedProcess[str]:
    """A person's own ssh, as the advice prints it."""
    options = ["-F", "none", "-o", "BatchMode=yes", "-o", f"UserKnownHostsFile={known_hosts}"]
    line = [*ssh.split()[:1], *options, *ssh.split()[1:], command]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def verdicts(audit: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in audit["leftovers"]:
        found.setdefault(each["verdict"], set()).add(f"{each['node']} {each['kind']}")
    return found


def archive(path: Path) -> dict[str, bytes]:
    unpacked = zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=1 << 26)
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as found:
        files = {member.name.partition("/")[2]: found.extractfile(member) for member in found}
        return {name: file.read() for name, file in files.items() if file is not None}


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_a_swap_that_lost_its_power_is_found_explained_finished_by_hand_and_gone_on_with(
    site_of: Callable, lab_call: Caller
):
    site = site_of("1.9.9", "3+0+0")
    known_hosts = str(next(Path(site.cluster_file).parent.rglob("known_hosts")))
    plan = site.plan("1.10.7", policy={"gate_timeout": 20})
    clean = site.call("leftovers", "--cluster", site.cluster_file)
    releases = ("--cluster", site.cluster_file, "--from", "1.9.9", "--to", "1.10.7")
    told = {name: site.call("recover", name, *releases) for name in MASTERS}
    assert (clean.exit, clean.json["leftovers"], clean.json["unknown"]) == (0, [], []), clean.stderr
    assert {(each.exit, each.json["state"]) for each in told.values()} == {(0, "old-clean")}
    assert all(on_node(each.json["ssh"], known_hosts, DELAY.format(30)).returncode == 0 for each in told.values())

    process = site.call.start(*site.run_words(plan))
    moved = {name: tree / "opt/mesosphere/active.buildinfo.full.json.old" for name, tree in site.trees().items()}
    assert wait_until(lambda: any(path.exists() for path in moved.values())), site.call("status").stdout
    (node,) = (name for name, path in moved.items() if path.exists())
    under_way = site.call("leftovers")
    assert lab_call("lab", "fault", "set", "power-lost", "--node", node).exit == 0

    dark, blind = site.call("recover", node), site.call("bundle", node, "--out", site.folder / "dark.tar.zst")
    unseen = site.call("leftovers")
    assert verdicts(under_way.json).keys() == {"expected"}
    assert (dark.exit, dark.json["state"], dark.json["commands"]) == (8, "unreachable", [])
    assert blind.exit == 8
    assert {"step/log.txt", "units/failed.txt"} <= {each["what"] for each in blind.json["unknown"]}
    assert unseen.exit == 8
    assert {each["node"] for each in unseen.json["unknown"]} == {node}

    assert lab_call("lab", "fault", "clear").exit == 0
    process.wait(90)
    status = site.call("status").json
    assert (status["state"], status["halted_by"]["node"]) == ("halted", node), status
    assert status["bundle"] == [f"dcos-upgrade bundle {node}"]

    audit = site.call("leftovers")
    assert audit.exit == 2, audit.stderr
    assert verdicts(audit.json)["leftover"] == {f"{node} step-files", f"{node} swap"}
    assert {each["next"] for each in audit.json["leftovers"] if each["verdict"] == "leftover"} == {
        f"dcos-upgrade recover {node}"
    }

    assert site.call("bundle", node, "--out", site.folder / "node.tar.zst").exit == 0
    evidence = archive(site.folder / "node.tar.zst")
    manifest = json.loads(evidence["manifest.json"])
    assert {each["name"] for each in manifest["files"]} == set(evidence) - {"manifest.json"}
    assert b"Upgrading DC/OS master 1.9.9 -> 1.10.7" in evidence["step/log.txt"]
    assert b'"stage": "archive"' in evidence["pkgpanda/names.txt"]
    assert json.loads(evidence["recovery.json"])["state"] == "swap-interrupted"

    advice = site.call("recover", node)
    (command,) = advice.json["commands"]
    assert (advice.exit, advice.json["state"], advice.json["lawful"]) == (2, "swap-interrupted", "no")
    assert "/opt/mesosphere/packages/pkgpanda--" in command
    assert "environment.export.old" in command

    for each in told.values():
        on_node(each.json["ssh"], known_hosts, DELAY.format(0))
    done = on_node(advice.json["ssh"], known_hosts, command)
    assert done.returncode == 0, done.stderr
    assert wait_until(lambda: site.call("recover", node).json["lawful"] == "yes", 30)
    lawful = site.call("recover", node)
    assert lawful.json["next"] == "dcos-upgrade resume", lawful.json

    assert site.releases()[node] == "1.10.7"
    resumed = site.call("resume", "--only", node)
    after = site.call("leftovers")
    assert resumed.exit == 0, resumed.stderr
    assert {name: len(lines) for name, lines in site.starts().items()} == {name: int(name == node) for name in MASTERS}
    assert after.exit == 0, after.json
    assert verdicts(after.json).keys() == {"expected"}
    held = {f"{name} held-marathon" for name in MASTERS if name != node}
    assert verdicts(after.json)["expected"] - held == {
        f"{node} step-files",
        *(f"{name} owner-file" for name in MASTERS),
    }
