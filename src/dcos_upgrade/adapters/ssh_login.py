"""What is said to a node's login shell, whichever it is, and what its sudo answers. Pure: bytes in, decisions out.

The login shell sees one line of plain words that sh, bash, zsh, csh and fish read alike; everything else travels over
standard input to /bin/sh. What comes before the mark is the login's own noise and never an answer. Neither the mark nor the
prompt stands in the command as it is printed, so that a shell which shows its commands cannot be taken for sudo.
"""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from dcos_upgrade.adapters.ssh_settings import SshTarget
from dcos_upgrade.core.error import Refused

SUDO = "env LC_ALL=C sudo"


class Ask(Enum):
    """What comes next while a session opens."""

    WAIT = auto()
    PASSWORD = auto()
    SCRIPT = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Login:
    """One session. ``terminal``: with a terminal, for a sudo that does not work without one."""

    target: SshTarget
    terminal: bool = False
    _first: str = field(default_factory=lambda: secrets.token_hex(8))
    _second: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def waits(self) -> bool:
        """Whether the script may only be sent after the mark: a sudo that asks would take it for the password."""
        return self.target.password is not None or self.terminal

    @property
    def mark(self) -> bytes:
        return f"{self._first}{self._second}\n".encode()

    @property
    def prompt(self) -> bytes:
        return f"{self._second}%{self._first}".encode()

    def command(self, size: int) -> str:
        """For a script of ``size`` bytes. A terminal has no end of input, so there the bytes are counted."""
        mark = f'echo {self._first}""{self._second}'
        if self.terminal:
            inner = f"stty raw -echo; {mark}; head -c {size} | /bin/sh -s 2>/dev/null | cat"
        else:
            inner = f"{mark}; exec /bin/sh -s"
        shell = f"/bin/sh -c '{inner}'" if self.waits else "/bin/sh -s"
        if not self.target.sudo:
            return shell
        asking = "-n" if self.target.password is None else f"-S -p '{self._second}%%{self._first}'"
        return f"{SUDO} {asking} {shell}"

    def script(self, script: bytes, arguments: Sequence[str]) -> bytes:
        """The arguments are set in the script, where neither the login shell nor a list of processes sees them."""
        head = "" if self.waits else f'printf "\\n%s%s\\n" {self._first} {self._second}\n'
        given = f"set -- {' '.join(map(shlex.quote, arguments))}\n" if arguments else ""
        return f"{head}{given}".encode() + script

    def judge(self, out: bytes, err: bytes, *, sent: bool) -> Ask:
        """What is to be done after these bytes; ``sent`` once the password was."""
        if self.mark in out:
            return Ask.SCRIPT
        asked = out.count(self.prompt) + err.count(self.prompt)
        if asked > sent:
            return Ask.REFUSED if sent else Ask.PASSWORD
        return Ask.WAIT

    def answer(self, out: bytes) -> bytes | None:
        """What was printed after the mark; None when it never came."""
        _, mark, answer = out.partition(self.mark)
        return answer if mark else None


def wants_terminal(said: str) -> bool:
    """Whether sudo's rule is ``requiretty``."""
    return "must have a tty" in said


def sudo_refusal(target: SshTarget, said: str, *, sent: bool) -> Refused | None:
    """What sudo refuses, when these are its last words before anything of ours ran; None when it is not sudo that speaks."""
    complaints = [
        line.strip() for line in said.splitlines() if "sudo:" in line or "sudoers" in line or "may not run" in line
    ]
    if not target.sudo or not complaints:
        return None
    last = complaints[-1]
    if sent and ("incorrect password" in last or "no password was provided" in last or "try again" in last):
        return wrong_password(target, last)
    return Refused(
        _why(target, last),
        where=str(target),
        evidence=last,
        next_command=_mend(target, last),
    )


def wrong_password(target: SshTarget, evidence: str) -> Refused:
    return Refused(
        f"sudo refuses the password of user {target.user}",
        where=str(target),
        evidence=f"{evidence}; it was tried once and is not tried again",
        next_command=f"see what {target.password} holds, then start again",
    )


def _why(target: SshTarget, complaint: str) -> str:
    if "password is required" in complaint or "terminal is required" in complaint:
        return f"sudo asks for the password of user {target.user}, and cluster.yaml does not say where it is"
    if wants_terminal(complaint):
        return f"sudo does not let {target.user} become root without a terminal, nor with one"
    return f"sudo does not let {target.user} become root"


def _mend(target: SshTarget, complaint: str) -> str:
    if "password is required" in complaint or "terminal is required" in complaint:
        return "in cluster.yaml, ssh: sudo: {password: prompt}   (or env:NAME, file:PATH, keyring:SERVICE/USER)"
    return f"{target.by_hand()} sudo -l"
