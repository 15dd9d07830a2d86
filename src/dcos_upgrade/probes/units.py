"""The systemd units that the live generation wants on each node, and how each of them is.

A unit of the generation before that is gone is normal, so the wanted list is the node's own, read in the same answer.

Not all of them run for ever. Timers start some that do their work and end (log rotation, the check runner of each minute,
Docker's garbage collection), one moves users once (1.13), and a condition may keep one from starting at all. Most of these
are of type *simple*, as the services are: how they ended tells them apart.
"""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

COMMAND = (
    "for path in /etc/systemd/system/dcos.target.wants/*; do "
    '[ -L "$path" ] || [ -e "$path" ] || continue; unit=${path##*/}; echo "[$unit]"; '
    "systemctl show -p LoadState -p ActiveState -p SubState -p Type -p Result -p Restart -p ExecMainCode "
    '-p ExecMainStatus -p ConditionResult -p ConditionTimestampMonotonic "$unit" || echo "ActiveState=unknown"; done'
)


_EXITED = "1"
"""systemd's ExecMainCode of a process that ended by itself; 2 is one that was killed, 0 one that never was."""


class Unit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit in systemd's words; a property that this systemd does not have is empty.

    ``restart`` is when systemd starts it again, ``ended`` whether its last process ended by itself with 0, ``left_out``
    whether a condition of its own kept it from starting.
    """

    active: str
    load: str = ""
    sub: str = ""
    type: str = ""
    result: str = ""
    restart: str = ""
    ended: bool = False
    left_out: bool = False

    @property
    def running(self) -> bool:
        return not self.failed and self.active == "active"

    @property
    def loaded(self) -> bool:
        """Whether systemd knows the unit and has a good description of it."""
        return self.active != "unknown" and self.load not in ("not-found", "error", "masked")

    @property
    def failed(self) -> bool:
        return self.active == "failed" or not self.loaded

    @property
    def well(self) -> bool:
        """Active; or a unit that runs once and ended, or runs, well; or one that is not to start here.

        A unit that waits for its next start is not well, nor is one that was stopped.
        """
        if self.failed or self.running:
            return not self.failed
        if self.type == "oneshot" and self.active == "activating":
            return self.sub.startswith("start")
        return self.active == "inactive" and self.result in ("", "success") and self._may_rest

    @property
    def _may_rest(self) -> bool:
        return self.type == "oneshot" or self.left_out or (self.ended and self.restart in ("no", "on-failure"))

    def __str__(self) -> str:
        return f"{self.active} ({self.sub})" if self.sub else self.active


class Units(msgspec.Struct, frozen=True, kw_only=True):
    """By unit name, ``.service`` and the like included."""

    units: dict[str, Unit]


def parse(answer: Answer) -> Units:
    units = {name: _unit(answer, name, values) for name, values in _blocks(answer)}
    if not units:
        raise unreadable(answer, "no unit is wanted by dcos.target")
    return Units(units=units)


def _blocks(answer: Answer) -> list[tuple[str, dict[str, str]]]:
    """One block a unit: its name in brackets, then systemd's ``Key=value`` lines."""
    blocks: list[tuple[str, dict[str, str]]] = []
    for line in output(answer).splitlines():
        if line.startswith("[") and line.endswith("]"):
            blocks.append((line[1:-1], {}))
        elif blocks and "=" in line:
            key, _, value = line.partition("=")
            blocks[-1][1][key.strip()] = value.strip()
    return blocks


def _unit(answer: Answer, name: str, values: dict[str, str]) -> Unit:
    if not values.get("ActiveState"):
        raise unreadable(answer, f"systemd says nothing of {name}")
    return Unit(
        active=values["ActiveState"],
        load=values.get("LoadState", ""),
        sub=values.get("SubState", ""),
        type=values.get("Type", ""),
        result=values.get("Result", ""),
        restart=values.get("Restart", ""),
        ended=values.get("ExecMainCode") == _EXITED and values.get("ExecMainStatus") == "0",
        left_out=values.get("ConditionResult") == "no" and values.get("ConditionTimestampMonotonic", "0") != "0",
    )


PROBE = Probe(
    id="units",
    title="Units that dcos.target wants on each node",
    source="workbook, 'Node Validation'; systemctl show, systemd 218 and later; unit files of DC/OS 1.9 to 2.2",
    fact=Units,
    question=Command(text=COMMAND),
    parse=parse,
    subjects=every_node,
)
