"""What goes wrong on a node's disk: marks that its programs obey, and files that are not as the installer left them."""

from __future__ import annotations

import shutil
from pathlib import Path

from dcos_upgrade.core.cluster import ROLE_ON_THE_WIRE, Node
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.nodes.bootstrap import STALE_HEADER
from dcos_upgrade.lab.nodes.files import TreeFiles
from dcos_upgrade.lab.nodes.roster import another_role, other_configuration
from dcos_upgrade.lab.secrets import SUDO_PASSWORD

_CURLRC = "root/.curlrc"
_ROLES = "etc/mesosphere/roles"
_CONFIGURATION = "opt/mesosphere/active/dcos-config"
_SUDO = "run/sudo"


def plant(mishap: Mishap, node: Node, tree: Path, own: Path) -> None:
    """``tree`` is the node's disk, ``own`` the lab's directory for it. May be called twice."""
    match mishap:
        case Mishap.STALE_SCRIPT:
            (tree / _CURLRC).write_text(f'header = "{STALE_HEADER}: yes"\n')
        case Mishap.SECOND_ROLE:
            (tree / _ROLES / another_role(node.role)).touch()
        case Mishap.NO_ROLE:
            (tree / _ROLES / ROLE_ON_THE_WIRE[node.role]).unlink(missing_ok=True)
        case Mishap.OTHER_CONFIGURATION:
            _swap_configuration(tree, own)
        case Mishap.SUDO_ASKS:
            _rule(own, "password").write_text(SUDO_PASSWORD)
        case Mishap.SUDO_WANTS_TERMINAL:
            _rule(own, "terminal").touch()
        case _:
            mark(own, mishap).touch()


def lift(mishap: Mishap, node: Node, tree: Path, own: Path) -> None:
    match mishap:
        case Mishap.STALE_SCRIPT:
            (tree / _CURLRC).unlink(missing_ok=True)
        case Mishap.SECOND_ROLE:
            (tree / _ROLES / another_role(node.role)).unlink(missing_ok=True)
        case Mishap.NO_ROLE:
            (tree / _ROLES / ROLE_ON_THE_WIRE[node.role]).touch()
        case Mishap.OTHER_CONFIGURATION:
            _restore_configuration(tree, own)
        case Mishap.SUDO_ASKS:
            _rule(own, "password").unlink(missing_ok=True)
        case Mishap.SUDO_WANTS_TERMINAL:
            _rule(own, "terminal").unlink(missing_ok=True)
        case _:
            mark(own, mishap).unlink(missing_ok=True)


def _rule(own: Path, name: str) -> Path:
    """The shim of sudo reads it as /run/dcos-lab/sudo/NAME."""
    (own / _SUDO).mkdir(parents=True, exist_ok=True)
    return own / _SUDO / name


def mark(own: Path, mishap: Mishap) -> Path:
    """Seen on the node as /run/dcos-lab/mishap.NAME."""
    return own / "run" / f"mishap.{mishap.value}"


def _swap_configuration(tree: Path, own: Path) -> None:
    """The live generation's link points to a copy under another id; what it pointed to is kept for the way back."""
    link, kept = tree / _CONFIGURATION, own / "configuration"
    if kept.exists() or not link.is_symlink():
        return
    live = link.readlink().name
    version = TreeFiles(tree=tree).version()
    other = other_configuration(version or "unknown")
    store = tree / "opt/mesosphere/packages"
    shutil.copytree(store / live, store / other, symlinks=True, dirs_exist_ok=True)
    kept.write_text(f"{live} {other}")
    _point(link, other)


def _restore_configuration(tree: Path, own: Path) -> None:
    """Nothing is left to restore once the node has another generation."""
    link, kept = tree / _CONFIGURATION, own / "configuration"
    if not kept.exists():
        return
    live, other = kept.read_text().split()
    kept.unlink()
    if link.is_symlink() and link.readlink().name == other:
        _point(link, live)


def _point(link: Path, package: str) -> None:
    new = link.with_name(".new")
    new.symlink_to(f"../packages/{package}")
    new.replace(link)
