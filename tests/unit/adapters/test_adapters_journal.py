"""The journal on SQLite: fencing, concurrency, the chain, the rows, the full disk."""

import hashlib
import sqlite3
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dcos_upgrade.adapters.journal import JournalStore, RunJournal
from dcos_upgrade.core.cluster import Inventory
from dcos_upgrade.core.error import Broken, Owned, Refused, Unreadable, Usage
from dcos_upgrade.core.journal import (
    GENESIS,
    Acknowledged,
    Admitted,
    Event,
    GatePassed,
    PauseRequested,
    RetryRequested,
    RunCreated,
    RunResumed,
    StepSettled,
    StepStarted,
    StepVerified,
    Written,
    broken_link,
)
from dcos_upgrade.core.plan import Plan, RoutePolicy, canonical
from dcos_upgrade.engine.state import Phase, fold
from dcos_upgrade.planning.digest import sealed

CREATED = RunCreated(plan="d", cluster="c", route=("1.9.4",), baseline="b", tool_version="0", by="me")
PAUSE = PauseRequested(by="her", reason="lunch")
STARTED = StepStarted(hop=0, node="m1", attempt=1)
SAID = Acknowledged(id="ticket", question="?", by="kim", reason="4711", said=datetime(2018, 7, 24, tzinfo=UTC))


class Ticking:
    """Each question is a second later."""

    def __init__(self) -> None:
        self.seconds = 0

    def now(self) -> datetime:
        self.seconds += 1
        return datetime.fromtimestamp(1_531_216_800 + self.seconds, UTC)

    async def sleep(self, seconds: float) -> None:
        self.seconds += round(seconds)


def plan() -> Plan:
    made = Plan(
        tool_version="0",
        cluster="c",
        cluster_id="6c1f",
        source="1.9.4",
        target="1.9.9",
        on=date(2018, 7, 10),
        policy=RoutePolicy.TEXT_2018,
        route=("1.9.4", "1.9.9"),
        hops=(),
        inventory=Inventory(cluster="c", nodes=()),
        catalog_digest="k",
    )
    return sealed(made)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JournalStore]:
    here = JournalStore(tmp_path / "state", clock=Ticking())
    yield here
    here.close()


def test_a_new_run_has_its_plan_its_first_entry_and_is_the_latest(store: JournalStore):
    store.create_run(plan(), CREATED)

    journal = store.create_run(plan(), CREATED)
    latest = store.latest_run()

    assert latest is not None
    assert (latest.run, latest.epoch, latest.plan_digest, latest.cluster) == (journal.run, 1, plan().digest, "c")
    assert store.plan(journal.run) == plan()
    assert [entry.event for entry in journal.entries()] == [CREATED]


def test_there_is_no_latest_run_before_the_first(store: JournalStore):
    assert store.latest_run() is None


@pytest.mark.parametrize("ask", ["plan", "open_run", "take_over"])
def test_an_unknown_run_is_a_matter_of_usage(store: JournalStore, ask: str):
    with pytest.raises(Usage):
        getattr(store, ask)("nowhere")


def test_another_process_reads_the_same_entries(store: JournalStore, tmp_path: Path):
    journal = store.create_run(plan(), CREATED)
    journal.append(STARTED)

    other = JournalStore(tmp_path / "state").open_run(journal.run)

    assert other.entries() == journal.entries()


def test_who_was_taken_over_writes_nothing_more(store: JournalStore):
    old = store.create_run(plan(), CREATED)
    new = store.take_over(old.run)

    with pytest.raises(Owned) as fenced:
        old.append(STARTED)

    assert fenced.value.exit_code == 6
    assert (new.epoch, len(new.entries())) == (2, 1)


def test_a_pause_is_written_by_anyone_and_the_run_goes_on_behind_it(store: JournalStore):
    running = store.create_run(plan(), CREATED)

    store.open_run(running.run).request(PAUSE)
    entry = running.append(STARTED)

    assert (entry.seq, [entry.event for entry in running.entries(after=1)]) == (3, [PAUSE, STARTED])


def test_an_old_reader_may_still_ask_for_a_pause(store: JournalStore):
    reader = store.open_run(store.create_run(plan(), CREATED).run)
    new = store.take_over(reader.run)

    entry = reader.request(PAUSE)

    assert (entry.epoch, new.entries(after=1)[0].event) == (2, PAUSE)


def test_many_writers_at_once_make_one_chain(store: JournalStore, tmp_path: Path):
    run = store.create_run(plan(), CREATED).run

    def write() -> None:
        own = JournalStore(tmp_path / "state").open_run(run)
        for _ in range(5):
            own.request(PAUSE)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = store.open_run(run).entries()

    assert [entry.seq for entry in entries] == list(range(1, 22))
    assert broken_link(entries) is None


def test_a_journal_that_was_changed_is_not_taken_over(store: JournalStore):
    journal = store.create_run(plan(), CREATED)
    journal.append(STARTED)
    with sqlite3.connect(store.path) as connection:
        connection.execute("update entries set body = replace(body, 'm1', 'm2') where seq = 2")

    with pytest.raises(Unreadable) as unreadable:
        store.take_over(journal.run)

    assert "entry 2" in unreadable.value.evidence


