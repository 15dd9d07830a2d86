"""Each state of a node has one recovery; commands are exact, and no state that may be run twice is told to."""

from __future__ import annotations

import itertools
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.core.step import RERUN_IS_SAFE, Begun, NodeState, StepLook
from dcos_upgrade.engine.recovery import (
    START_UNITS,
    Advice,
    Lawful,
    Sight,
    Standing,
    advise,
    setup_command,
    unreachable,
)
from dcos_upgrade.engine.state import Phase
from dcos_upgrade.probes.swap_paths import COMMAND, SWAP_PATHS, Program, SwapPaths
from dcos_upgrade.probes.units import Unit, Units

NOW = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)
BEGUN = Begun(run="r1", epoch=1, attempt=1, boot_id="b")
LIVE, STORE = "/opt/mesosphere/bin/pkgpanda", "/opt/mesosphere/packages/pkgpanda--old/bin/pkgpanda"
LOOK = StepLook(
    node=NodeId("a1"), time=NOW, begun=BEGUN, alive=False, rebooted=False, exit=None, version="1.10.8", active=("x--2",)
)
WHOLE = SwapPaths(
    parts=frozenset({"active", "bin", "lib", "environment.export", "lib.new", "bin.new"}),
    programs=(Program(path=LIVE, runs=True), Program(path=STORE, runs=True)),
    pythons=(),
    was="",
    target="inactive",
)
GONE = SwapPaths(
    parts=frozenset({"active.old", "bin.old", "lib.old", "environment.export.old", "bin.new", "lib.new"}),
    programs=(
        Program(path="/opt/mesosphere/packages/pkgpanda--new/bin/pkgpanda", runs=True),
        Program(path=STORE, runs=True),
    ),
    pythons=("/opt/mesosphere/packages/python--1/bin/python3",),
    was="pkgpanda--old",
    target="inactive",
)
UP, DOWN = Unit(active="active"), Unit(active="inactive", restart="always")
FAILED, BUSY = Unit(active="failed"), Unit(active="activating", sub="start")


def units(*found: Unit) -> Units:
    return Units(units={f"dcos-{number}.service": unit for number, unit in enumerate(found)})


def sight(state: NodeState, look: StepLook = LOOK, **more: object) -> Sight:
    facts: dict[str, object] = {"paths": WHOLE, "units": units(UP, UP, UP), "standing": Standing(phase=Phase.SETTLED)}
    return Sight(look=look, state=state, source="1.10.8", target="1.11.3", package_ids=("x--2",), **{**facts, **more})


def torn(paths: SwapPaths | None, stage: str | None = "archive", **more: object) -> Advice:
    return advise(sight(NodeState.SWAP_INTERRUPTED, replace(LOOK, install_progress=stage), paths=paths, **more))


# --- the old generation is whole --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", sorted(RERUN_IS_SAFE))
def test_a_node_whose_old_generation_is_whole_is_lawful_and_a_begun_step_is_retried(state: NodeState):
    advice = advise(sight(state))

    assert (advice.state, advice.lawful, advice.commands) == (state, Lawful.YES, ())
    assert advice.next == "dcos-upgrade retry a1"


@pytest.mark.parametrize(
    ("standing", "begun", "following"),
    [
        (Standing(phase=Phase.QUARANTINED), BEGUN, "dcos-upgrade readmit a1"),
        (Standing(phase=Phase.WAITING), None, "dcos-upgrade resume"),
        (Standing(phase=Phase.IN_FLIGHT), None, "dcos-upgrade resume"),
        (Standing(over=True), BEGUN, "dcos-upgrade capture"),
    ],
)
def test_the_next_word_is_the_one_that_the_run_takes(standing: Standing, begun: Begun | None, following: str):
    advice = advise(sight(NodeState.OLD_CLEAN, replace(LOOK, begun=begun), standing=standing))

    assert advice.next.startswith(following)


# --- the swap was broken off ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["archive", "move_new", "unreadable"])
def test_a_swap_is_finished_forward_by_the_live_pkgpanda_while_it_is_there(stage: str):
    advice = torn(WHOLE, stage)

    assert (advice.state, advice.lawful) == ("swap-interrupted", Lawful.NO)
    assert advice.commands == (f"sudo sh -c '. /opt/mesosphere/environment.export; exec {LIVE} setup'",)
    assert any("reboot" in warning for warning in advice.warnings)
    assert advice.next == "dcos-upgrade recover a1"


