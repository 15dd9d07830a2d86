"""Where ZooKeeper's data lie: what Exhibitor is set to, and what is on the masters' disks."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, Command
from dcos_upgrade.probes import exhibitor_configuration, zookeeper_directories
from dcos_upgrade.probes.zookeeper_directories import Place, ZooKeeperDirectories

AT = datetime(2018, 7, 10, tzinfo=UTC)
NEW, OLD = zookeeper_directories.PLACES


def answer(body: str, status: int = 0) -> Answer:
    return Answer(body=body.encode(), status=status, source="sh", time=AT)


def configuration(**changed: object) -> exhibitor_configuration.ExhibitorConfiguration:
    config = {"zookeeperDataDirectory": f"{NEW}/snapshot", "zookeeperLogDirectory": f"{NEW}/transactions", **changed}
    return exhibitor_configuration.parse(answer(json.dumps({"running": True, "config": config}), 200))


@pytest.mark.parametrize(
    ("changed", "old"),
    [
        ({}, False),
        ({"zookeeperDataDirectory": "/var/lib/zookeeper/"}, True),
        ({"zookeeperLogDirectory": "/var/lib/zookeeper/transactions"}, True),
        ({"zookeeperDataDirectory": "/var/lib/zookeeper-2/snapshot"}, False),
    ],
)
def test_exhibitor_says_whether_the_old_directory_is_in_use(changed: dict[str, object], old: bool):
    assert configuration(**changed).old_directory is old


def test_exhibitor_says_its_servers_and_whether_a_change_is_rolled_out():
    found = configuration(serversSpec="1:10.0.1.1,2:10.0.1.2", serverId=1, rollInProgress=True, checkMs=30000)

    assert (found.servers, found.server_id, found.rolling, found.check_ms) == ("1:10.0.1.1,2:10.0.1.2", 1, True, 30000)
    assert configuration().rolling is None


def asked(root: Path) -> ZooKeeperDirectories:
    """The probe's own command in a real shell, its directories below ``root``."""
    assert isinstance(zookeeper_directories.PROBE.question, Command)
    text = zookeeper_directories.PROBE.question.text.replace("/var/lib", str(root))
    done = subprocess.run(["/bin/sh", "-c", text], capture_output=True, text=True, timeout=20, check=False)
    return zookeeper_directories.parse(answer(done.stdout.replace(str(root), "/var/lib"), done.returncode))


def lay(root: Path, directory: str, *names: str) -> None:
    place = root / directory.removeprefix("/var/lib/") / "version-2"
    place.mkdir(parents=True)
    for name in names:
        (place / name).write_bytes(b"12345")


def test_directories_are_counted_and_one_that_is_not_there_is_absent(tmp_path: Path):
    lay(tmp_path, f"{NEW}/snapshot", "snapshot.1", "snapshot.a00", "acceptedEpoch")
    lay(tmp_path, f"{NEW}/transactions", "log.1")

    found = asked(tmp_path)

    new, old = found.directories
    assert (new.place, new.snapshots, new.logs, new.size) == (Place.THERE, 2, 1, 15)
    assert new.newest is not None
    assert new.newest > 1.5e9
    assert (old.place, old.newest, old.empty) == (Place.ABSENT, None, False)


def test_an_old_directory_with_data_that_zookeeper_does_not_name_is_stale(tmp_path: Path):
    lay(tmp_path, NEW, "snapshot.9", "log.9")
    lay(tmp_path, OLD, "snapshot.1")
    (tmp_path / "dcos/exhibitor/conf").mkdir()
    zoo = f"tickTime=2000\ndataDir={tmp_path}/dcos/exhibitor/zookeeper/snapshot\nauthToken=hush\n"
    (tmp_path / "dcos/exhibitor/conf/zoo.cfg").write_text(zoo)

    found = asked(tmp_path)

    assert found.configured == (f"{NEW}/snapshot",)
    assert [each.path for each in found.stale] == [OLD]
    assert (found.uses(NEW), found.uses(OLD)) == (True, False)


def test_an_old_directory_is_not_called_stale_where_the_configuration_cannot_be_read(tmp_path: Path):
    lay(tmp_path, OLD, "snapshot.1")

    assert asked(tmp_path).stale == ()


def test_an_empty_directory_is_there_and_empty(tmp_path: Path):
    (tmp_path / "zookeeper").mkdir()

    assert asked(tmp_path).directories[1].empty


def test_a_directory_that_may_not_be_looked_into_is_said_to_be_closed():
    found = zookeeper_directories.parse(answer(f"closed {NEW}\nabsent {OLD}\nend\n"))

    assert found.directories[0].place is Place.CLOSED
    assert not found.directories[0].empty


@pytest.mark.parametrize(
    "body",
    [
        "",
        "end\n",
        f"there {NEW}\nabsent {OLD}\n",
        f"there {NEW}\nend\n",
        f"there {NEW}\nsnapshot.1 many 1.0\nabsent {OLD}\nend\n",
        f"there {NEW}\nsnapshot.1 5 nan\nabsent {OLD}\nend\n",
        f"perhaps {NEW}\nabsent {OLD}\nend\n",
    ],
)
def test_a_list_that_is_not_whole_is_no_answer(body: str):
    with pytest.raises(Unreadable):
        zookeeper_directories.parse(answer(body))
