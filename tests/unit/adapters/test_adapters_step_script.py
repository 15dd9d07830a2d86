"""step.sh, run for real by bash and by dash under a temporary prefix."""

import asyncio
import contextlib
import dataclasses
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.local_node import NODE, LocalNode, ScriptServer

from dcos_upgrade.core.error import Owned, Refused, Unreachable

WAITS = "\necho begun >>{here}/ran\nwhile [ ! -e {here}/go ]; do sleep 0.05; done\necho done\nexit 7\n"
"""A newline first, as in 1.9; it goes on when the file ``go`` appears."""


@pytest.fixture(params=["bash", "dash"])
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalNode]:
    here = LocalNode(tmp_path, shell=request.param)
    yield here
    (tmp_path / "go").touch()  # lets a job that still waits end by itself


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ScriptServer]:
    (tmp_path / "served").mkdir()
    here = ScriptServer(tmp_path / "served")
    yield here
    here.close()


def waits(tmp_path: Path) -> str:
    return WAITS.format(here=tmp_path)


async def test_the_script_runs_under_bash_and_its_end_is_kept(node: LocalNode, server: ScriptServer):
    await node.nodes.start_step(server.order('\necho "${BASH_VERSION:+bash}"; exit 3\n'))

    look = await node.look_until("1.9.9", "exit")

    assert (look.exit, look.log_tail, look.in_doubt) == (3, "bash\n", False)
    assert look.begun is not None
    assert (look.begun.run, look.begun.epoch, look.begun.attempt) == ("run-1", 1, 1)


async def test_twenty_starts_at_once_run_the_script_once(node: LocalNode, server: ScriptServer, tmp_path: Path):
    order = server.order(waits(tmp_path))

    looks = await asyncio.gather(*(node.nodes.start_step(order) for _ in range(20)))
    (tmp_path / "go").touch()
    await node.look_until("1.9.9", "exit")

    assert (tmp_path / "ran").read_text() == "begun\n"
    assert all(look.begun is not None for look in looks)


async def test_the_job_outlives_whoever_started_it(node: LocalNode, server: ScriptServer, tmp_path: Path):
    await node.nodes.start_step(server.order(waits(tmp_path)))
    for process in node.processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    (tmp_path / "go").touch()

    look = await node.look_until("1.9.9", "exit")

    assert (look.exit, look.log_tail) == (7, "done\n")


async def test_a_starter_that_is_hung_up_right_after_begun_still_starts_the_job(
    node: LocalNode, server: ScriptServer, tmp_path: Path
):
    starting = asyncio.create_task(node.nodes.start_step(server.order(waits(tmp_path))))
    while not (node.of("1.9.9") / "begun").exists():  # noqa: ASYNC110 - a file of a shell, no event of ours
        await asyncio.sleep(0.001)
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGPIPE):
        node.processes[0].send_signal(number)
    (tmp_path / "go").touch()
    await starting

    look = await node.look_until("1.9.9", "exit")

    assert (look.exit, (tmp_path / "ran").read_text()) == (7, "begun\n")


async def test_the_script_can_be_ended_like_any_other(node: LocalNode, server: ScriptServer):
    await node.nodes.start_step(server.order("trap\nkill -TERM $$\nsleep 5\n"))

    assert (await node.look_until("1.9.9", "exit")).exit == 143


async def test_the_job_holds_nothing_of_the_session(node: LocalNode, server: ScriptServer, tmp_path: Path):
    await node.nodes.start_step(server.order(waits(tmp_path)))
    leader = (node.of("1.9.9") / "pid").read_text().split()[0]

    assert _open_files(leader) == {"/dev/null", str(node.of("1.9.9") / "log")}
    assert os.getsid(int(leader)) == int(leader)


