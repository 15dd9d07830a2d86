"""The package manager's double: what it refuses, and that `setup` completes a swap wherever it was killed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from fakes.lab_site import AGENT, site

from dcos_upgrade.lab.nodes import tree
from dcos_upgrade.lab.nodes.contents import package_contents
from dcos_upgrade.lab.nodes.files import TreeFiles
from dcos_upgrade.lab.nodes.roster import package_id, package_ids, packages_of

OLD, NEW = "1.9.9", "1.10.7"
MURDEROUS_MV = """#!/bin/bash
echo >>"$MV_CALLS"
[ "$(wc -l <"$MV_CALLS")" -ne "$MV_DIES_AT" ] || { kill -KILL $PPID; exit 137; }
exec /bin/mv "$@"
"""


class Pkgpanda:
    """The old release's pkgpanda on a tree whose store holds both releases; no systemd."""

    def __init__(self, root: Path) -> None:
        self.files = TreeFiles(tree=root / "nodes" / AGENT.id)
        self.home = self.files.tree / "opt/mesosphere"
        self._root = root

    def run(self, *arguments: str, dies_at: int = 0) -> subprocess.CompletedProcess[str]:
        """``dies_at``: the rename before which the process is killed, counted from 1; 0 lets it live."""
        program = self.home / "packages" / package_id("pkgpanda", OLD) / "bin/pkgpanda"
        where = [f"--root={self.home}", f"--config-dir={self.files.tree}/etc/mesosphere"]
        where += [f"--rooted-systemd={self.files.tree}/etc/systemd/system", "--no-systemd"]
        command = ["bash", str(program), *arguments, *where]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=self._environment(dies_at))

    def _environment(self, dies_at: int) -> dict[str, str]:
        bin_directory = self._root / "murder"
        bin_directory.mkdir(exist_ok=True)
        (bin_directory / "mv").write_text(MURDEROUS_MV)
        (bin_directory / "mv").chmod(0o755)
        calls = self._root / "calls"
        calls.write_text("")
        path = f"{bin_directory}:{os.environ['PATH']}"
        return {"PATH": path, "MV_CALLS": str(calls), "MV_DIES_AT": str(dies_at)}


@pytest.fixture(scope="module")
def both_stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab's root with an agent at the old release, the new one's packages fetched."""
    root = tmp_path_factory.mktemp("both")
    tree.prepare(site(root), AGENT.role)
    packages = tree.lay(site(root), AGENT) / "opt/mesosphere/packages"
    for package in packages_of(NEW):
        tree.store(packages / package_id(package.name, NEW), package_contents(package.name, NEW, site(root)))
    return root


@pytest.fixture
def pkgpanda(tmp_path: Path, both_stored: Path) -> Pkgpanda:
    shutil.copytree(both_stored, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Pkgpanda(tmp_path)


@pytest.mark.parametrize("rename", [1, 2, 9, 10, 11, 18])
def test_setup_completes_a_swap_that_was_killed_before_any_rename(pkgpanda: Pkgpanda, rename: int) -> None:
    killed = pkgpanda.run("activate", *package_ids(NEW), dies_at=rename)
    assert killed.returncode == -9
    assert (pkgpanda.home / "install_progress").exists()

    done = pkgpanda.run("setup")

    assert (done.returncode, done.stderr) == (0, "")
    assert pkgpanda.files.version() == NEW
    assert pkgpanda.files.active() == package_ids(NEW)
    assert not (pkgpanda.home / "install_progress").exists()
    assert not list(pkgpanda.home.glob("*.new"))
    assert (pkgpanda.home / "active.old").is_dir()
    assert "dcos-diagnostics.service" in pkgpanda.files.wanted_units()


def test_setup_with_nothing_to_complete_changes_nothing(pkgpanda: Pkgpanda) -> None:
    assert pkgpanda.run("setup").returncode == 0
    assert pkgpanda.files.version() == OLD


def test_activate_removes_the_generation_before_the_last(pkgpanda: Pkgpanda) -> None:
    pkgpanda.run("activate", *package_ids(NEW))
    pkgpanda.run("activate", *package_ids(NEW))

    old = sorted(link.readlink().name for link in (pkgpanda.home / "active.old").iterdir())
    assert old == sorted(package_ids(NEW))


def test_activating_the_old_ids_brings_the_old_release_back(pkgpanda: Pkgpanda) -> None:
    pkgpanda.run("activate", *package_ids(NEW))

    done = pkgpanda.run("activate", *package_ids(OLD))

    assert done.returncode == 0
    assert pkgpanda.files.version() == OLD


def test_an_id_that_is_not_in_the_store_changes_nothing(pkgpanda: Pkgpanda) -> None:
    failed = pkgpanda.run("activate", f"mesos--{'0' * 40}")

    assert failed.returncode == 1
    assert failed.stderr.startswith("Package Error: ")
    assert pkgpanda.files.version() == OLD


def test_two_versions_of_one_package_are_refused(pkgpanda: Pkgpanda) -> None:
    both = [package_id("mesos", release) for release in (OLD, NEW)]

    failed = pkgpanda.run("activate", *both)

    assert failed.returncode == 1
    assert failed.stderr.startswith("Validation Error: ")


def test_active_and_list_tell_the_live_ids_and_the_store(pkgpanda: Pkgpanda) -> None:
    active, stored = pkgpanda.run("active"), pkgpanda.run("list")

    assert active.stdout.split() == sorted(package_ids(OLD))
    assert set(stored.stdout.split()) == set(package_ids(OLD)) | set(package_ids(NEW))


def test_a_verb_that_is_not_there_is_a_usage_error(pkgpanda: Pkgpanda) -> None:
    assert pkgpanda.run("rollback").returncode == 2
