"""What people did to a node, asked by a real shell: local changes, the site's files, inodes, the clock, the agent's id."""

from __future__ import annotations

import os
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fakes.shell import AT, asked, program

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, Probe
from dcos_upgrade.probes import agent_id, clock_synchronised, inodes, local_changes, site_files
from dcos_upgrade.probes.agent_id import AgentId
from dcos_upgrade.probes.local_changes import LocalChanges


def answer(body: str, status: int = 0) -> Answer:
    return Answer(body=body.encode(), status=status, source="sh", time=AT)


# --- local changes


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """One package, as pkgpanda links it, and one of its units copied to systemd."""
    package = tmp_path / "opt/packages/mesos--1"
    (package / "dcos.target.wants").mkdir(parents=True)
    (package / "bin").mkdir()
    (package / "bin/mesos").write_text("program")
    (package / "pkginfo.json").write_text("{}")
    (package / "dcos.target.wants/dcos-mesos.service").write_text("[Unit]\n")
    for part in ("active", "bin", "etc", "lib", "include"):
        (tmp_path / "opt" / part).mkdir()
    (tmp_path / "opt/active/mesos").symlink_to(package)
    (tmp_path / "opt/bin/mesos").symlink_to(package / "bin/mesos")
    units = tmp_path / "systemd"
    units.mkdir()
    (units / "dcos-mesos.service").write_text("[Unit]\n")
    (units / "dcos-setup.service").write_text("[Unit]\nDescription=of the installer\n")
    return tmp_path


def changes(node: Path, **more: str) -> Any:
    tools = node / "tools"
    tools.mkdir(exist_ok=True)
    for tool in ("find", "stat", "cmp"):
        found = next(path for place in ("/bin", "/usr/bin") if (path := Path(place) / tool).exists())
        if not (tools / tool).exists() and tool not in more.get("without", ""):
            (tools / tool).symlink_to(found)
    places = {"/opt/mesosphere": str(node / "opt"), "/etc/systemd/system": str(node / "systemd")}
    return asked(local_changes.PROBE, tools, **places)


def test_a_node_as_the_installer_left_it_has_no_changes(node: Path):
    assert changes(node) == LocalChanges(units=())


def test_a_loose_file_an_edited_one_and_a_unit_that_differs_are_lost_by_a_swap(node: Path):
    (node / "opt/etc/site.conf").write_text("x")
    (node / "systemd/dcos-mesos.service").write_text("[Unit]\nDescription=ours\n")
    later = time.time() + 3600
    os.utime(node / "opt/packages/mesos--1/bin/mesos", (later, later))

    found = changes(node)

    assert [Path(path).name for path in found.loose] == ["site.conf"]
    assert [Path(path).name for path in found.edited] == ["mesos"]
    assert [Path(path).name for path in found.units] == ["dcos-mesos.service"]
    assert len(found.lost) == 3


def test_what_python_compiles_and_what_only_the_installer_knows_is_no_change(node: Path):
    compiled = node / "opt/packages/mesos--1/bin/mesos.pyc"
    compiled.write_text("x")
    later = time.time() + 3600
    os.utime(compiled, (later, later))

    assert changes(node).lost == ()


def test_a_drop_in_is_told_and_stays(node: Path):
    (node / "systemd/dcos-mesos.service.d").mkdir()
    (node / "systemd/dcos-mesos.service.d/ours.conf").write_text("[Service]\n")

    found = changes(node)

    assert [Path(path).name for path in found.drop_ins] == ["ours.conf"]
    assert found.lost == ()


def test_a_node_that_cannot_compare_files_leaves_its_units_open(node: Path):
    assert changes(node, without="cmp").units is None


def test_a_node_in_the_middle_of_a_swap_has_no_answer(node: Path):
    (node / "opt/active").rename(node / "opt/active.old")

    with pytest.raises(Unreadable):
        changes(node)


# --- files of the site


def files(root: Path) -> Any:
    for tool in ("sha256sum",):
        if not (root / tool).exists():
            (root / tool).symlink_to(f"/usr/bin/{tool}")
    return asked(site_files.PROBE, root, **{"/var/lib/dcos": str(root / "dcos"), "/etc/": f"{root}/etc/"})