def test_an_entry_that_is_damaged_is_unreadable(store: JournalStore):
    journal = store.create_run(plan(), CREATED)
    with sqlite3.connect(store.path) as connection:
        connection.execute("update entries set body = substr(body, 1, 20)")

    with pytest.raises(Unreadable):
        journal.entries()


def test_a_file_that_is_no_journal_is_named(tmp_path: Path):
    (tmp_path / "journal.db").write_text("something else, and long enough to be looked at" * 40)

    with pytest.raises(Broken) as broken:
        JournalStore(tmp_path)

    assert broken.value.where == str(tmp_path / "journal.db")


def test_a_full_disk_is_said_and_leaves_no_half_entry(store: JournalStore):
    journal = store.create_run(plan(), CREATED)
    before = journal.entries()
    _let_it_grow_no_more(store)

    with pytest.raises(Broken) as broken:
        for _ in range(200):
            journal.append(PauseRequested(by="x" * 4000, reason="fill"))
    after = journal.entries()

    assert broken.value.exit_code == 1
    assert "full" in broken.value.evidence
    assert broken.value.where == str(store.path)
    assert after[:1] == before
    assert broken_link(after) is None


def test_the_journal_is_private(store: JournalStore):
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_a_commit_is_on_the_disk_before_anything_is_done(store: JournalStore):
    with store.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2}


NODES = st.sampled_from(["m1", "a1"])
EVENTS = st.one_of(
    st.builds(Admitted, hop=st.just(0), node=NODES, look=st.just("l")),
    st.builds(StepStarted, hop=st.just(0), node=NODES, attempt=st.integers(1, 3)),
    st.builds(
        StepSettled,
        hop=st.just(0),
        node=NODES,
        attempt=st.just(1),
        exit=st.just(0),
        state=st.just("new"),
        version=st.just("1.9.9"),
    ),
    st.builds(RetryRequested, hop=st.just(0), node=NODES, by=st.just("me")),
    st.builds(GatePassed, hop=st.just(0), node=NODES, gate=st.just("g"), look=st.just("l")),
    st.builds(StepVerified, hop=st.just(0), node=NODES),
    st.just(RunResumed(tool_version="0", by="me")),
    st.just(PAUSE),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(EVENTS, max_size=8))
def test_the_rows_are_the_fold_of_every_prefix(store: JournalStore, events: list[Event]):
    journal = store.create_run(plan(), CREATED)
    for event in events:
        journal.append(event)

        assert _rows(journal) == _folded(journal, len(journal.entries()))

    for prefix in range(len(events) + 2):
        journal.rebuild_rows(until=prefix)
        assert _rows(journal) == _folded(journal, prefix)


def _rows(journal: RunJournal) -> dict[tuple[int, str], tuple[str, int]]:
    rows = {(row.hop, row.node): (row.state, row.attempt) for row in journal.node_rows()}
    return {key: row for key, row in rows.items() if row != (Phase.WAITING, 0)}


def _folded(journal: RunJournal, prefix: int) -> dict[tuple[int, str], tuple[str, int]]:
    state = fold(journal.entries()[:prefix])
    rows = {key: (progress.phase.value, progress.attempt) for key, progress in state.nodes.items()}
    return {key: row for key, row in rows.items() if row != (Phase.WAITING, 0)}


def _let_it_grow_no_more(store: JournalStore) -> None:
    """SQLite itself then answers as on a full disk."""
    with store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def changed(store: JournalStore, change: str, *values: str) -> None:
    """The journal as another version might have written it: the entry is sealed anew."""
    with sqlite3.connect(store.path) as connection:
        connection.execute(f"update entries set {change}", values)


def test_a_later_versions_run_is_refused_before_anything_is_written(store: JournalStore):
    journal = store.create_run(plan(), msgspec.structs.replace(CREATED, tool_version="99.0.0"))
    before = store.path.read_bytes()

    for read in (journal.entries, lambda: store.take_over(journal.run)):
        with pytest.raises(Refused) as refused:
            read()
        assert "dcos-upgrade 99.0.0 wrote it" in refused.value.evidence
        assert refused.value.next_command

    assert store.path.read_bytes() == before


def test_an_event_that_only_a_later_version_knows_is_refused_and_not_called_damage(store: JournalStore):
    journal = store.create_run(plan(), CREATED)
    changed(store, "kind = ?, body = ?", "AgentTeleported", '{"kind": "AgentTeleported"}')

    with pytest.raises(Refused, match="another version of the tool"):
        journal.entries()


def test_a_field_that_this_version_does_not_know_is_no_change_from_outside():
    """The chain is proven over what was written, not over what this version would write."""
    body = b'{"by":"kim","kind":"PauseRequested","new":1,"reason":"a call"}'
    bare = Written(
        seq=1, run="r", epoch=1, time=datetime(2018, 7, 24, tzinfo=UTC), event=msgspec.Raw(body), previous=GENESIS
    )
    whole = msgspec.structs.replace(bare, hash=hashlib.sha256(canonical(bare)).hexdigest())

    assert broken_link([whole]) is None
    assert broken_link([msgspec.structs.replace(whole, event=msgspec.Raw(body.replace(b"1", b"2")))]) == 1


