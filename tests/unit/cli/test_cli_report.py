"""The report verb: which files it writes, what it answers, and what it refuses."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import cluster_facts as facts
import pytest
import reported
import sqlalchemy as sql

from dcos_upgrade import wiring
from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.adapters.journal import JournalStore
from dcos_upgrade.cli.answer import answer
from dcos_upgrade.core.journal import Halted, RunCreated
from dcos_upgrade.core.snapshot_codec import encode

NOW = datetime(2018, 7, 10, 12, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state directory with one run that is halted on m1."""
    evidence = EvidenceDirectory(tmp_path / wiring.EVIDENCE)
    baseline = evidence.put(encode(facts.snapshot(facts.healthy())), source="baseline", time=NOW).digest
    store = JournalStore(tmp_path)
    plan = reported.plan()
    first = RunCreated(
        plan=plan.digest, cluster=plan.cluster, route=plan.route, baseline=baseline, tool_version="0", by="ada"
    )
    journal = store.create_run(plan, first)
    journal.append(Halted(what="gate", name="master-rejoined", node="m1", reason="password=hunter2 is down"))
    store.close()
    return tmp_path


def told(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_the_answer_names_the_files_that_were_written(state: Path, capsys: pytest.CaptureFixture[str]):
    code = answer(["report", "--state", str(state), "--out", str(state / "r.html"), "--output", "json"])

    keys = told(capsys)
    assert code == 0
    assert (keys["schema"], keys["files"]) == ("dcos-upgrade/report/1", [str(state / "r.html")])
    assert "Halted: the run waits for people." in (state / "r.html").read_text()


def test_without_a_name_both_forms_are_written(state: Path, capsys: pytest.CaptureFixture[str]):
    assert answer(["report", "--state", str(state), "--output", "json"]) == 0

    assert [Path(file).suffix for file in told(capsys)["files"]] == [".html", ".md", ".svg"]


def test_a_markdown_name_makes_markdown(state: Path):
    assert answer(["report", "--state", str(state), "--out", str(state / "r.md")]) == 0

    assert (state / "r.md").read_text().startswith("# DC/OS upgrade of example")


def test_a_secret_in_the_journal_does_not_reach_the_report(state: Path):
    answer(["report", "--state", str(state), "--out", str(state / "r"), "--format", "html", "--format", "md"])

    assert all("hunter2" not in (state / f"r.{form}").read_text() for form in ("html", "md"))


def test_a_changed_journal_is_reported_as_such(state: Path):
    engine = sql.create_engine(f"sqlite:///{state / 'journal.db'}")
    with engine.begin() as connection:
        connection.execute(sql.text("UPDATE entries SET time = '2018-01-01T00:00:00+00:00' WHERE seq = 2"))

    assert answer(["report", "--state", str(state), "--out", str(state / "r.html")]) == 0

    assert "The journal was changed from outside" in (state / "r.html").read_text()


def test_where_nothing_ran_there_is_nothing_to_report_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    nowhere = tmp_path / "state"

    assert answer(["report", "--state", str(nowhere), "--output", "json"]) == 64

    assert told(capsys)["error"]["what"] == "there is no run to report on"
    assert not nowhere.exists()


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(state: Path):
    assert answer(["report", "--state", str(state), "--out", str(state / "no" / "such" / "r.html")]) == 1

    assert not (state / "no").exists()


def test_a_form_that_does_not_exist_is_a_usage_error(state: Path):
    assert answer(["report", "--state", str(state), "--format", "pdf"]) == 64
