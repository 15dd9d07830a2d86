"""Where the parts of each generation lie on a node, and which pkgpanda can still be run there. Only a recovery asks it.

In the middle of a swap the live names are missing one after the other, and with them pkgpanda, its libraries and its interpreter.
"""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

HOME = "/opt/mesosphere"
PARTS = ("active", "bin", "lib", "environment.export")

COMMAND = f"""\
home={HOME}
for name in {" ".join(PARTS)}; do
    for suffix in '' .old .new; do
        if [ -e "$home/$name$suffix" ] || [ -L "$home/$name$suffix" ]; then echo "part $name$suffix"; fi
    done
done
for program in "$home/bin/pkgpanda" "$home"/packages/pkgpanda--*/bin/pkgpanda; do
    [ -x "$program" ] || continue
    first=$(head -n 1 "$program" | head -c 200 | tr -d '\\000')
    interpreter=${{first#\\#!}}
    interpreter=${{interpreter# }}
    interpreter=${{interpreter%% *}}
    if [ -x "$interpreter" ]; then echo "program runs $program"; else echo "program lame $program"; fi
done
for python in "$home"/packages/python--*/bin/python3; do
    [ -x "$python" ] && echo "python $python"
done
if [ -L "$home/active.old/pkgpanda" ]; then echo "was $(basename "$(readlink "$home/active.old/pkgpanda")")"; fi
echo "target $(systemctl show -p ActiveState dcos.target)"
echo end"""

_PLAIN = re.compile(r"[A-Za-z0-9._+:@/-]+")
"""What can stand in a command line as it is; a path that cannot is never put into one."""


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """A pkgpanda. ``runs``: the interpreter that its first line names is there."""

    path: str
    runs: bool


class SwapPaths(msgspec.Struct, frozen=True, kw_only=True):
    """``parts`` are names below ``HOME``; ``programs`` the live pkgpanda first, then those of the store; ``was`` the package of the one
    that was moved away; ``target`` systemd's ActiveState of dcos.target, empty when it does not say.
    """

    parts: frozenset[str]
    programs: tuple[Program, ...]
    pythons: tuple[str, ...]
    was: str
    target: str

    def place(self, name: str) -> str | None:
        """Where this part is now: live, else moved away, else not yet moved in."""
        found = (f"{name}{suffix}" for suffix in ("", ".old", ".new"))
        return next((f"{HOME}/{part}" for part in found if part in self.parts), None)

    @property
    def program(self) -> Program | None:
        """The pkgpanda to call: the live one, else the one that was live, else any of the store."""
        wanted = (f"{HOME}/bin/pkgpanda", f"{HOME}/packages/{self.was}/bin/pkgpanda")
        by_path = {program.path: program for program in self.programs}
        known = (by_path[path] for path in wanted if path in by_path)
        return next(known, None) or next(iter(self.programs), None)


def parse(answer: Answer) -> SwapPaths:
    lines = [line.partition(" ")[::2] for line in output(answer).splitlines() if line]
    if not lines or lines[-1][0] != "end":
        raise unreadable(answer, "the list of what lies under /opt/mesosphere is not whole")
    words: dict[str, list[str]] = {}
    for key, value in lines:
        words.setdefault(key, []).append(value)
    programs = tuple(_program(answer, value) for value in words.get("program", []))
    return SwapPaths(
        parts=frozenset(words.get("part", [])),
        programs=programs,
        pythons=tuple(_path(answer, value) for value in words.get("python", [])),
        was=next((_path(answer, value) for value in words.get("was", [])), ""),
        target=next((value.partition("=")[2] for value in words.get("target", [])), ""),
    )


def _program(answer: Answer, value: str) -> Program:
    word, _, path = value.partition(" ")
    return Program(path=_path(answer, path), runs=word == "runs")


def _path(answer: Answer, value: str) -> str:
    if not _PLAIN.fullmatch(value):
        raise unreadable(answer, "a path that must not stand in a command")
    return value


SWAP_PATHS = Probe(
    id="swap-paths",
    title="Where the parts of each generation lie, and which pkgpanda can be run",
    source="pkgpanda activate and setup, 1.9 to 2.2",
    fact=SwapPaths,
    question=Command(text=COMMAND),
    parse=parse,
    subjects=every_node,
)