def test_without_a_live_pkgpanda_the_one_that_was_moved_away_is_called_from_the_store_with_what_was_moved():
    (command,) = torn(GONE).commands

    assert f"exec {STORE} setup" in command
    assert ". /opt/mesosphere/environment.export.old;" in command
    assert "LD_LIBRARY_PATH=/opt/mesosphere/lib.old" in command
    assert "PATH=/opt/mesosphere/bin.old:$PATH" in command


def test_a_pkgpanda_whose_interpreter_was_moved_away_is_run_by_the_one_of_the_store():
    lame = SwapPaths(
        parts=GONE.parts, programs=(Program(path=STORE, runs=False),), pythons=GONE.pythons, was="", target=""
    )

    assert f"exec /opt/mesosphere/packages/python--1/bin/python3 {STORE} setup" in torn(lame).commands[0]


@pytest.mark.parametrize(
    "paths",
    [
        SwapPaths(parts=GONE.parts, programs=(), pythons=(), was="", target=""),
        SwapPaths(parts=GONE.parts, programs=(Program(path=STORE, runs=False),), pythons=(), was="", target=""),
        SwapPaths(parts=frozenset(), programs=GONE.programs, pythons=(), was="", target=""),
    ],
)
def test_where_no_pkgpanda_can_be_run_no_recovery_is_made_up(paths: SwapPaths):
    advice = torn(paths)

    assert (advice.lawful, advice.commands) == (Lawful.UNKNOWN, ())
    assert "dcos-upgrade bundle a1" in advice.next


def test_a_live_generation_that_is_gone_without_a_swap_under_way_has_no_recovery():
    advice = torn(GONE, None)

    assert (advice.lawful, advice.commands) == (Lawful.UNKNOWN, ())
    assert "install_progress" in advice.found


def test_a_node_that_does_not_say_what_lies_on_it_gets_no_command():
    advice = torn(None)

    assert (advice.lawful, advice.commands) == (Lawful.UNKNOWN, ())


def test_a_reboot_in_the_middle_is_told():
    look = replace(LOOK, install_progress="archive", rebooted=True)

    assert "rebooted" in advise(sight(NodeState.SWAP_INTERRUPTED, look)).found


# --- the new generation is whole --------------------------------------------------------------------------------------


def new(*found: Unit, **more: object) -> Advice:
    return advise(sight(NodeState.NEW, replace(LOOK, version="1.11.3"), units=units(*found), **more))


def test_a_new_generation_whose_units_were_never_started_has_them_started():
    advice = new(DOWN, DOWN, UP)

    assert (advice.state, advice.lawful, advice.commands) == ("new-not-started", Lawful.NO, START_UNITS)
    assert any("script" in warning for warning in advice.warnings)


def test_a_new_generation_that_runs_is_lawful():
    advice = new(UP, UP)

    assert (advice.state, advice.lawful, advice.next) == ("new-healthy", Lawful.YES, "dcos-upgrade resume")


def test_a_new_generation_in_quarantine_is_readmitted():
    assert new(UP, standing=Standing(phase=Phase.QUARANTINED)).next == "dcos-upgrade readmit a1"


def test_a_new_generation_that_starts_is_left_to_the_gates():
    advice = new(UP, BUSY)

    assert (advice.state, advice.lawful, advice.commands) == ("new-starting", Lawful.YES, ())


@pytest.mark.parametrize("ill", [FAILED, DOWN])
def test_one_unit_that_is_not_well_is_shown_and_never_taken_for_a_target_that_was_not_started(ill: Unit):
    advice = new(UP, UP, ill)

    assert (advice.state, advice.lawful) == ("new-unhealthy", Lawful.NO)
    assert all("dcos-2.service" in command for command in advice.commands)


def test_units_that_systemd_has_not_read_yet_were_not_started():
    unread = Unit(active="inactive", load="not-found")

    assert new(unread, unread, DOWN).commands == START_UNITS


@pytest.mark.parametrize("seen", [None, units(UP, Unit(active="unknown"))])
def test_units_that_nobody_can_see_are_unknown(seen: Units | None):
    advice = advise(sight(NodeState.NEW, units=seen))

    assert (advice.lawful, advice.commands) == (Lawful.UNKNOWN, ())


