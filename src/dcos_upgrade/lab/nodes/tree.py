"""A node's files on disk: as DC/OS's installer leaves them, below ``root/nodes/<id>``.

The live generation is made by the release's own pkgpanda, so that the first generation and the upgraded ones have one maker.
"""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dcos_upgrade.core.cluster import ROLE_ON_THE_WIRE, Node, Role
from dcos_upgrade.core.error import Broken
from dcos_upgrade.lab.nodes.contents import Contents, package_contents
from dcos_upgrade.lab.nodes.roster import bootstrap_id, package_id, package_ids, packages_of
from dcos_upgrade.lab.nodes.site import Site

BOUND = (
    "opt/mesosphere",
    "etc/mesosphere",
    "etc/systemd/system",
    "var/lib/dcos",
    "var/lib/dcos-upgrade",
    "var/lib/mesos",
    "root",
    "tmp",
    "run",
)
"""Directories of a node that lie on the machine's disk; everything else is the machine's own or dies with the node."""

_INSTALLERS_UNITS = ("dcos-setup.service", "dcos-download.service", "dcos-link-env.service")


def lay(site: Site, node: Node) -> Path:
    """Make the node's tree, unless an earlier lab in this root has made it; returns its directory."""
    tree = site.spec.root / "nodes" / node.id
    mark = site.spec.root / "own" / node.id / "laid"
    if mark.exists():
        return tree
    for directory in BOUND:
        (tree / directory).mkdir(parents=True, exist_ok=True)
    (tree / "tmp").chmod(0o1777)
    shutil.copytree(_pattern(site, node.role), tree, symlinks=True, dirs_exist_ok=True)
    for path, text in _site_files(site, node):
        _write(tree / path, text)
    if node.role is Role.MASTER:
        _exhibitor(tree / "var/lib/dcos/exhibitor")
    else:
        (tree / "var/lib/mesos/slave/meta/slaves").mkdir(parents=True, exist_ok=True)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return tree


def prepare(site: Site, role: Role) -> None:
    """Install the release once for all nodes of a role; `lay` copies it. Call it before `lay`, once per role."""
    pattern = _pattern(site, role)
    shutil.rmtree(pattern, ignore_errors=True)
    _write(pattern / "etc/mesosphere/roles" / ROLE_ON_THE_WIRE[role], "")
    (pattern / "etc/systemd/system").mkdir(parents=True)
    packages = pattern / "opt/mesosphere/packages"
    release = site.spec.release
    for package in packages_of(release):
        store(packages / package_id(package.name, release), package_contents(package.name, release, site))
    _activate(pattern, release)


def _pattern(site: Site, role: Role) -> Path:
    return site.spec.root / "own" / "patterns" / ROLE_ON_THE_WIRE[role]


def store(directory: Path, contents: Contents) -> None:
    """Write a package's files below its directory in the store."""
    for path, file in contents.items():
        _write(directory / path, file.text, mode=0o755 if file.program else 0o644)


def _activate(tree: Path, release: str) -> None:
    pkgpanda = tree / "opt/mesosphere/packages" / package_id("pkgpanda", release) / "bin/pkgpanda"
    where = (
        f"--root={tree}/opt/mesosphere",
        f"--config-dir={tree}/etc/mesosphere",
        f"--rooted-systemd={tree}/etc/systemd/system",
    )
    command = ["bash", str(pkgpanda), "activate", "--no-systemd", *where, *package_ids(release)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise Broken("the lab cannot lay a node's files", where=str(tree), evidence=done.stderr.strip())


def _site_files(site: Site, node: Node) -> Iterator[tuple[str, str]]:
    spec = site.spec
    yield "etc/mesosphere/setup-flags/repository-url", site.bootstrap_url + "\n"
    yield "etc/mesosphere/setup-flags/bootstrap-id", f"BOOTSTRAP_ID={bootstrap_id(spec.release)}\n"
    yield "etc/mesosphere/setup-flags/cluster-package-list", json.dumps(package_ids(spec.release)) + "\n"
    for unit in _INSTALLERS_UNITS:
        yield f"etc/systemd/system/{unit}", f"[Unit]\nDescription=DC/OS installer: {unit}\n"
    yield "var/lib/dcos/cluster-id", spec.cluster_id + "\n"
    if node.role is not Role.MASTER:
        yield from agent_files(node)


def agent_files(node: Node) -> Iterator[tuple[str, str]]:
    """What an agent's site sets for Mesos, and its installer."""
    yield "var/lib/dcos/mesos-slave-common", f"MESOS_ATTRIBUTES=rack:{node.rack}\n" if node.rack else ""
    yield "var/lib/dcos/mesos-resources", f"# Generated at install time\nMESOS_RESOURCES='{_resources()}'\n"


def _resources() -> str:
    ports = {"name": "ports", "type": "RANGES", "ranges": {"range": [{"begin": 1025, "end": 32000}]}}
    disk = {"name": "disk", "type": "SCALAR", "scalar": {"value": 35000}, "role": "*"}
    return json.dumps([ports, disk])


def _exhibitor(home: Path) -> None:
    """ZooKeeper's directories with an empty snapshot and log of plausible names (zxid in hexadecimal)."""
    for kind, name, header in (
        ("snapshot", "snapshot.100000001", _snapshot()),
        ("transactions", "log.100000002", struct.pack(">4siq", b"ZKLG", 2, 0)),
    ):
        directory = home / "zookeeper" / kind / "version-2"
        directory.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(header)
    base = "/var/lib/dcos/exhibitor/zookeeper"
    directories = f"dataDir={base}/snapshot\ndataLogDir={base}/transactions\n"
    _write(home / "conf/zoo.cfg", f"{directories}tickTime=2000\nclientPort=2181\ninitLimit=10\nsyncLimit=5\n")
    _write(home / "zk.pid", "4711\n")
    home.chmod(0o700)


def _snapshot() -> bytes:
    """A snapshot file without sessions, ACLs or nodes: header, two zero counts, the end mark."""
    return struct.pack(">4siqii", b"ZKSN", 2, -1, 0, 0) + struct.pack(">i", 1) + b"/"


def _write(path: Path, text: str, *, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