async def test_a_killed_job_is_in_doubt(node: LocalNode, server: ScriptServer, tmp_path: Path):
    started = await node.nodes.start_step(server.order(waits(tmp_path)))
    leader = int((node.of("1.9.9") / "pid").read_text().split()[0])

    os.killpg(leader, signal.SIGKILL)
    await _gone(leader)
    look = await node.nodes.observe_step(NODE, "1.9.9")

    assert started.alive
    assert look.in_doubt


async def test_a_script_that_outlives_its_leader_is_alive(node: LocalNode, server: ScriptServer, tmp_path: Path):
    await node.nodes.start_step(server.order(waits(tmp_path)))
    leader = int((node.of("1.9.9") / "pid").read_text().split()[0])

    os.kill(leader, signal.SIGKILL)
    await _gone(leader)

    assert (await node.nodes.observe_step(NODE, "1.9.9")).alive
    with pytest.raises(Refused):
        await node.nodes.retire_step(NODE, "1.9.9", 1)


async def test_a_process_id_that_was_used_again_is_not_the_job(node: LocalNode):
    _lay_begun(node)
    (node.of("1.9.9") / "pid").write_text(f"{os.getpid()} 1\n")

    assert (await node.nodes.observe_step(NODE, "1.9.9")).in_doubt


async def test_begun_without_a_pid_counts_as_alive_for_a_short_time_only(node: LocalNode):
    begun = _lay_begun(node)

    young = await node.nodes.observe_step(NODE, "1.9.9")
    os.utime(begun, (begun.stat().st_mtime - 11,) * 2)
    old = await node.nodes.observe_step(NODE, "1.9.9")

    assert (young.alive, old.alive, old.in_doubt) == (True, False, True)


async def test_a_starter_that_still_lives_may_yet_start_the_job(node: LocalNode):
    begun = _lay_begun(node, starter=f"{os.getpid()} {_own_start()}")
    os.utime(begun, (0, 0))

    assert (await node.nodes.observe_step(NODE, "1.9.9")).alive


async def test_nothing_lives_after_a_reboot(node: LocalNode):
    _lay_begun(node, boot="another-boot")
    (node.of("1.9.9") / "pid").write_text(f"{os.getpid()} {_own_start()}\n")

    look = await node.nodes.observe_step(NODE, "1.9.9")

    assert (look.rebooted, look.in_doubt) == (True, True)


async def test_a_script_with_another_hash_is_refused_before_anything_is_begun(node: LocalNode, server: ScriptServer):
    with pytest.raises(Refused, match="not the one that this hop was bound to"):
        await node.nodes.start_step(server.order("touch /nowhere\n", sha256="0" * 64))

    assert list(node.of("1.9.9").iterdir()) == []


async def test_a_script_that_is_not_served_is_unreachable(node: LocalNode, server: ScriptServer):
    order = dataclasses.replace(server.order("true\n"), script_url=server.order("true\n").script_url + ".gone")

    with pytest.raises(Unreachable, match="cannot fetch"):
        await node.nodes.start_step(order)

    assert (await node.nodes.observe_step(NODE, "1.9.9")).begun is None


async def test_a_live_job_is_not_retired(node: LocalNode, server: ScriptServer, tmp_path: Path):
    await node.nodes.start_step(server.order(waits(tmp_path)))

    with pytest.raises(Refused, match="a job lives"):
        await node.nodes.retire_step(NODE, "1.9.9", 1)

    assert (await node.nodes.observe_step(NODE, "1.9.9")).alive


async def test_a_retired_attempt_keeps_its_files_and_makes_room(node: LocalNode, server: ScriptServer):
    await node.nodes.start_step(server.order("exit 3\n"))
    await node.look_until("1.9.9", "exit")

    await node.nodes.retire_step(NODE, "1.9.9", 1)
    await node.nodes.retire_step(NODE, "1.9.9", 1)
    await node.nodes.start_step(server.order("exit 0\n", attempt=2))
    look = await node.look_until("1.9.9", "begun")

    assert (node.of("1.9.9") / "exit.1").read_text() == "3\n"
    assert look.begun is not None
    assert look.begun.attempt == 2


