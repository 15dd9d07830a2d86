"""Every recorded file has a verdict of `capture --from-files`, and those of one folder are what their folder says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import recordings

from dcos_upgrade import probes
from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.adapters.saved_directory import saved_files
from dcos_upgrade.render.console.snapshot import snapshot_counts
from dcos_upgrade.saved.file import Status
from dcos_upgrade.usecases.reading_files import read_all
from dcos_upgrade.usecases.saved_answers import SavedFile, snapshot_of

NOW = datetime(2020, 1, 1, tzinfo=UTC)

OF_FOLDER = {
    "diagnostics-health": {"diagnostics-config", "unit-health"},
    "exhibitor-status": {"exhibitor-status"},
    "marathon-app-definitions": {"marathon-app-definition", "marathon-pod-definition", "marathon-group-definition", "marathon-app"},
    "marathon-apps": {"marathon-app", "marathon-app-list", "marathon-apps", "marathon-tasks"},
    "marathon-deployments-queue-events": {"marathon-deployments", "marathon-queue", "marathon-event"},
    "marathon-groups": {"marathon-group", "marathon-group-definition", ""},
    "marathon-info": {"marathon-info", "marathon-leader"},
    "marathon-metrics": {"dropwizard-metrics"},
    "marathon-schema": {"schema"},
    "mesos-agent": {"mesos-agent-state", "mesos-containers"},
    "mesos-metrics": {"mesos-master-metrics", "mesos-agent-metrics", "mesos-containers"},
    "mesos-slaves": {"mesos-slaves"},
    "mesos-state": {"mesos-state"},
    "mesos-summary": {"mesos-state-summary", "history"},
    "zookeeper": {"zookeeper-mntr", "zookeeper-srvr"},
}  # fmt: skip


@pytest.fixture(scope="module")
def directory(pytestconfig: pytest.Config) -> Path:
    found = recordings(pytestconfig)
    assert found is not None
    return found


def read(directory: Path, kept: Path) -> tuple[SavedFile, ...]:
    return read_all(saved_files(directory), EvidenceDirectory(kept), now=NOW)


@pytest.mark.parametrize("folder", OF_FOLDER)
def test_files_of_a_folder_are_of_its_kinds_and_refused_only_for_a_reason(
    directory: Path, folder: str, tmp_path: Path
) -> None:
    found = read(directory / folder, tmp_path)

    assert found
    assert {file.verdict.kind for file in found} <= OF_FOLDER[folder]
    assert [
        file.verdict.path for file in found if file.verdict.status is not Status.READ and not file.verdict.reason
    ] == []


def test_three_answers_of_one_cluster_agree(directory: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answers.mkdir()
    for path in directory.glob("*/*xrx2*"):
        (answers / path.name).write_bytes(path.read_bytes())
    for path in directory.glob("mesos-state/*1.2.0-kafka*"):
        (answers / path.name).write_bytes(path.read_bytes())

    files = read(answers, tmp_path / "kept")
    counts = snapshot_counts(snapshot_of(files, probes.discover(), taken=NOW, cluster="c"))

    assert len(files) == 3
    assert (counts["masters"], counts["frameworks"], counts["apps"], counts["tasks"]) == (1, 3, 8, 5)
    assert counts["agents"] == {"active": 2, "inactive": 0, "unreachable": None, "recovered": None}


@pytest.mark.parametrize("version", ["1.4.3", "1.7.3", "1.9.0"])
def test_what_was_recorded_of_one_mesos_is_its_cluster(directory: Path, version: str, tmp_path: Path) -> None:
    if not (directory / "real-mesos" / version).is_dir():
        pytest.skip(f"no Mesos {version} among the recordings")
    answers = tmp_path / "answers"
    for folder in ("master", "standby", "agent-127.0.1.1"):
        (answers / folder).mkdir(parents=True)
        for path in (directory / "real-mesos" / version / folder).iterdir():
            (answers / folder / path.name).write_bytes(path.read_bytes())

    files = read(answers, tmp_path / "kept")
    snapshot = snapshot_of(files, probes.discover(), taken=NOW, cluster="c")
    counts = snapshot_counts(snapshot)

    assert [file.verdict.path for file in files if file.verdict.status is Status.REFUSED] == []
    assert counts["agents"] == {"active": 6, "inactive": 0, "unreachable": 0, "recovered": 0}
    assert counts["versions"][f"mesos {version}"] >= 7
    (leader,) = snapshot.inventory.masters
    assert snapshot.facts["mesos-metrics", leader.id].known