def written_with(store: JournalStore, run: str, body: str) -> None:
    """The newest entry with this body, in a chain that holds."""
    last = store.open_run(run).written()[-1]
    bare = msgspec.structs.replace(last, event=msgspec.Raw(body.encode()), hash="")
    digest = hashlib.sha256(canonical(bare)).hexdigest()
    changed(store, f"body = ?, hash = ? where seq = {last.seq}", body, digest)


def test_a_field_that_this_version_does_not_know_is_not_passed_over_when_a_run_is_carried_on(store: JournalStore):
    journal = store.create_run(plan(), CREATED)
    journal.append(PAUSE)
    written_with(store, journal.run, '{"by":"kim","kind":"PauseRequested","reason":"a call"}')
    store.take_over(journal.run)
    written_with(store, journal.run, '{"budget":1,"by":"kim","kind":"PauseRequested","reason":"a call"}')
    before = store.path.read_bytes()

    with pytest.raises(Refused, match="another version of the tool") as refused:
        store.take_over(journal.run)

    assert "PauseRequested has 'budget'" in refused.value.evidence
    assert "entry 2" in refused.value.where
    assert store.path.read_bytes() == before


def test_a_field_of_the_wrong_type_in_a_whole_chain_is_damage(store: JournalStore):
    journal = store.create_run(plan(), CREATED)
    journal.append(STARTED)
    written_with(store, journal.run, '{"attempt":"one","hop":0,"kind":"StepStarted","node":"m1"}')

    with pytest.raises(Unreadable, match="damaged") as unreadable:
        store.take_over(journal.run)

    assert "entry 2" in unreadable.value.where


def test_a_journal_without_an_entry_in_its_middle_is_not_carried_on(store: JournalStore):
    journal = store.create_run(plan(), CREATED)
    journal.append(STARTED)
    journal.append(PAUSE)
    with sqlite3.connect(store.path) as connection:
        connection.execute("delete from entries where seq = 2")

    with pytest.raises(Unreadable, match="changed from outside"):
        store.take_over(journal.run)


def test_a_journal_whose_file_was_cut_off_is_not_carried_on(tmp_path: Path):
    store = JournalStore(tmp_path / "state", clock=Ticking())
    journal = store.create_run(plan(), CREATED)
    for _ in range(60):
        journal.append(PAUSE)
    store.close()
    data = store.path.read_bytes()
    store.path.write_bytes(data[: len(data) // 2])

    with pytest.raises((Broken, Unreadable)):
        JournalStore(tmp_path / "state").take_over(journal.run)


def test_a_journals_plan_that_is_not_the_one_of_its_digest_is_not_carried_on(store: JournalStore):
    journal = store.create_run(plan(), CREATED)
    with sqlite3.connect(store.path) as connection:
        connection.execute("update runs set plan_json = replace(plan_json, '1.9.9', '1.9.8')")

    with pytest.raises(Refused, match="changed after it was made"):
        store.take_over(journal.run)


def test_a_plan_of_a_later_version_is_refused(store: JournalStore):
    journal = store.create_run(msgspec.structs.replace(plan(), tool_version="99.0.0"), CREATED)

    with pytest.raises(Refused, match="another version of the tool"):
        store.plan(journal.run)


def spoiled(store: JournalStore, change: str, *values: str) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute(f"update words set {change}", values)


def test_a_kept_word_is_there_for_another_process(store: JournalStore, tmp_path: Path):
    store.keep_word(plan(), SAID)

    assert JournalStore(tmp_path / "state").kept_words(plan()) == (SAID,)


def test_a_run_that_cannot_be_made_takes_no_word_with_it(store: JournalStore):
    store.keep_word(plan(), SAID)
    spoiled(store, "body = ?", '{"kind": "Acknowledged"}')

    with pytest.raises(Unreadable):
        store.create_run(plan(), CREATED)
    spoiled(store, "body = ?", canonical(SAID).decode())

    assert store.latest_run() is None
    assert store.kept_words(plan()) == (SAID,)


def test_a_kept_word_of_a_later_version_is_refused_and_not_called_damage(store: JournalStore):
    store.keep_word(plan(), SAID)
    spoiled(store, "kind = ?, body = ?", "MoonAccepted", '{"kind": "MoonAccepted"}')

    with pytest.raises(Refused, match="another version of the tool"):
        store.kept_words(plan())


def test_a_journal_from_before_there_were_kept_words_is_given_a_place_for_them(store: JournalStore, tmp_path: Path):
    run = store.create_run(plan(), CREATED).run
    with sqlite3.connect(store.path) as connection:
        connection.execute("drop table words")

    later = JournalStore(tmp_path / "state")
    later.keep_word(plan(), SAID)

    assert later.kept_words(plan()) == (SAID,)
    assert len(later.open_run(run).entries()) == 1
