"""A node's file tree as the world reads it: always from the disk, never remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFiles:
    """Implements contract.NodeFiles over a tree that `tree.lay` made."""

    tree: Path

    def version(self) -> str | None:
        found = _json(self.tree / "opt/mesosphere/etc/dcos-version.json")
        return str(found["version"]) if found and "version" in found else None

    def component(self, name: str) -> str | None:
        packages = _json(self.tree / "opt/mesosphere/active.buildinfo.full.json") or {}
        for package in packages.values():
            if name in package.get("components", {}):
                return str(package["components"][name])
        return None

    def wanted_units(self) -> tuple[str, ...]:
        try:
            links = sorted((self.tree / "etc/systemd/system/dcos.target.wants").iterdir())
        except FileNotFoundError:
            return ()
        return tuple(link.name for link in links)

    def drop_ins(self) -> frozenset[str]:
        found = (self.tree / "run/systemd/system").glob("*.d/*.conf")
        return frozenset(file.parent.name.removesuffix(".d") for file in found if "ExecStart=/bin/true" in _lines(file))

    def active(self) -> tuple[str, ...]:
        """Package ids of the live generation; empty while it is missing."""
        try:
            links = sorted((self.tree / "opt/mesosphere/active").iterdir())
        except FileNotFoundError:
            return ()
        return tuple(link.readlink().name for link in links)

    def agent_id(self) -> str | None:
        try:
            return self._latest.readlink().name
        except OSError:
            return None

    def set_agent_id(self, agent_id: str) -> None:
        home = self._latest.parent
        (home / agent_id).mkdir(parents=True, exist_ok=True)
        new = home / "latest.new"
        new.unlink(missing_ok=True)
        new.symlink_to(f"/var/lib/mesos/slave/meta/slaves/{agent_id}")
        new.replace(self._latest)

    def upgrade_starts(self) -> tuple[str, ...]:
        """One line per start of an upgrade script: time, from, to, process id."""
        try:
            return tuple((self.tree / "var/lib/dcos/lab-upgrade.log").read_text().splitlines())
        except FileNotFoundError:
            return ()

    @property
    def _latest(self) -> Path:
        return self.tree / "var/lib/mesos/slave/meta/slaves/latest"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def _json(path: Path) -> dict[str, dict[str, dict[str, str]]] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
