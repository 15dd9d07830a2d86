"""What a person meets on a lab node: plain ssh, real bash, the node's own files, name, processes and shims."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess

import asyncssh
import pytest
from fakes.lab_nodes import AGENT, MASTER, Lab, eventually, running_lab  # noqa: F401 - pytest finds the fixture here

pytestmark = pytest.mark.wire


async def ssh(lab: Lab, command: str, *options: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    host, port, user, identity = lab.nodes.ssh(MASTER)
    known = f"UserKnownHostsFile={lab.nodes.known_hosts}"
    line = ["ssh", "-F", "none", "-p", str(port), "-i", str(identity), "-o", known, "-o", "BatchMode=yes", *options]
    child = await asyncio.create_subprocess_exec(
        *line, f"{user}@{host}", command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await asyncio.wait_for(child.communicate(stdin), 20)
    return subprocess.CompletedProcess(line, child.returncode or 0, out, err)


async def test_plain_ssh_runs_bash_and_returns_its_status(lab: Lab) -> None:
    done = await ssh(lab, "cat /opt/mesosphere/etc/dcos-version.json; echo note >&2; [[ -n $BASH ]] && exit 7")

    assert done.returncode == 7
    assert b'"version": "1.9.9"' in done.stdout
    assert done.stderr == b"note\n"


async def test_standard_input_reaches_the_command_and_ends(lab: Lab) -> None:
    done = await ssh(lab, "sha256sum", stdin=b"x" * 300_000)

    assert done.stdout.split()[0].decode() == hashlib.sha256(b"x" * 300_000).hexdigest()


async def test_a_request_for_a_terminal_is_met_with_one(lab: Lab) -> None:
    done = await ssh(lab, "tty; exit 5", "-tt")

    assert done.returncode == 5
    assert done.stdout.startswith(b"/dev/pts/")


async def test_a_key_that_is_not_the_operators_is_refused(lab: Lab) -> None:
    host, port, user, _ = lab.nodes.ssh(MASTER)

    with pytest.raises(asyncssh.PermissionDenied):
        await asyncssh.connect(
            host,
            port,
            username=user,
            client_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            known_hosts=str(lab.nodes.known_hosts),
            config=None,
        )


async def test_a_changed_host_key_is_noticed_until_it_is_restored(lab: Lab) -> None:
    await lab.nodes.change_host_key(MASTER)

    with pytest.raises(asyncssh.HostKeyNotVerifiable):
        await lab.connect(MASTER)
    await lab.nodes.restore_host_key(MASTER)

    assert (await lab.run(MASTER, "true")).exit_status == 0


async def test_each_node_has_its_own_name_boot_id_and_processes(lab: Lab) -> None:
    facts = "hostname; cat /proc/sys/kernel/random/boot_id; ls -d /proc/[0-9]* | wc -l; detect_ip"

    master = (await lab.run(MASTER, f"/opt/mesosphere/bin/dcos-shell bash -c '{facts}'")).stdout
    agent = (await lab.run(AGENT, f"/opt/mesosphere/bin/dcos-shell bash -c '{facts}'")).stdout

    names, boots, counts, addresses = zip(str(master).split(), str(agent).split(), strict=True)
    assert names == ("m1", "a1")
    assert len(set(boots)) == 2
    assert all(int(count) < 15 for count in counts)
    assert addresses == (lab.nodes.ssh(MASTER)[0], lab.nodes.ssh(AGENT)[0])


@pytest.mark.parametrize(("terminal", "outlives"), [(None, True), ("xterm", False)])
async def test_a_lost_connection_hangs_up_a_terminal_and_nothing_else(
    lab: Lab, terminal: str | None, outlives: bool
) -> None:
    connection = await lab.connect(AGENT)
    detached = "setsid sh -c 'sleep 71.5; :' </dev/null >/dev/null 2>&1 & "
    await connection.create_process(detached + "echo started; sleep 72.5", term_type=terminal)

    async def session_runs() -> bool:
        return "sleep 72.5" in await lab.running(AGENT)

    async def session_is_gone() -> bool:
        return not await session_runs()

    assert await eventually(session_runs)
    connection.abort()

    assert await eventually(session_is_gone) is not outlives
    assert "sleep 71.5" in await lab.running(AGENT)


async def test_the_first_process_of_a_node_reaps_what_is_left_to_it(lab: Lab) -> None:
    await lab.run(AGENT, "(setsid true &) ; sleep 0.2")

    processes = await lab.run(AGENT, "ps -eo stat,args")

    assert "defunct" not in str(processes.stdout)


async def test_shims_tell_the_world_and_print_its_answer_untouched(lab: Lab) -> None:
    journal = await lab.run(MASTER, "sudo -n journalctl -u 'dcos-marathon' --since '1 hour'")
    active = await lab.run(MASTER, "sudo -E systemctl is-active dcos.target")

    assert journal.stdout == "-- -u dcos-marathon --since 1 hour 'quoted' $HOME\n"
    assert journal.stderr == "hint\n"
    assert (active.exit_status, active.stdout) == (3, "inactive\n")
    assert lab.services.of(MASTER, "is-active") == [("is-active", "dcos.target")]


async def test_programs_tell_the_live_packages_version(lab: Lab) -> None:
    mesos = "/opt/mesosphere/bin/mesos-master --version; /opt/mesosphere/bin/dcos-shell mesos-agent --version"

    done = await lab.run(MASTER, mesos)

    version = lab.nodes.files(MASTER).component("mesos")
    assert done.stdout == f"mesos {version}\n" * 2


async def test_power_off_kills_everything_and_power_on_is_a_new_boot(lab: Lab) -> None:
    boot = (await lab.run(AGENT, "cat /proc/sys/kernel/random/boot_id")).stdout
    await lab.run(AGENT, "setsid sleep 73.5 </dev/null >/dev/null 2>&1 & touch /var/lib/dcos/kept /run/lost; sync")

    await lab.nodes.power_off(AGENT)
    with pytest.raises(ConnectionRefusedError):
        await lab.connect(AGENT)
    await lab.nodes.power_on(AGENT)

    after = await lab.run(AGENT, "cat /proc/sys/kernel/random/boot_id; ps -eo args; ls /var/lib/dcos /run")
    assert str(boot) not in str(after.stdout)
    assert "sleep 73.5" not in str(after.stdout)
    assert "kept" in str(after.stdout) and "lost" not in str(after.stdout)


async def test_an_unplugged_node_refuses_and_its_jobs_go_on(lab: Lab) -> None:
    await lab.run(AGENT, "setsid sleep 74.5 </dev/null >/dev/null 2>&1 &")

    await lab.nodes.unplug(AGENT)
    with pytest.raises(ConnectionRefusedError):
        await lab.connect(AGENT)
    await lab.nodes.plug(AGENT)

    assert "sleep 74.5" in await lab.running(AGENT)


async def test_nothing_is_left_running_after_the_lab_stops(lab: Lab) -> None:
    await lab.run(AGENT, "setsid sleep 75.5 </dev/null >/dev/null 2>&1 &")

    await lab.nodes.stop()

    ps = await asyncio.create_subprocess_exec("ps", "-eo", "args", stdout=subprocess.PIPE)
    running = (await ps.communicate())[0].decode()
    assert "sleep 75.5" not in running
    assert str(lab.nodes.known_hosts.parent) not in running
