"""Worksheets of whatever was recorded: every form is written, and nothing of it is blank."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import recordings

from dcos_upgrade import probes
from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.adapters.saved_directory import saved_files
from dcos_upgrade.render.worksheets import FORMATS, files_of
from dcos_upgrade.usecases.reading_files import read_all
from dcos_upgrade.usecases.saved_answers import snapshot_of
from dcos_upgrade.worksheets import Given, filled

NOW = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def folders(pytestconfig: pytest.Config) -> list[Path]:
    found = recordings(pytestconfig)
    assert found is not None
    return sorted(path for path in found.iterdir() if path.is_dir())


def test_every_folder_of_recordings_fills_every_worksheet(folders: list[Path], tmp_path: Path) -> None:
    for folder in folders:
        files = read_all(saved_files(folder), EvidenceDirectory(tmp_path / folder.name), now=NOW)
        book = filled(Given(snapshot=snapshot_of(files, probes.discover(), taken=NOW, cluster=folder.name)))

        assert all(files_of(book, tuple(FORMATS), "0").values()), folder.name
        figures = [figure for sheet in book.sheets for table in sheet.tables for row in table.rows for figure in row]
        assert [figure for figure in figures if figure.value is None and not figure.unknown] == []
        assert [figure for figure in figures if figure.value == ""] == []
