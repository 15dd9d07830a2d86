"""What this tool has on a node: its files, whose the owner file is, traces of a swap, and whether the node's Marathon was stopped.

Not part of a capture: only an audit asks it. Read as root; without that right the answer is no answer.
"""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

ROOT = "/var/lib/dcos-upgrade"
DROP_IN = "/run/systemd/system/dcos-marathon.service.d/dcos-upgrade.conf"
"""There only for the moment in which a Marathon is put to rest."""
MOST_FILES = 500

COMMAND = f"""\
root={ROOT}
if [ -e "$root" ]; then
    [ -r "$root" ] && [ -x "$root" ] || exit 13
    found=$(find "$root" -mindepth 1 -maxdepth 3 ! -type d) || exit 14
    echo '[files]'
    [ -z "$found" ] || printf '%s\\n' "$found" | head -n {MOST_FILES + 1}
    if [ -e "$root/owner" ]; then echo '[owner]'; head -c 1000 "$root/owner"; echo; fi
fi
echo '[swap]'
for path in /opt/mesosphere/install_progress /opt/mesosphere/*.new /etc/systemd/system/dcos.target.wants.new; do
    if [ -e "$path" ] || [ -L "$path" ]; then printf '%s\\n' "$path"; fi
done
if [ -d /opt/mesosphere/active ]; then echo '[active]'; fi
if [ -e {DROP_IN} ]; then echo '[drop-in]'; fi
echo '[marathon]'
systemctl show -p LoadState -p ActiveState dcos-marathon.service
echo '[end]'"""


class ToolFiles(msgspec.Struct, frozen=True, kw_only=True):
    """``files`` are paths below ``ROOT``; ``owner`` the lines of the owner file by their first word, None when there is none.

    ``swap`` are the paths that only a swap under way or broken off leaves, ``active`` whether a live generation is there.
    ``drop_in``: the one that puts a Marathon to rest. ``marathon`` is systemd's ActiveState of the node's Marathon: "not-found" where it has none, empty when systemd says nothing.
    """

    files: tuple[str, ...]
    owner: dict[str, str] | None
    swap: tuple[str, ...]
    active: bool
    marathon: str
    drop_in: bool = False

    @property
    def targets(self) -> tuple[str, ...]:
        """The releases for which files of a step lie here."""
        parts = (path.split("/") for path in self.files)
        return tuple(sorted({part[1] for part in parts if len(part) == 3 and part[0] == "target"}))


def parse(answer: Answer) -> ToolFiles:
    blocks = _blocks(output(answer).splitlines())
    if "end" not in blocks or "swap" not in blocks:
        raise unreadable(answer, "the list of what lies on the node is not whole")
    files = blocks.get("files", [])
    if len(files) > MOST_FILES:
        raise unreadable(answer, f"there are more than {MOST_FILES} files under {ROOT}")
    if any(not path.startswith(f"{ROOT}/") for path in files):
        raise unreadable(answer, "a name that is no path of ours")
    return ToolFiles(
        files=tuple(sorted(path.removeprefix(f"{ROOT}/") for path in files)),
        owner=_words(blocks["owner"]) if "owner" in blocks else None,
        swap=tuple(blocks["swap"]),
        active="active" in blocks,
        marathon=_marathon(blocks.get("marathon", [])),
        drop_in="drop-in" in blocks,
    )


def _blocks(lines: list[str]) -> dict[str, list[str]]:
    """The lines after each name in brackets; empty ones are left out."""
    blocks: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
            blocks.setdefault(name, [])
        elif line and name:
            blocks[name].append(line)
    return blocks


def _words(lines: list[str]) -> dict[str, str]:
    return {key: value for key, _, value in (line.partition(" ") for line in lines)}


def _marathon(lines: list[str]) -> str:
    shown = dict(line.split("=", 1) for line in lines if "=" in line)
    return "not-found" if shown.get("LoadState") == "not-found" else shown.get("ActiveState", "")


TOOL_FILES = Probe(
    id="tool-files",
    title="What this tool has laid down on each node",
    source="step.sh: what it writes; pkgpanda activate, 1.9 to 2.2: what a swap leaves",
    fact=ToolFiles,
    question=Command(text=COMMAND),
    parse=parse,
    subjects=every_node,
)
