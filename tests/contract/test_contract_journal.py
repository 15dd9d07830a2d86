"""What every Journal does: the real one and the fakes that other tests rely on."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.cluster import Executioner, FakeCluster, FakeJournal, plan_of
from msgspec.structs import replace

from dcos_upgrade.adapters.journal import JournalStore
from dcos_upgrade.core.error import Owned
from dcos_upgrade.core.journal import Acknowledged, PauseRequested, RunCreated, RunResumed, StepStarted, broken_link
from dcos_upgrade.lab.memory.keeping import MemoryRuns
from dcos_upgrade.lab.memory.timeline import MemoryClock, Timeline
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.ports import Journal

CREATED = RunCreated(plan="d", cluster="c", route=("1.9.4",), baseline="b", tool_version="0", by="me")
RESUMED = RunResumed(tool_version="0", by="me")
STARTED = StepStarted(hop=0, node="m1", attempt=1)
SAID = Acknowledged(id="ticket", question="?", by="kim", reason="4711", said=datetime(2018, 7, 24, tzinfo=UTC))

Open = Callable[[], Journal]
"""The first call answers the journal of a new run with one entry, each later one a journal that took the run over."""


def in_memory(_: Path) -> Open:
    cluster = FakeCluster(plan=plan_of())
    epochs = iter(range(1, 10))

    def opened() -> Journal:
        epoch = next(epochs)
        journal = FakeJournal(cluster, epoch, Executioner())
        if epoch == 1:
            journal.append(CREATED)
        return journal

    return opened


def on_sqlite(directory: Path) -> Open:
    store = JournalStore(directory / "state")

    def opened() -> Journal:
        latest = store.latest_run()
        return store.create_run(sealed(plan_of()), CREATED) if latest is None else store.take_over(latest.run)

    return opened


def of_the_lab(_: Path) -> Open:
    runs = MemoryRuns(MemoryClock(Timeline(1_532_400_000.0)))

    def opened() -> Journal:
        latest = runs.latest_run()
        return runs.create_run(plan_of(), CREATED) if latest is None else runs.take_over(latest)

    return opened


@pytest.fixture(params=[in_memory, of_the_lab, on_sqlite])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    make: Callable[[Path], Open] = request.param
    return make(tmp_path)


def test_entries_are_there_in_order_and_chained(opened: Open):
    journal = opened()

    appended = [journal.append(event) for event in (STARTED, PauseRequested(by="her", reason="lunch"))]

    assert journal.entries()[1:] == tuple(appended)
    assert [entry.seq for entry in journal.entries()] == [1, 2, 3]
    assert broken_link(journal.entries()) is None


def test_entries_can_be_had_from_a_place_on(opened: Open):
    journal = opened()
    last = journal.append(STARTED)

    assert journal.entries(after=1) == (last,)
    assert journal.entries(after=2) == ()


def test_a_later_process_sees_all_and_fences_the_earlier_off(opened: Open):
    first = opened()
    first.append(STARTED)
    second = opened()
    second.append(RESUMED)

    with pytest.raises(Owned):
        first.append(STARTED)

    assert [entry.event for entry in second.entries()] == [CREATED, STARTED, RESUMED]
    assert second.entries()[-1].epoch > second.entries()[0].epoch


def kept_on_sqlite(directory: Path) -> JournalStore:
    return JournalStore(directory / "state")


def kept_in_the_lab(_: Path) -> MemoryRuns:
    return MemoryRuns(MemoryClock(Timeline(1_532_400_000.0)))


@pytest.mark.parametrize("make", [kept_on_sqlite, kept_in_the_lab])
def test_words_kept_for_a_plan_stand_right_after_the_first_entry_of_its_run_and_of_no_other(
    make: Callable[[Path], JournalStore | MemoryRuns], tmp_path: Path
):
    runs, plan = make(tmp_path), sealed(plan_of())
    other = sealed(plan_of(("1.11.3", "1.12.3")))
    runs.keep_word(plan, SAID)
    runs.keep_word(other, replace(SAID, id="another"))
    known = runs.kept_words(plan)

    first = runs.create_run(plan, CREATED, STARTED).entries()
    second = runs.create_run(plan, CREATED).entries()

    assert known == (SAID,)
    assert [entry.event for entry in first] == [CREATED, SAID, STARTED]
    assert broken_link(first) is None
    assert [entry.event for entry in second] == [CREATED]
    assert runs.kept_words(plan) == ()
    assert len(runs.kept_words(other)) == 1
