"""ack as a call: kept for a plan, taken over by its run, written into a run that is there; what is not understood is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fakes.cluster import inventory, plan_of
from msgspec.structs import replace

from dcos_upgrade import wiring
from dcos_upgrade.adapters.run_lock import run_lock
from dcos_upgrade.cli.answer import answer
from dcos_upgrade.core import journal
from dcos_upgrade.core.acknowledgement import Acknowledgements, Question
from dcos_upgrade.core.plan import Plan, canonical
from dcos_upgrade.planning.digest import sealed

ASKED = Question(id="layers-in-order", title="t", question="Were they in order?", section="Where do you Start?")
OTHER = Question(id="toolbox-image", title="t", question="Is the image there?", section="Pre-Upgrade Checklist")


class Desk:
    """Somebody with a plan and a state directory in which no run was begun yet."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.state, self.file, self._capsys = folder / "state", folder / "plan.json", capsys
        asked = Acknowledgements(asked=(ASKED, OTHER))
        self.plan: Plan = sealed(
            replace(plan_of(nodes=inventory(masters=1, private=1, public=0)), acknowledgements=asked)
        )
        self.file.write_bytes(canonical(self.plan))

    def call(self, *words: str | Path) -> tuple[int, dict[str, Any]]:
        code = answer([*map(str, words), "--state", str(self.state), "--output", "json"])
        out, _ = self._capsys.readouterr()
        return code, json.loads(out)

    def text(self, *words: str | Path) -> str:
        answer([*map(str, words), "--state", str(self.state)])
        return self._capsys.readouterr().out

    def ack(self, name: str = "layers-in-order", *more: str | Path) -> tuple[int, dict[str, Any]]:
        return self.call("ack", name, "--reason", "mail of 3 May", *more)

    def begin(self, *, owned: bool = True) -> None:
        with wiring.open_journal(self.state) as store:
            first = journal.RunCreated(
                plan=self.plan.digest,
                cluster="fake",
                route=self.plan.route,
                baseline="b",
                tool_version="0.1.0",
                by="kim",
            )
            run = store.create_run(self.plan, first)
            if owned:
                run.append(journal.OwnerClaimed(masters=("m1",)))

    def end(self) -> None:
        with wiring.open_journal(self.state) as store:
            record = store.latest_run()
            assert record is not None
            store.open_run(record.run).request(journal.RunCompleted(outcome="done"))

    def said(self) -> list[journal.Acknowledged]:
        with wiring.open_journal(self.state) as store:
            record = store.latest_run()
            assert record is not None
            entries = store.open_run(record.run).entries()
        return [entry.event for entry in entries if isinstance(entry.event, journal.Acknowledged)]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_word_before_the_run_is_kept_and_the_run_takes_it_over(desk: Desk):
    code, keys = desk.ack("layers-in-order", "--plan", desk.file, "--by", "K. Lee")
    desk.begin()

    assert (code, keys["run"], keys["missing"]) == (0, None, ["toolbox-image"])
    [said] = desk.said()
    assert (said.id, said.question, said.by, said.reason) == (
        "layers-in-order",
        "Were they in order?",
        "K. Lee",
        "mail of 3 May",
    )


def test_it_is_asked_once_for_a_run_not_once_for_all(desk: Desk):
    desk.ack("layers-in-order", "--plan", desk.file)
    desk.begin()
    desk.end()

    desk.begin()

    assert desk.said() == []


def test_a_word_for_another_plan_stays_where_it_is(desk: Desk, tmp_path: Path):
    other = sealed(replace(desk.plan, notes=("another",)))
    (tmp_path / "other.json").write_bytes(canonical(other))

    desk.ack("layers-in-order", "--plan", tmp_path / "other.json")
    desk.begin()

    assert desk.said() == []


@pytest.mark.parametrize("named", [True, False])
def test_during_a_run_it_goes_into_the_journal_and_is_not_kept_besides(desk: Desk, named: bool):
    desk.begin()

    with run_lock(desk.state):
        code, keys = desk.ack("layers-in-order", *(("--plan", desk.file) if named else ()))
    desk.end()
    said = desk.said()
    desk.begin()

    assert (code, keys["state"], keys["acknowledgements"]["given"]) == (0, "running", 1)
    assert [each.id for each in said] == ["layers-in-order"]
    assert "@" in said[0].by
    assert desk.said() == []


