"""sudo and login shells of every kind, through real shells and a sudo with rules."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes.sshd import Sshd

from dcos_upgrade.adapters.secret_reference import Secret, SecretReference
from dcos_upgrade.adapters.shell import SshShell
from dcos_upgrade.adapters.ssh import SshSessions
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import Refused, Unreachable
from dcos_upgrade.core.probe import Command
from dcos_upgrade.lab.nodes.templates import text

NODE = Node(id=NodeId("m1"), address="127.0.0.1", role=Role.MASTER)
WORD = 'it\'s a "word" % $HOME ü'
PLACE = SecretReference(kind="env", place="SUDO_WORD", what="sudo password of core")
BINARY = "printf 'a\\r\\n\\001\\003\\004\\032\\377z\\n\\n'"


@pytest.fixture
async def sshd(tmp_path: Path) -> AsyncIterator[Sshd]:
    here = Sshd(tmp_path)
    await here.start()
    yield here
    await here.stop()


async def said(sshd: Sshd, text: str, word: str | None = WORD, *, times: int = 1) -> bytes:
    """The answer to one command, as root."""
    password = None if word is None else PLACE
    sessions = SshSessions(sshd.settings(sudo=True, password=password), secrets={PLACE: Secret(word or "")})
    try:
        for _ in range(times):
            answers = await SshShell(sessions).ask(NODE, {"a": Command(text=text)})
        return answers["a"].body
    finally:
        await sessions.close()


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("asks", [False, True])
async def test_every_rule_of_sudo_that_can_be_met_is_met(sshd: Sshd, asks: bool, terminal: bool):
    if asks:
        sshd.rule("password", WORD)
    if terminal:
        sshd.rule("terminal")

    answer = await said(sshd, f"{BINARY}; echo $USER")

    assert answer == b"a\r\n\x01\x03\x04\x1a\xffz\n\nroot\n"
    assert sshd.tries == asks


async def test_a_long_script_passes_through_a_terminal(sshd: Sshd):
    sshd.rule("terminal")

    assert await said(sshd, f"echo whole; : {'x' * 60_000}", word=None) == b"whole\n"


async def test_what_runs_on_a_terminal_does_not_see_it(sshd: Sshd):
    sshd.rule("terminal")

    assert await said(sshd, "for n in 0 1 2; do [ -t $n ] && echo terminal; done; echo none", word=None) == b"none\n"


async def test_a_node_whose_sudo_wants_a_terminal_is_refused_once(sshd: Sshd):
    sshd.rule("terminal")

    await said(sshd, "true", word=None, times=3)

    assert [("stty" in command) for command in sshd.commands] == [False, True, True, True]


async def test_the_password_is_in_no_command(sshd: Sshd):
    sshd.rule("password", WORD)

    await said(sshd, "true")

    assert all(WORD not in command for command in sshd.commands)


async def test_a_password_that_nobody_asks_for_never_reaches_a_shell(sshd: Sshd):
    fed = sshd.directory / "fed"
    (sshd.bin / "sudo").write_text(f'#!/bin/bash\ntee {fed} | /bin/sh -c "${{@: -1}}"\n')

    await said(sshd, "true")

    assert WORD.encode() not in fed.read_bytes()
    assert b"begin 0" in fed.read_bytes()


@pytest.mark.parametrize("terminal", [False, True])
async def test_a_wrong_password_is_refused_after_one_try(sshd: Sshd, terminal: bool):
    sshd.rule("password", WORD)
    if terminal:
        sshd.rule("terminal")

    with pytest.raises(Refused, match="refuses the password of user core") as refused:
        await said(sshd, "true", word="stale")

    assert sshd.tries == 1
    assert "env:SUDO_WORD" in refused.value.next_command


async def test_a_wrong_password_is_not_tried_again_by_a_later_look(sshd: Sshd):
    sshd.rule("password", WORD)
    sessions = SshSessions(sshd.settings(sudo=True, password=PLACE), secrets={PLACE: Secret("stale")})

    for _ in range(3):
        with pytest.raises(Refused):
            await sessions.run(NODE, b"true\n", seconds=10)
    await sessions.close()

    assert sshd.tries == 1


async def test_what_the_node_prints_of_the_password_is_not_kept(sshd: Sshd):
    sshd.rule("password", WORD)

    answer = await said(sshd, f"cat {sshd.sudo}/password; echo; cat {sshd.sudo}/password >&2")

    assert answer == b"***\n"


async def test_a_sudo_that_asks_without_a_password_names_the_remedy(sshd: Sshd):
    sshd.rule("password", WORD)

    with pytest.raises(Refused, match="asks for the password of user core") as refused:
        await said(sshd, "true", word=None)

    assert "sudo: {password: prompt}" in refused.value.next_command


async def test_a_sudo_that_asks_for_something_else_is_refused_in_time(sshd: Sshd, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dcos_upgrade.adapters.ssh_session.SUDO_SECONDS", 0.3)
    (sshd.bin / "sudo").write_text("#!/bin/bash\necho -n 'Verification code: ' >&2; read -r code\n")

    with pytest.raises(Refused, match="something else than a password") as refused:
        await said(sshd, "true")

    assert "Verification code:" in refused.value.evidence


async def test_a_user_who_is_no_sudoer_is_told_so(sshd: Sshd):
    (sshd.bin / "sudo").write_text("#!/bin/bash\necho 'core is not in the sudoers file.' >&2; exit 1\n")

    with pytest.raises(Refused, match="does not let core become root") as refused:
        await said(sshd, "true")

    assert refused.value.evidence == "core is not in the sudoers file."


CHATTY = "echo Welcome to the machine; printf 'no end of line'; echo oops >&2; set -v; "


@pytest.mark.parametrize("asks", [False, True])
async def test_a_chatty_login_is_no_answer(sshd: Sshd, asks: bool):
    sshd.shell = ("/bin/bash", "-c", f'{CHATTY} eval "$1"; echo logout', "bash")
    if asks:
        sshd.rule("password", WORD)

    sessions = SshSessions(sshd.settings(sudo=True, password=PLACE), secrets={PLACE: Secret(WORD)})
    output = await sessions.run(NODE, b'printf "%s|" "$@"\n', "it's", "$HOME two", seconds=10)
    await sessions.close()

    assert output.stdout == b"it's|$HOME two|logout\n"


SHELLS = [name for name in ("dash", "bash", "zsh", "tcsh", "csh", "fish", "ksh") if shutil.which(name)]
"""Those that this machine has; for the others there is the rule about the characters of the command."""


@pytest.mark.parametrize("name", SHELLS)
async def test_whichever_shell_a_user_logs_in_with(sshd: Sshd, name: str):
    sshd.shell = (name, "-c")
    sshd.rule("password", WORD)

    assert await said(sshd, "echo $((6 * 7))") == b"42\n"


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("asks", [False, True])
async def test_a_shell_that_reads_much_in_another_way_and_shows_its_commands(sshd: Sshd, asks: bool, terminal: bool):
    sshd.shell = ("/bin/bash", "-c", text("odd_shell.sh"), "odd-shell")
    if asks:
        sshd.rule("password", WORD)
    if terminal:
        sshd.rule("terminal")

    assert await said(sshd, "echo $((6 * 7))", word=WORD if asks else None) == b"42\n"


async def test_an_account_that_gets_no_shell_says_why(sshd: Sshd):
    sshd.shell = ("/bin/sh", "-c", "echo This account is currently not available.; exit 1")

    with pytest.raises(Unreachable) as unreachable:
        await said(sshd, "true", word=None)

    assert unreachable.value.evidence == "This account is currently not available."


async def test_a_job_that_was_detached_outlives_the_terminal(sshd: Sshd):
    sshd.rule("terminal")
    up, left = sshd.directory / "up", sshd.directory / "left"
    job = f"setsid sh -c ': >{up}; sleep 0.3; echo done >{left}' </dev/null >/dev/null 2>&1 &"
    script = f"trap : HUP\n{job}\nwhile [ ! -e {up} ]; do sleep 0.05; done\necho begun\n"
    sessions = SshSessions(sshd.settings(sudo=True))

    output = await sessions.run(NODE, script.encode(), seconds=10)
    await sessions.close()

    assert output.stdout == b"begun\n"
    for _ in range(200):
        if left.exists():
            break
        await asyncio.sleep(0.05)
    assert left.exists()