def test_a_file_is_told_by_the_beginning_of_its_digest_and_never_by_its_contents(tmp_path: Path):
    file = tmp_path / "dcos/mesos-slave-common"
    file.parent.mkdir()
    file.write_text("MESOS_ATTRIBUTES=rack:r1\n")

    found = files(tmp_path)

    assert found.digests == {str(file): sha256(file.read_bytes()).hexdigest()[:8]}


def test_drop_ins_belong_to_the_files_of_the_site_and_no_file_at_all_is_an_answer(tmp_path: Path):
    assert files(tmp_path).digests == {}

    (tmp_path / "etc/systemd/system/dcos-x.service.d").mkdir(parents=True)
    (tmp_path / "etc/systemd/system/dcos-x.service.d/a.conf").write_text("")

    assert [Path(path).name for path in files(tmp_path).digests] == ["a.conf"]


# --- inodes, clock, id


def test_inodes_of_each_directory(tmp_path: Path):
    program(tmp_path, "df", 'echo "Filesystem Inodes IUsed IFree IUse% Mounted on"; echo "/dev/x 1000 100 900 10% $2"')

    found: Any = asked(inodes.PROBE, tmp_path)

    assert set(found.free.values()) == {900}
    assert set(found.total.values()) == {1000}


@pytest.mark.parametrize("row", ["btrfs 0 0 0 - /", "nfs - - - - /"])
def test_a_file_system_without_a_number_of_inodes_has_none(tmp_path: Path, row: str):
    program(tmp_path, "df", f'echo "Filesystem Inodes IUsed IFree IUse% Mounted on"; echo "{row}"')

    found: Any = asked(inodes.PROBE, tmp_path)

    assert found.free == {}


@pytest.mark.parametrize(
    ("show", "status", "synchronised"),
    [
        ("echo NTPSynchronized=yes", "exit 1", True),
        ("echo NTPSynchronized=no", "exit 1", False),
        ("exit 1", "echo '     NTP enabled: yes'; echo 'NTP synchronized: yes'", True),
        ("exit 1", "echo 'System clock synchronized: no'; echo 'NTP service: active'", False),
    ],
)
def test_the_clock_is_told_in_the_words_of_each_systemd(tmp_path: Path, show: str, status: str, synchronised: bool):
    program(tmp_path, "timedatectl", f'if [ "$1" = show ]; then {show}; else {status}; fi')

    assert asked(clock_synchronised.PROBE, tmp_path) is synchronised


def test_a_system_that_does_not_tell_of_its_clock_has_no_answer(tmp_path: Path):
    program(tmp_path, "timedatectl", "exit 1")

    with pytest.raises(Unreadable):
        asked(clock_synchronised.PROBE, tmp_path)


def test_an_agent_has_its_id_on_disk_or_none(tmp_path: Path):
    (tmp_path / "readlink").symlink_to("/usr/bin/readlink")
    latest = {agent_id.LINK: str(tmp_path / "latest")}

    assert asked(agent_id.PROBE, tmp_path, **latest) == AgentId(id=None)

    (tmp_path / "latest").symlink_to("/var/lib/mesos/slave/meta/slaves/7c1f-S3")

    assert asked(agent_id.PROBE, tmp_path, **latest) == AgentId(id="7c1f-S3")


NOT_ANSWERS: list[tuple[Probe[Any], str]] = [
    (local_changes.PROBE, ""),
    (local_changes.PROBE, "loose /opt/x\n"),
    (local_changes.PROBE, "strange /opt/x\nend\n"),
    (site_files.PROBE, "1234abcd /a\n"),
    (site_files.PROBE, "1234 /a\nend\n"),
    (inodes.PROBE, "inodes /tmp 1 1\n"),
    (inodes.PROBE, "".join(f"inodes {place} many few\n" for place in inodes.PLACES)),
    (clock_synchronised.PROBE, "NTPSynchronized=yes\nNTP synchronized: no\n"),
    (clock_synchronised.PROBE, "perhaps\n"),
    (agent_id.PROBE, "id \n"),
    (agent_id.PROBE, "id ../..\n"),
    (agent_id.PROBE, ""),
]


@pytest.mark.parametrize(("probe", "body"), NOT_ANSWERS)
def test_what_is_torn_or_strange_is_no_answer(probe: Probe[Any], body: str):
    with pytest.raises(Unreadable):
        probe.parse(answer(body))