async def test_a_late_order_does_not_bring_a_retired_attempt_back(
    node: LocalNode, server: ScriptServer, tmp_path: Path
):
    order = server.order(f"echo ran >>{tmp_path}/ran\nexit 3\n")
    await node.nodes.start_step(order)
    await node.look_until("1.9.9", "exit")
    await node.nodes.retire_step(NODE, "1.9.9", 1)

    with pytest.raises(Refused, match="set aside"):
        await node.nodes.start_step(order)

    assert (tmp_path / "ran").read_text() == "ran\n"


async def test_a_cancelled_attempt_never_begins_and_the_next_one_does(
    node: LocalNode, server: ScriptServer, tmp_path: Path
):
    order = server.order(f"echo ran >>{tmp_path}/ran\n")

    assert await node.nodes.cancel_step(NODE, "1.9.9", "run-1", 1)
    assert await node.nodes.cancel_step(NODE, "1.9.9", "run-1", 1)
    with pytest.raises(Refused, match="set aside"):
        await node.nodes.start_step(order)

    assert not (tmp_path / "ran").exists()
    await node.nodes.start_step(dataclasses.replace(order, attempt=2))
    await node.look_until("1.9.9", "exit")
    assert (tmp_path / "ran").read_text() == "ran\n"


async def test_what_has_begun_is_not_cancelled(node: LocalNode, server: ScriptServer, tmp_path: Path):
    await node.nodes.start_step(server.order(waits(tmp_path)))

    assert not await node.nodes.cancel_step(NODE, "1.9.9", "run-1", 1)

    assert (await node.nodes.observe_step(NODE, "1.9.9")).alive
    assert not (node.of("1.9.9") / "begun.1").exists()


async def test_an_order_and_its_cancellation_at_once_never_both_hold(
    node: LocalNode, server: ScriptServer, tmp_path: Path
):
    order = server.order(f"echo ran >>{tmp_path}/ran\n")

    _, cancelled = await asyncio.gather(
        node.nodes.start_step(order),
        node.nodes.cancel_step(NODE, "1.9.9", "run-1", 1),
        return_exceptions=True,
    )

    begun = (await node.nodes.observe_step(NODE, "1.9.9")).begun is not None
    assert begun is not cancelled


@pytest.mark.parametrize("broken", ["progress", "active", "release"])
async def test_the_script_is_not_begun_on_a_node_whose_old_generation_is_not_whole(
    node: LocalNode, server: ScriptServer, broken: str
):
    if broken == "progress":
        (node.mesosphere / "install_progress").write_text('{"stage": "archive"}')
    elif broken == "active":
        (node.mesosphere / "active").rename(node.mesosphere / "active.old")
    else:
        (node.mesosphere / "etc" / "dcos-version.json").write_text('{"version": "1.9.5"}')

    with pytest.raises(Refused, match=r"swap of generations|another release"):
        await node.nodes.start_step(server.order("exit 0\n"))

    assert (await node.nodes.observe_step(NODE, "1.9.9")).begun is None


async def test_another_attempt_is_not_retired(node: LocalNode):
    _lay_begun(node)

    with pytest.raises(Refused, match="another attempt"):
        await node.nodes.retire_step(NODE, "1.9.9", 2)


async def test_a_look_tells_the_generations_apart(node: LocalNode):
    (node.mesosphere / "active").rename(node.mesosphere / "active.old")
    (node.mesosphere / "bin.new").mkdir()
    (node.mesosphere / "packages" / "mesos--new_tmp").mkdir()
    (node.mesosphere / "install_progress").write_text('{"stage": "archive", "extension": ".new"}')

    look = await node.nodes.observe_step(NODE, "1.9.9")

    assert (look.version, look.install_progress, look.active_present, look.new_generation) == (
        "1.9.4",
        "archive",
        False,
        True,
    )
    assert (look.active, look.stored) == ((), ("mesos--new_tmp", "mesos--old"))


