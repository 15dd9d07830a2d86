"""The process' edge: signals, surprises, streams, and what is not imported."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.cluster import plan_of

from dcos_upgrade.adapters.journal import JournalStore
from dcos_upgrade.adapters.run_lock import is_held, run_lock
from dcos_upgrade.cli import laboratory
from dcos_upgrade.cli.answer import answer
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.root import ROOT
from dcos_upgrade.cli.verb import default_state
from dcos_upgrade.core.journal import RunCreated
from dcos_upgrade.core.plan import canonical
from dcos_upgrade.lab import control
from dcos_upgrade.planning import lint
from dcos_upgrade.planning.digest import sealed

HEAVY = ("aiohttp", "asyncio", "asyncssh", "jinja2", "rich", "sqlalchemy", "yaml", "zstandard")
PLAN = ("plan", "--from", "1.9.4", "--to", "1.11.3", "--on", "2018-07-10")
COMMAND = "import sys; from dcos_upgrade.cli import main; sys.argv[0] = 'dcos-upgrade'; main()"


def started(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        preexec_fn=_heeding_ctrl_c,
    )


def _heeding_ctrl_c() -> None:
    """A shell lets what it starts in the background ignore Ctrl-C, and that is handed down: to these tests, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_planning_offline_imports_nothing_that_talks():
    call = f"from dcos_upgrade.cli.answer import answer; answer({PLAN!r})"
    code = f"import sys\n{call}\nsys.stderr.write(' '.join(set({HEAVY!r}) & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr == ""


def test_planning_offline_imports_no_room_that_a_route_does_not_need():
    """A route is an answer that is there at once, however much is known of clusters, whole plans and risks."""
    rooms = ("probes", "engine", "checks", "gates", "drift", "usecases", "adapters", "lab", "wiring")
    parts = ("core.expression", "catalog.knowledge", "planning.invariants", "planning.plan_rules", "planning.facts")
    call = f"from dcos_upgrade.cli.answer import answer; answer({PLAN!r})"
    unwanted = f"{[f'dcos_upgrade.{each}' for each in (*rooms, *parts)]!r}"
    code = f"import sys\n{call}\nsys.stderr.write(' '.join(set({unwanted}) & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr == ""


def test_a_call_imports_no_other_verb_than_its_own():
    call = f"from dcos_upgrade.cli.answer import answer; answer({PLAN!r})"
    verbs = "[each for each in sys.modules if each.startswith('dcos_upgrade.cli.commands.')]"
    code = f"import sys\n{call}\nsys.stderr.write(' '.join({verbs}))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr == "dcos_upgrade.cli.commands.plan"


