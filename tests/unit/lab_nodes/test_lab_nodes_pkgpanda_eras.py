"""How pkgpanda of each era stops and starts units, told to a systemctl that only writes down what it hears."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from fakes.lab_site import AGENT, site

from dcos_upgrade.lab.nodes import tree
from dcos_upgrade.lab.nodes.files import TreeFiles
from dcos_upgrade.lab.nodes.roster import package_id, package_ids


def heard(root: Path, release: str, *options: str) -> tuple[list[str], TreeFiles]:
    """Every call of systemctl while a node activates the release that it has, in order."""
    here = site(root, release)
    tree.prepare(here, AGENT.role)
    files = TreeFiles(tree=tree.lay(here, AGENT))
    home, calls = files.tree / "opt/mesosphere", root / "calls"
    calls.touch()
    systemctl = root / "bin/systemctl"
    systemctl.parent.mkdir()
    systemctl.write_text(f'#!/bin/bash\necho "$*" >>{calls}\n')
    systemctl.chmod(0o755)
    where = [f"--root={home}", f"--config-dir={files.tree}/etc/mesosphere"]
    where += [f"--rooted-systemd={files.tree}/etc/systemd/system"]
    program = home / "packages" / package_id("pkgpanda", release) / "bin/pkgpanda"
    command = ["bash", str(program), "activate", *options, *package_ids(release), *where]
    path = f"{systemctl.parent}:{os.environ['PATH']}"
    subprocess.run(command, check=True, capture_output=True, env={"PATH": path})
    return calls.read_text().splitlines(), files


@pytest.mark.parametrize("release", ["1.9.10", "1.13.9", "2.1.1"])
def test_up_to_2_1_1_each_unit_is_stopped_by_itself_and_not_waited_for(tmp_path: Path, release: str) -> None:
    calls, files = heard(tmp_path, release, "--no-block")

    assert calls[:-3] == [f"stop {unit} --no-block" for unit in files.wanted_units()]
    assert calls[-3:] == ["daemon-reload", "enable dcos.target", "start dcos.target --no-block"]


@pytest.mark.parametrize("release", ["2.1.2", "2.2.1"])
def test_from_2_1_2_all_units_are_stopped_by_one_call_that_waits(tmp_path: Path, release: str) -> None:
    calls, files = heard(tmp_path, release)

    assert calls == [
        f"stop {' '.join(files.wanted_units())}",
        "daemon-reload",
        "enable dcos.target",
        "start dcos.target",
    ]


@pytest.mark.parametrize(("release", "link"), [("1.9.10", True), ("1.10.8", False)])
def test_unit_files_are_links_in_1_9_and_copies_later(tmp_path: Path, release: str, link: bool) -> None:
    _, files = heard(tmp_path, release)

    assert (files.tree / "etc/systemd/system/dcos-mesos-slave.service").is_symlink() is link
