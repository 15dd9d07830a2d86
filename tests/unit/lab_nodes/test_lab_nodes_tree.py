"""A node's tree on disk and how the world reads it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fakes.lab_site import AGENT, MASTER, PUBLIC, site

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.lab.nodes import tree
from dcos_upgrade.lab.nodes.files import TreeFiles
from dcos_upgrade.lab.nodes.roster import package_ids


def laid(root: Path, node: Node) -> TreeFiles:
    return TreeFiles(tree=tree.lay(site(root), node))


@pytest.fixture(scope="module")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("patterns")
    for node in (MASTER, AGENT, PUBLIC):
        tree.prepare(site(root), node.role)
    return root


@pytest.fixture
def root(tmp_path: Path, patterns: Path) -> Path:
    """A lab's root in which the release is prepared for every role."""
    shutil.copytree(patterns, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def agent(root: Path) -> TreeFiles:
    return laid(root, AGENT)


def test_the_first_generation_is_the_release(agent: TreeFiles) -> None:
    assert agent.version() == "1.9.9"
    assert agent.active() == package_ids("1.9.9")
    assert agent.component("mesos") and agent.component("zookeeper")
    assert agent.component("nothing") is None


@pytest.mark.parametrize(
    ("node", "role"),
    [(MASTER, "master"), (AGENT, "slave"), (PUBLIC, "slave_public")],
    ids=lambda value: str(value)[:12],
)
def test_a_node_has_exactly_its_role(root: Path, node: Node, role: str) -> None:
    files = laid(root, node)

    assert [path.name for path in (files.tree / "etc/mesosphere/roles").iterdir()] == [role]


def test_wanted_units_are_links_and_their_files_lie_beside(agent: TreeFiles) -> None:
    systemd = agent.tree / "etc/systemd/system"

    assert "dcos-mesos-slave.service" in agent.wanted_units()
    assert "dcos-mesos-master.service" not in agent.wanted_units()
    assert all((systemd / "dcos.target.wants" / unit).is_symlink() for unit in agent.wanted_units())
    assert all((systemd / unit).is_symlink() for unit in agent.wanted_units())


def test_the_forest_is_made_of_links(agent: TreeFiles) -> None:
    forest = [path for kind in ("bin", "etc") for path in (agent.tree / "opt/mesosphere" / kind).iterdir()]

    assert len(forest) > 10
    assert all(path.is_symlink() and path.exists() for path in forest)


def test_a_missing_generation_is_not_remembered(agent: TreeFiles) -> None:
    home = agent.tree / "opt/mesosphere"
    for name in ("etc", "active", "active.buildinfo.full.json"):
        (home / name).rename(home / f"{name}.old")

    assert (agent.version(), agent.component("mesos"), agent.active()) == (None, None, ())


def test_the_agent_id_is_the_link_latest(agent: TreeFiles) -> None:
    assert agent.agent_id() is None

    agent.set_agent_id("abc-S1")
    agent.set_agent_id("abc-S2")

    assert agent.agent_id() == "abc-S2"
    (agent.tree / "var/lib/mesos/slave/meta/slaves/latest").unlink()
    assert agent.agent_id() is None


def test_a_tree_that_is_there_is_kept(root: Path) -> None:
    files = laid(root, AGENT)
    (files.tree / "var/lib/dcos/cluster-id").write_text("another\n")

    laid(root, AGENT)

    assert (files.tree / "var/lib/dcos/cluster-id").read_text() == "another\n"


def test_a_master_has_zookeepers_files(root: Path) -> None:
    home = laid(root, MASTER).tree / "var/lib/dcos/exhibitor"

    assert (home / "zookeeper/snapshot/version-2/snapshot.100000001").read_bytes().startswith(b"ZKSN")
    assert (home / "zookeeper/transactions/version-2/log.100000002").read_bytes().startswith(b"ZKLG")
    assert home.stat().st_mode & 0o777 == 0o700
