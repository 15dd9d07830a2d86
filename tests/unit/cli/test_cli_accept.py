"""accept as a call: kept for a plan, taken over by its run, shown in status; what cannot be taken is refused and nothing is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.cluster import inventory, plan_of

from dcos_upgrade import wiring
from dcos_upgrade.cli.answer import answer
from dcos_upgrade.core import journal
from dcos_upgrade.core.plan import Plan, canonical
from dcos_upgrade.planning.digest import sealed

NAME = "app-ids-that-become-invalid"
DAY = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
FAR = (datetime.now(UTC) + timedelta(days=91)).date().isoformat()


class Desk:
    """Somebody with a plan and a state directory in which no run was begun yet."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.state, self.file, self._capsys = folder / "state", folder / "plan.json", capsys
        self.plan: Plan = sealed(plan_of(("1.12.3", "1.13.3"), nodes=inventory(masters=1, private=1, public=0)))
        self.file.write_bytes(canonical(self.plan))

    def call(self, *words: str | Path) -> tuple[int, dict[str, Any]]:
        code = answer([*map(str, words), "--state", str(self.state), "--output", "json"])
        return code, json.loads(self._capsys.readouterr().out)

    def text(self, *words: str | Path) -> str:
        answer([*map(str, words), "--state", str(self.state)])
        return " ".join(self._capsys.readouterr().out.split())

    def accept(self, *more: str | Path, name: str = NAME) -> tuple[int, dict[str, Any]]:
        return self.call("accept", name, "--reason", "gone in May", "--by", "K. Lee", *more)

    def begin(self) -> None:
        with wiring.open_journal(self.state) as store:
            first = journal.RunCreated(
                plan=self.plan.digest, cluster="fake", route=self.plan.route, baseline="b", tool_version="0", by="kim"
            )
            store.create_run(self.plan, first).append(journal.OwnerClaimed(masters=("m1",)))


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_word_before_the_run_is_kept_and_the_run_takes_it_over(desk: Desk):
    code, keys = desk.accept("--until", DAY, "--plan", desk.file)
    desk.begin()

    assert (code, keys["schema"], keys["run"]) == (0, "dcos-upgrade/accept/1", None)
    [shown] = desk.call("status")[1]["accepted"]
    assert {key: shown[key] for key in ("id", "by", "reason", "until", "hops", "standing")} == {
        "id": NAME,
        "by": "K. Lee",
        "reason": "gone in May",
        "until": DAY,
        "hops": ["1.12.3->1.13.3"],
        "standing": "in-force",
    }


def test_during_a_run_it_goes_into_the_journal_and_status_says_who_took_what(desk: Desk):
    desk.begin()

    assert desk.accept("--until", DAY)[0] == 0
    assert f"{NAME} on 1.12.3->1.13.3: taken by K. Lee until {DAY}: gone in May" in desk.text("status")


def test_the_list_shows_what_was_taken_and_what_was_not(desk: Desk):
    assert "Nobody has taken a risk." in desk.text("accept", "--list", "--plan", desk.file)
    desk.accept("--until", DAY, "--plan", desk.file)

    [shown] = desk.call("accept", "--list", "--plan", desk.file)[1]["accepted"]

    assert shown["id"] == NAME


@pytest.mark.parametrize(
    ("more", "name", "code"),
    [
        (("--until", DAY), "systemd-before-218", 3),
        (("--until", DAY), "no-such-risk", 64),
        (("--until", FAR), NAME, 64),
        (("--until", "2018-01-01"), NAME, 64),
        ((), NAME, 64),
        (("--until", DAY, "--hop", "7"), NAME, 64),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_kept(desk: Desk, more: tuple[str, ...], name: str, code: int):
    said = desk.accept(*more, "--plan", desk.file, name=name)

    assert said[0] == code and said[1]["error"]["what"]
    assert desk.call("accept", "--list", "--plan", desk.file)[1]["accepted"] == []


def test_without_a_plan_and_a_run_it_asks_what_it_is_meant_for(desk: Desk):
    code, keys = desk.accept("--until", DAY)

    assert code == 64 and "--plan" in str(keys["error"])
