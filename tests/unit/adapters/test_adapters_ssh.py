"""SSH against a small server in this process: keys, host keys, bounds, reconnecting, many answers in one session."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
import pytest
from asyncssh.constants import OPEN_ADMINISTRATIVELY_PROHIBITED

from dcos_upgrade.adapters.shell import SshShell
from dcos_upgrade.adapters.ssh import SshSessions
from dcos_upgrade.adapters.ssh_settings import Keys, SshSettings
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import Refused, Unreachable
from dcos_upgrade.core.probe import Command

NODE = Node(id=NodeId("m1"), address="127.0.0.1", role=Role.MASTER)


class SmallServer:
    """A node's sshd: runs what it is told in a real shell; may print a banner, hang up, or stay silent."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.noise = b""
        self.cut_after: int | None = None
        self.sessions_refused = False
        self.carries = True
        self.connections: list[asyncssh.SSHServerConnection] = []
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        user_key = asyncssh.generate_private_key("ssh-ed25519")
        user_key.write_private_key(str(directory / "id"))
        user_key.write_public_key(str(directory / "authorized"))
        asyncssh.generate_private_key("ssh-ed25519").write_private_key(str(directory / "stranger"))
        self.port = 0

    async def start(self) -> None:
        self._acceptor = await asyncssh.listen(
            "127.0.0.1",
            self.port,
            server_factory=self._remember,
            server_host_keys=[self.host_key],
            authorized_client_keys=str(self.directory / "authorized"),
            encoding=None,
        )
        self.port = self._acceptor.get_port()
        self._write_known_hosts()

    async def stop(self) -> None:
        self._acceptor.close()
        for connection in self.connections:
            connection.abort()
        await self._acceptor.wait_closed()

    @property
    def settings(self) -> SshSettings:
        return SshSettings(
            user="core",
            port=self.port,
            keys=Keys(identity=self.directory / "id"),
            known_hosts=(self.directory / "known_hosts",),
            sudo=False,
        )

    def _write_known_hosts(self) -> None:
        public = self.host_key.export_public_key().decode()
        (self.directory / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {public}")

    def _remember(self) -> asyncssh.SSHServer:
        server = self

        class Remembering(asyncssh.SSHServer):
            def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
                server.connections.append(conn)

            def session_requested(self) -> asyncssh.SSHServerProcess[bytes] | bool:
                if server.sessions_refused:
                    return False
                return asyncssh.SSHServerProcess(server._process, None, 3, True)

            def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
                if not server.carries:
                    raise asyncssh.ChannelOpenError(OPEN_ADMINISTRATIVELY_PROHIBITED, "forwarding is off")
                return True

        return Remembering()

    async def _process(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        script = await process.stdin.read()
        shell = await asyncio.create_subprocess_shell(
            process.command or "",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            stdout, stderr = await shell.communicate(script)
        finally:
            if shell.returncode is None:  # the session was dropped: nothing may be left for a later test to collect
                shell.kill()
                await shell.wait()
        whole = self.noise + stdout
        process.stderr.write(stderr)
        process.stdout.write(whole[: self.cut_after])
        if self.cut_after is not None:
            await process.stdout.drain()
            process.channel.get_connection().abort()
            return
        process.exit(shell.returncode or 0)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[SmallServer]:
    here = SmallServer(tmp_path)
    await here.start()
    yield here
    await here.stop()


@pytest.fixture
async def sessions(server: SmallServer) -> AsyncIterator[SshSessions]:
    here = SshSessions(server.settings)
    yield here
    await here.close()


def commands(**texts: str) -> dict[str, Command]:
    return {name: Command(text=text) for name, text in texts.items()}


async def test_many_commands_travel_in_one_session(server: SmallServer, sessions: SshSessions):
    asked = commands(a="printf 'one'", b="exit 3", c="echo two; echo gone >&2", d="printf ''")

    answers = await SshShell(sessions).ask(NODE, asked)

    assert {name: (answer.body, answer.status) for name, answer in answers.items()} == {
        "a": (b"one", 0),
        "b": (b"", 3),
        "c": (b"two\n", 0),
        "d": (b"", 0),
    }
    assert len(server.connections) == 1


async def test_the_connection_is_kept(server: SmallServer, sessions: SshSessions):
    for _ in range(3):
        await SshShell(sessions).ask(NODE, commands(a="true"))

    assert len(server.connections) == 1


async def test_a_lost_connection_is_made_again(server: SmallServer, sessions: SshSessions):
    await SshShell(sessions).ask(NODE, commands(a="true"))
    await server.stop()
    await server.start()

    answers = await SshShell(sessions).ask(NODE, commands(a="echo back"))

    assert answers["a"].body == b"back\n"


async def test_a_server_that_opens_no_session_keeps_its_connection(server: SmallServer, sessions: SshSessions):
    await SshShell(sessions).ask(NODE, commands(a="true"))
    server.sessions_refused = True
    with pytest.raises(Unreachable, match="opens no session"):
        await SshShell(sessions).ask(NODE, commands(a="true"))
    server.sessions_refused = False

    await SshShell(sessions).ask(NODE, commands(a="true"))

    assert len(server.connections) == 1


async def test_the_cheapest_cipher_is_taken(server: SmallServer, sessions: SshSessions):
    await SshShell(sessions).ask(NODE, commands(a="true"))

    assert server.connections[0].get_extra_info("recv_cipher") == "aes128-gcm@openssh.com"


async def test_a_noisy_login_changes_no_answer(server: SmallServer, sessions: SshSessions):
    server.noise = b"\x1b[31m*** authorised use only ***\n\n begin 0\n"

    answers = await SshShell(sessions).ask(NODE, commands(a="echo clean"))

    assert answers["a"].body == b"clean\n"


async def test_commands_do_not_read_the_rest_of_the_script(sessions: SshSessions):
    longer_than_what_a_shell_reads_at_once = "# " + "x" * 20_000
    asked = commands(a="cat", b=longer_than_what_a_shell_reads_at_once, c="echo still here")

    answers = await SshShell(sessions).ask(NODE, asked)

    assert (answers["a"].body, answers["c"].body) == (b"", b"still here\n")


async def test_quotes_and_non_text_arrive_as_they_are(sessions: SshSessions):
    asked = commands(a="""printf '%s' "it's"' "quoted" $HOME'""", b="printf '\\377\\000\\n\\n'")

    answers = await SshShell(sessions).ask(NODE, asked)

    assert (answers["a"].body, answers["b"].body) == (b"""it's "quoted" $HOME""", b"\xff\x00\n\n")


async def test_a_session_that_is_cut_has_only_the_answers_that_are_whole(server: SmallServer, sessions: SshSessions):
    server.cut_after = 130  # in the middle of the second answer

    answers = await SshShell(sessions).ask(NODE, commands(a="echo whole", b="echo half; seq 1000", c="echo never"))

    assert {name: answer.body for name, answer in answers.items()} == {"a": b"whole\n"}


async def test_a_session_that_says_nothing_is_unreachable(server: SmallServer, sessions: SshSessions):
    server.cut_after = 0

    with pytest.raises(Unreachable, match="answers nothing"):
        await SshShell(sessions).ask(NODE, commands(a="echo x"))


async def test_one_slow_command_does_not_take_the_others_along(sessions: SshSessions):
    shell = SshShell(sessions, command_timeout=1)

    answers = await shell.ask(NODE, commands(slow="sleep 30", quick="echo quick"))

    assert (answers["slow"].status, answers["quick"].body) == (124, b"quick\n")


async def test_a_session_has_its_time(sessions: SshSessions):
    output = await sessions.run(NODE, b"sleep 30\n", seconds=0.3)

    assert output.cut == "no end within 0.3 s"


async def test_an_endless_answer_is_cut_at_its_bound(server: SmallServer):
    sessions = SshSessions(server.settings, output_limit=1000)

    output = await sessions.run(NODE, b"seq 1 5000\n", seconds=10)
    await sessions.close()

    assert (len(output.stdout), output.cut) == (1000, "more than 1000 bytes")


async def test_a_key_that_the_node_does_not_know_is_refused_by_name(server: SmallServer, tmp_path: Path):
    sessions = SshSessions(dataclasses.replace(server.settings, keys=Keys(identity=tmp_path / "stranger")))

    with pytest.raises(Refused) as refused:
        await sessions.run(NODE, b"true\n", seconds=5)

    assert refused.value.exit_code == 3
    assert "core" in refused.value.what
    assert str(tmp_path / "stranger") in refused.value.evidence


async def test_a_changed_host_key_is_refused_with_its_fingerprint(server: SmallServer, sessions: SshSessions):
    await server.stop()
    known = server.directory / "known_hosts"
    before = known.read_text()
    server.host_key = asyncssh.generate_private_key("ssh-ed25519")
    await server.start()
    known.write_text(before)

    with pytest.raises(Refused, match="host key") as refused:
        await sessions.run(NODE, b"true\n", seconds=5)

    assert server.host_key.get_fingerprint() in refused.value.evidence


async def test_a_host_that_is_not_in_known_hosts_is_refused(server: SmallServer, sessions: SshSessions):
    (server.directory / "known_hosts").write_text("")

    with pytest.raises(Refused) as refused:
        await sessions.run(NODE, b"true\n", seconds=5)

    assert server.host_key.get_fingerprint() in refused.value.evidence


@pytest.mark.parametrize("missing", ["known_hosts", "id"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str):
    async def ask() -> None:
        server = SmallServer(tmp_path)
        await server.start()
        (tmp_path / missing).unlink()
        try:
            await SshSessions(server.settings).run(NODE, b"true\n", seconds=5)
        finally:
            await server.stop()

    with pytest.raises(Refused) as refused:
        asyncio.run(ask())

    assert refused.value.where == str(tmp_path / missing)


async def test_nobody_there_is_unreachable(server: SmallServer):
    settings = server.settings
    await server.stop()

    with pytest.raises(Unreachable) as silent:
        await SshSessions(settings).run(NODE, b"true\n", seconds=5)

    assert f"core@127.0.0.1:{server.port}" in silent.value.where


async def test_a_host_that_accepts_and_says_nothing_is_unreachable(server: SmallServer):
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)
        writer.close()

    listener = await asyncio.start_server(silent, "127.0.0.1", 0)
    settings = dataclasses.replace(server.settings, port=listener.sockets[0].getsockname()[1])

    with pytest.raises((Unreachable, Refused)) as raised:
        await SshSessions(settings, connect_timeout=0.2).run(NODE, b"true\n", seconds=5)
    listener.close()

    assert isinstance(raised.value, Unreachable)
    assert "0.2 s" in raised.value.evidence


async def test_a_sudo_that_asks_is_refused(server: SmallServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "sudo").write_text("#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n")
    (tmp_path / "sudo").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    sessions = SshSessions(dataclasses.replace(server.settings, sudo=True))

    with pytest.raises(Refused, match="sudo"):
        await sessions.run(NODE, b"true\n", seconds=5)
    await sessions.close()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()


async def test_a_port_of_the_node_is_reached_through_its_connection(server: SmallServer):
    sessions = SshSessions(server.settings)
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as service:
        reader, writer = await sessions.tcp(NODE, "127.0.0.1", service.sockets[0].getsockname()[1])
        writer.write(b"ruok\n")

        assert await reader.read() == b"ruok\n"
    await sessions.close()


async def test_a_port_where_nobody_listens_is_unreachable_and_the_connection_is_kept(server: SmallServer):
    sessions = SshSessions(server.settings)
    with pytest.raises(Unreachable, match="from the node itself"):
        await sessions.tcp(NODE, "127.0.0.1", 1)

    await sessions.run(NODE, b"true\n", seconds=5)

    assert len(server.connections) == 1
    await sessions.close()


async def test_an_sshd_that_carries_nothing_is_for_a_person_to_change(server: SmallServer):
    server.carries = False
    sessions = SshSessions(server.settings)

    with pytest.raises(Refused, match="lets no connection be carried") as refused:
        await sessions.tcp(NODE, "127.0.0.1", 5050)

    assert "allowtcpforwarding" in refused.value.next_command
    await sessions.close()


async def test_a_connection_that_died_is_opened_anew_to_carry(server: SmallServer):
    sessions = SshSessions(server.settings)
    await sessions.run(NODE, b"true\n", seconds=5)
    for connection in server.connections:
        connection.abort()
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as service:
        reader, writer = await sessions.tcp(NODE, "127.0.0.1", service.sockets[0].getsockname()[1])
        writer.write(b"again\n")

        assert await reader.read() == b"again\n"
    await sessions.close()