def test_a_run_that_never_had_the_cluster_may_be_left_behind_and_the_next_one_hears_it_too(desk: Desk):
    desk.begin(owned=False)
    desk.ack()
    first = desk.said()

    desk.begin()

    assert [each.id for each in first] == [each.id for each in desk.said()] == ["layers-in-order"]


def test_what_the_plan_does_not_ask_is_written_down_and_said_to_be_so(desk: Desk):
    desk.begin()

    code, keys = desk.ack("data-analysed")

    assert code == 0
    assert "does not ask" in keys["told"][1]
    assert keys["acknowledgements"]["given"] == 0


def test_an_unknown_name_is_refused_with_the_nearest(desk: Desk):
    code, keys = desk.ack("layers-in-ordre", "--plan", desk.file)

    assert code == 64
    assert "layers-in-order" in keys["error"]["evidence"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 3000])
def test_a_reason_has_to_be_said_in_words(desk: Desk, reason: str):
    code, _ = desk.call("ack", "layers-in-order", "--reason", reason, "--plan", desk.file)

    assert code == 64


@pytest.mark.parametrize("words", [("ack",), ("ack", "layers-in-order"), ("ack", "layers-in-order", "--reason", "r")])
def test_without_a_name_a_reason_or_a_plan_it_is_a_matter_of_usage_and_nothing_is_made(desk: Desk, words: tuple[str]):
    code, _ = desk.call(*words)

    assert code == 64
    assert not desk.state.exists()


def test_a_plan_that_is_none_makes_nothing(desk: Desk, tmp_path: Path):
    (tmp_path / "none.json").write_text("{}")

    code, _ = desk.ack("layers-in-order", "--plan", tmp_path / "none.json")

    assert code == 3
    assert not desk.state.exists()


def test_a_run_that_is_over_hears_nothing_more(desk: Desk):
    desk.begin()
    desk.end()

    assert desk.ack()[0] == 3


def test_secrets_in_a_reason_are_not_kept(desk: Desk):
    desk.call("ack", "layers-in-order", "--reason", "see https://kim:geheim@wiki/page", "--plan", desk.file)
    desk.begin()

    assert "geheim" not in desk.said()[0].reason


def test_the_list_has_what_is_asked_and_what_was_said(desk: Desk):
    desk.ack("layers-in-order", "--plan", desk.file)

    _, keys = desk.call("ack", "--list", "--plan", desk.file)

    rows = {row["id"]: row for row in keys["acknowledgements"]}
    assert list(rows) == ["layers-in-order", "toolbox-image"]
    assert rows["layers-in-order"]["given"]["reason"] == "mail of 3 May"
    assert rows["toolbox-image"]["given"] is None


def test_the_list_of_no_plan_is_what_there_is_to_acknowledge(desk: Desk):
    code, keys = desk.call("ack", "--list")

    assert code == 0
    assert len(keys["acknowledgements"]) > 20
    assert not desk.state.exists()


def test_the_list_of_a_run_that_is_over_can_be_had(desk: Desk):
    desk.begin()
    desk.ack()
    desk.end()

    _, keys = desk.call("ack", "--list")

    assert [row["given"] is not None for row in keys["acknowledgements"]] == [True, False]


def test_the_texts_fit_80_columns_and_say_how_many_are_given(desk: Desk):
    told = desk.text("ack", "layers-in-order", "--reason", "mail " * 40, "--plan", desk.file)
    listed = desk.text("ack", "--list", "--plan", desk.file)
    desk.begin()
    status = desk.text("status")

    assert "Kept for the run of plan" in told
    assert "1 of 2 given" in listed and "not given" in listed
    assert "People    1 of 2 acknowledgements given; not given: toolbox-image" in status
    assert [line for line in (told + listed + status).splitlines() if len(line) > 80] == []


def test_whether_the_upgrade_is_accepted_can_only_be_said_when_it_is_over(desk: Desk):
    before, _ = desk.ack("upgrade-accepted", "--plan", desk.file)
    desk.begin()
    during, _ = desk.ack("upgrade-accepted")
    desk.end()

    after, keys = desk.ack("upgrade-accepted")

    assert (before, during, after) == (3, 3, 0)
    assert keys["state"] == "done"
    assert [each.id for each in desk.said()] == ["upgrade-accepted"]


def test_words_about_a_run_that_is_over_do_not_make_it_last_longer(desk: Desk):
    desk.begin()
    desk.end()
    before = desk.text("status")
    desk.ack("upgrade-accepted", "--plan", desk.file)

    assert desk.text("status").splitlines()[1] == before.splitlines()[1]
    assert len(desk.said()) == 1