def test_a_surprise_is_one_sentence_and_a_log_and_a_stack_trace_only_for_who_asks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def broken(_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(lint, "problems_of", broken)

    codes = [answer(["catalog", "lint", *flags]) for flags in ((), ("-v",), ("-vv",))]
    quiet, verbose, loud = capsys.readouterr().err.split("error     ")[1:]

    assert codes == [1, 1, 1]
    assert "a bug" in quiet and "Traceback" not in quiet + verbose
    assert "Traceback" in loud
    log = Path(next(line.split()[1] for line in quiet.splitlines() if line.startswith("where")))
    assert "ZeroDivisionError" in log.read_text()


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(lint, "problems_of", interrupted)

    assert answer(["catalog", "lint"]) == 130
    assert "can be resumed" in capsys.readouterr().err
    assert answer(["catalog", "lint", "--output", "json"]) == 130
    assert json.loads(capsys.readouterr().out)["exit_code"] == 130


def test_a_lab_that_is_told_to_stop_has_answered_already(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
):
    def interrupted() -> None:
        raise KeyboardInterrupt

    ended: list[Path] = []
    monkeypatch.setattr(signal, "pause", interrupted)
    monkeypatch.setattr(control, "down", ended.append)
    monkeypatch.setattr(laboratory, "wants_json", lambda: True)
    monkeypatch.setattr(laboratory, "up", lambda state, **_: Reply(keys={"nodes": []}, text=""))

    code = answer(["lab", "up", "--state", "here", "--output", "json"])

    assert (code, ended) == (130, [Path("here")])
    assert json.loads(capsysbinary.readouterr().out)["nodes"] == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_have_their_exit_codes_and_say_that_jobs_go_on(tmp_path: Path, number: signal.Signals, code: int):
    running(tmp_path)
    with run_lock(tmp_path):
        watch = started("status", "-w", "--state", str(tmp_path))
        assert watch.stderr is not None
        assert "RUNNING" in watch.stderr.readline()
        watch.send_signal(number)
        _, err = watch.communicate(timeout=90)

    assert watch.returncode == code
    assert "Jobs on nodes go on" in err and "Traceback" not in err


def running(state: Path) -> None:
    store = JournalStore(state)
    first = RunCreated(plan="d", cluster="fake", route=("1.10.7", "1.11.3"), baseline="b", tool_version="0", by="test")
    store.create_run(plan_of(), first)
    store.close()


def test_status_of_a_run_that_nobody_carries_out_is_idle(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    running(tmp_path)
    (tmp_path / "run.lock").write_text("999999999\n")

    assert answer(["status", "--state", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("IDLE")


def test_a_lock_is_seen_as_held_only_while_it_is(tmp_path: Path):
    before = is_held(tmp_path)
    with run_lock(tmp_path):
        during = is_held(tmp_path)

    assert (before, during, is_held(tmp_path)) == (False, True, False)


def test_a_pause_is_written_down_while_another_process_carries_the_run_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    running(tmp_path)

    with run_lock(tmp_path):
        code = answer(["pause", "--reason", "lunch", "--state", str(tmp_path)])

    assert code == 0
    assert "lunch" in capsys.readouterr().out


def test_resume_meets_the_lock_of_another_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    running(tmp_path)

    with run_lock(tmp_path):
        code = answer(["resume", "--state", str(tmp_path)])

    assert code == 6
    assert "another process" in capsys.readouterr().err


def test_a_reader_that_goes_away_changes_nothing():
    listing = started("catalog", "list")
    assert listing.stdout is not None and listing.stderr is not None
    listing.stdout.close()
    err = listing.stderr.read()

    assert (listing.wait(timeout=20), err) == (0, "")


@pytest.mark.parametrize("arguments", [("catalog", "lint"), ("catalog", "show", "nothing")])
def test_a_stdout_that_is_full_is_no_bug_and_no_stack_trace(arguments: tuple[str, ...]):
    code = f"from dcos_upgrade.cli.answer import answer; raise SystemExit(answer({[*arguments, '--output', 'json']!r}))"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == (1 if arguments[-1] == "lint" else 64)
    assert done.stderr.count("error     ") == 1
    assert "Traceback" not in done.stderr and "a bug" not in done.stderr


def test_the_object_of_an_error_may_meet_a_reader_that_went_away():
    refused = started("catalog", "show", "nothing", "--output", "json")
    assert refused.stdout is not None and refused.stderr is not None
    refused.stdout.close()
    err = refused.stderr.read()

    assert refused.wait(timeout=20) == 64
    assert "Traceback" not in err and "BrokenPipe" not in err


def test_a_stream_without_utf8_gets_ascii():
    done = started(*PLAN, PYTHONIOENCODING="ascii")
    out, _ = done.communicate(timeout=90)

    assert done.returncode == 0
    assert "1.9.4 -> 1.9.9 -> 1.10.7 -> 1.11.3" in out


def test_every_verb_has_help_and_an_output_flag():
    for words, command in verbs(ROOT):
        assert command.help, words
        assert any("--output" in parameter.opts for parameter in command.params), words


def test_every_verb_takes_a_state_directory():
    for words, command in verbs(ROOT):
        assert any("--state" in parameter.opts for parameter in command.params), words
    assert answer([*PLAN, "--state", "somewhere"]) == 0


def verbs(group, words=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from verbs(command, (*words, name))
        else:
            yield (*words, name), command


def test_roots_state_directory_is_the_systems_and_others_is_their_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    of_root = default_state()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere/state")

    assert of_root == Path("/var/lib/dcos-upgrade")
    assert default_state() == Path("/somewhere/state/dcos-upgrade")


def test_an_interrupted_run_leaves_the_event_loop_as_an_interrupt(monkeypatch: pytest.MonkeyPatch):
    async def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(lint, "problems_of", lambda _: asyncio.run(stopped()))

    assert answer(["catalog", "lint"]) == 130


def test_status_can_be_asked_of_an_earlier_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    running(tmp_path)

    codes = [answer(["status", "--at", when, "--state", str(tmp_path)]) for when in ("2000-01-01T00:00:00Z", "noon")]

    assert codes == [0, 64]
    assert "there is no run" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "way_on"),
    [
        (("plan", "--from", "1.9.4", "--snapshot", "x", "--to", "1.11.3"), "dcos-upgrade plan --help"),
        (("snapshot", "show", "nowhere"), "dcos-upgrade snapshot show --help"),
        (
            ("capture", "--cluster", "bad.yaml", "--out", "a b"),
            "mend bad.yaml, then again: dcos-upgrade capture --cluster bad.yaml --out 'a b' --output json",
        ),
        (("run", "plan.json", "--cluster", "bad.yaml", "--confirm", "fake"), "dcos-upgrade status"),
    ],
)
def test_an_error_that_names_no_way_on_still_has_one(
    arguments: tuple[str, ...],
    way_on: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text("{: x")
    (tmp_path / "plan.json").write_bytes(canonical(sealed(plan_of())))

    answer([*arguments, "--output", "json"])

    assert json.loads(capsys.readouterr().out)["error"]["next"] == way_on
