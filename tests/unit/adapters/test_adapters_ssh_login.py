"""What a login shell is told and what its sudo answers, as bytes: each decision, and nothing that could be taken for another."""

import shlex
from pathlib import Path

import pytest

from dcos_upgrade.adapters.secret_reference import SecretReference
from dcos_upgrade.adapters.ssh_login import Ask, Login, sudo_refusal, wants_terminal
from dcos_upgrade.adapters.ssh_settings import Keys, SshTarget

PASSWORD = SecretReference(kind="env", place="SUDO_WORD")


def target(*, sudo: bool = True, password: SecretReference | None = None) -> SshTarget:
    known = (Path("known_hosts"),)
    return SshTarget(host="h", port=22, user="core", keys=Keys(), known_hosts=known, sudo=sudo, password=password)


ASKING = target(password=PASSWORD)
EVERY = [
    Login(target(sudo=False)),
    Login(target()),
    Login(ASKING),
    Login(target(), terminal=True),
    Login(ASKING, terminal=True),
]


@pytest.mark.parametrize("login", EVERY)
def test_the_login_shell_sees_nothing_that_csh_or_fish_read_in_another_way(login: Login):
    command = login.command(100)

    assert not set(command) & set("\n!\\`")
    assert "$" not in command
    assert shlex.split(command)


@pytest.mark.parametrize("login", EVERY)
def test_a_shell_that_shows_its_commands_shows_neither_mark_nor_prompt(login: Login):
    shown = login.command(100).encode() + login.script(b"true\n", ["a"])

    assert login.mark.strip() not in shown
    assert login.prompt not in shown
    assert login.judge(b"", shown, sent=False) is Ask.WAIT


@pytest.mark.parametrize("login", EVERY)
def test_arguments_are_in_the_script_and_not_in_the_command(login: Login):
    secret = "http://user:word@host/it's $HOME"

    assert secret not in login.command(10)
    assert f"set -- {shlex.quote(secret)}\n".encode() in login.script(b"", [secret])


def test_only_a_sudo_that_may_ask_is_waited_for():
    assert [login.waits for login in EVERY] == [False, False, True, True, True]


def test_the_password_is_asked_for_once():
    login = Login(ASKING)
    lecture = b"We trust you have received the usual lecture.\n"

    first = login.judge(b"", lecture + login.prompt, sent=False)
    waiting = login.judge(b"", lecture + login.prompt, sent=True)
    again = login.judge(b"", lecture + login.prompt + b"\nSorry, try again.\n" + login.prompt, sent=True)

    assert (first, waiting, again) == (Ask.PASSWORD, Ask.WAIT, Ask.REFUSED)


def test_the_mark_opens_even_when_nobody_asked():
    login = Login(ASKING)

    assert login.judge(b"chatter" + login.mark, b"", sent=False) is Ask.SCRIPT


def test_what_comes_before_the_mark_is_no_answer():
    login = Login(target())

    assert login.answer(b"motd\n\x1b[31mnoise" + b"\n" + login.mark + b"answer") == b"answer"
    assert login.answer(b"motd and nothing else") is None


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("sudo: a password is required", "asks for the password"),
        ("sudo: a terminal is required to read the password; either use the -S option", "asks for the password"),
        ("sudo: sorry, you must have a tty to run sudo", "nor with one"),
        ("core is not in the sudoers file.  This incident will be reported.", "does not let core become root"),
        ("Sorry, user core may not run sudo on m1.", "does not let core become root"),
        ("sudo: account validation failure, is your account locked?", "does not let core become root"),
        ("env: 'sudo:' No such file", "does not let core become root"),
    ],
)
def test_what_sudo_refuses_is_said_with_its_own_words(said: str, what: str):
    refusal = sudo_refusal(target(), f"motd\n{said}\n", sent=False)

    assert refusal is not None
    assert what in refusal.what
    assert refusal.evidence == said


@pytest.mark.parametrize("said", ["sudo: 1 incorrect password attempt", "sudo: no password was provided"])
def test_a_password_that_was_sent_and_refused_names_where_it_came_from(said: str):
    refusal = sudo_refusal(ASKING, said, sent=True)

    assert refusal is not None
    assert "refuses the password of user core" in refusal.what
    assert "env:SUDO_WORD" in refusal.next_command


@pytest.mark.parametrize("said", ["", "This account is currently not available."])
def test_what_is_not_sudos_is_not_taken_for_it(said: str):
    assert sudo_refusal(target(), said, sent=False) is None
    assert not wants_terminal(said)