async def test_active_packages_are_read_from_their_links(node: LocalNode):
    assert (await node.nodes.observe_step(NODE, "1.9.9")).active == ("mesos--old",)


async def test_what_a_login_prints_does_not_matter(node: LocalNode):
    node.noise = b"Welcome!\nrun fast\nalive yes\n"

    assert (await node.nodes.observe_step(NODE, "1.9.9")).begun is None


async def test_everything_is_private(node: LocalNode, server: ScriptServer):
    await node.nodes.start_step(server.order("exit 0\n"))
    await node.look_until("1.9.9", "exit")

    modes = {stat.S_IMODE(path.stat().st_mode) for path in (node.state, *node.state.rglob("*"))}

    assert modes == {0o700, 0o600}


async def test_the_log_comes_without_secrets_and_bounded(node: LocalNode, server: ScriptServer):
    await node.nodes.start_step(server.order("seq 1 5000\necho password=hunter2\n"))

    look = await node.look_until("1.9.9", "exit")

    assert look.log_tail.endswith("5000\npassword=***\n")
    assert len(look.log_tail.splitlines()) == 20


async def test_a_target_cannot_leave_its_directory(node: LocalNode):
    with pytest.raises(Exception, match="could not do what it was told"):
        await node.nodes.observe_step(NODE, "../../etc")


async def test_a_foreign_owner_is_named(node: LocalNode):
    await node.nodes.claim(NODE, cluster="here", run="theirs", epoch=4)

    with pytest.raises(Owned, match="theirs") as refused:
        await node.nodes.claim(NODE, cluster="here", run="ours", epoch=9)

    assert refused.value.exit_code == 6
    assert (node.state / "owner").read_text() == "cluster here\nrun theirs\nepoch 4\n"


async def test_a_later_epoch_of_the_same_run_takes_the_owner_file_and_an_earlier_does_not(node: LocalNode):
    for epoch in (1, 1, 3):
        await node.nodes.claim(NODE, cluster="here", run="ours", epoch=epoch)

    with pytest.raises(Owned, match="epoch 3"):
        await node.nodes.claim(NODE, cluster="here", run="ours", epoch=2)


async def test_of_many_claims_at_once_one_wins(node: LocalNode):
    claims = (node.nodes.claim(NODE, cluster="here", run=f"run-{n}", epoch=1) for n in range(8))

    answers = await asyncio.gather(*claims, return_exceptions=True)

    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, Owned) for answer in answers) == 7


async def test_only_its_own_owner_file_is_released(node: LocalNode):
    await node.nodes.claim(NODE, cluster="here", run="theirs", epoch=1)

    await node.nodes.release(NODE, run="ours")
    kept = (node.state / "owner").exists()
    await node.nodes.release(NODE, run="theirs")

    assert (kept, (node.state / "owner").exists()) == (True, False)


def _lay_begun(node: LocalNode, *, boot: str | None = None, starter: str = "999999999 1") -> Path:
    node.of("1.9.9").mkdir(parents=True)
    boot = boot or Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    begun = node.of("1.9.9") / "begun"
    begun.write_text(f"run run-1\nepoch 1\nattempt 1\nboot {boot}\nstarter {starter}\n")
    return begun


def _own_start() -> str:
    return Path("/proc/self/stat").read_text().rpartition(") ")[2].split()[19]


def _open_files(process: str) -> set[str]:
    return {str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()}


async def _gone(process: int) -> None:
    async with asyncio.timeout(20):
        while _state(process) not in {"gone", "Z"}:  # noqa: ASYNC110 - the kernel tells nobody
            await asyncio.sleep(0.02)


def _state(process: int) -> str:
    """The kernel's letter for the process; Z is a zombie that nobody waits for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]
    except FileNotFoundError:
        return "gone"