# --- what fits nothing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "said"), [("1.12.0", "1.12.0"), (None, "no release"), ("1.11.3", "other packages")]
)
def test_what_fits_nothing_known_gets_no_command(version: str | None, said: str):
    advice = advise(sight(NodeState.UNKNOWN, replace(LOOK, version=version, active=("y--1",))))

    assert (advice.lawful, advice.commands) == (Lawful.UNKNOWN, ())
    assert said in advice.found


def test_unreachable_is_not_failed():
    advice = unreachable("a1", "no answer: timed out")

    assert (advice.state, advice.lawful, advice.commands) == ("unreachable", Lawful.UNKNOWN, ())
    assert "Unreachable is not failed" in advice.found


@pytest.mark.parametrize("state", NodeState)
def test_a_live_job_is_only_ever_waited_for(state: NodeState):
    advice = advise(sight(state, replace(LOOK, alive=True)))

    assert (advice.state, advice.commands) == ("running", ())


def test_every_state_has_its_advice_and_every_advice_its_next_command():
    found_units = (None, units(UP, UP), units(DOWN, DOWN), units(FAILED, UP), units(BUSY))
    for state, paths, found in itertools.product(NodeState, (None, WHOLE, GONE), found_units):
        for stage in (None, "archive", "move_new"):
            look = replace(LOOK, install_progress=stage)
            advice = advise(sight(state, look, paths=paths, units=found))

            assert "dcos-upgrade" in advice.next
            assert advice.found
            assert (advice.lawful is Lawful.NO) is bool(advice.commands)
            assert not any("dcos_node_upgrade" in command for command in advice.commands)


# --- the probe --------------------------------------------------------------------------------------------------------


def on_disk(home: Path) -> SwapPaths:
    """The probe's own command by a real shell, below a temporary prefix."""
    tools = home.parent / "tools"
    tools.mkdir()
    systemctl = tools / "systemctl"
    systemctl.write_text("#!/bin/sh\necho ActiveState=inactive\n")
    systemctl.chmod(0o755)
    text = COMMAND.replace("/opt/mesosphere", str(home))
    done = subprocess.run(
        ["sh", "-c", text], capture_output=True, check=False, timeout=20, env={"PATH": f"{tools}:/usr/bin:/bin"}
    )
    answer = Answer(body=done.stdout, status=done.returncode, source="ssh://a1", time=NOW)
    return SWAP_PATHS.parse(answer)


def program(path: Path, first: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{first}\nexit 0\n")
    path.chmod(0o755)


def test_the_probe_finds_what_was_moved_away_and_what_can_still_be_run(tmp_path: Path):
    home = tmp_path / "mesosphere"
    for name in ("active.old", "bin.old", "lib.old", "bin.new"):
        (home / name).mkdir(parents=True)
    (home / "environment.export.old").write_text("export LD_LIBRARY_PATH=/opt/mesosphere/lib\n")
    program(home / "packages/pkgpanda--old/bin/pkgpanda", "#!/bin/sh")
    program(home / "packages/pkgpanda--new/bin/pkgpanda", f"#!{home}/bin/python3")
    (home / "active.old/pkgpanda").symlink_to("../packages/pkgpanda--old")

    found = on_disk(home)

    assert found.was == "pkgpanda--old"
    assert found.target == "inactive"
    assert {Path(each.path).parts[-3]: each.runs for each in found.programs} == {
        "pkgpanda--old": True,
        "pkgpanda--new": False,
    }
    assert found.parts == {"active.old", "bin.old", "lib.old", "bin.new", "environment.export.old"}


def test_a_node_without_dcos_has_no_parts(tmp_path: Path):
    home = tmp_path / "mesosphere"
    home.mkdir()

    found = on_disk(home)

    assert (found.parts, found.programs) == (frozenset(), ())


@pytest.mark.parametrize("body", [b"", b"part active\n", b"program runs /opt/$(reboot)\nend\n", b"was a;b\nend\n"])
def test_an_answer_that_is_cut_or_hostile_is_no_answer(body: bytes):
    with pytest.raises(Unreadable):
        SWAP_PATHS.parse(Answer(body=body, status=0, source="ssh://a1", time=NOW))


def test_the_command_is_one_that_a_shell_can_read():
    for paths in (WHOLE, GONE):
        command = setup_command(paths)
        assert command is not None
        assert subprocess.run(["sh", "-n", "-c", command], check=False, timeout=20).returncode == 0
