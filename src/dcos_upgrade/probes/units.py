"""The systemd units that the live generation wants on each node, and how each of them is.

A unit of the generation before that is gone is normal, so the wanted list is the node's own, read in the same answer.
"""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

COMMAND = (
    "for path in /etc/systemd/system/dcos.target.wants/*; do "
    '[ -L "$path" ] || [ -e "$path" ] || continue; unit=${path##*/}; echo "[$unit]"; '
    "systemctl show -p LoadState -p ActiveState -p SubState -p Type -p Result "
    '"$unit" || echo "ActiveState=unknown"; done'
)


class Unit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit in systemd's words; a property that this systemd does not have is empty."""

    active: str
    load: str = ""
    sub: str = ""
    type: str = ""
    result: str = ""

    @property
    def failed(self) -> bool:
        return self.active == "failed" or self.load in ("not-found", "error", "masked")

    @property
    def well(self) -> bool:
        """Active; or a unit that runs once and ended, or runs, well. A unit that waits for its next start is not well."""
        if self.failed:
            return False
        if self.type == "oneshot":
            ran = self.active == "inactive" and self.result in ("", "success")
            return ran or self.active == "active" or (self.active == "activating" and self.sub.startswith("start"))
        return self.active == "active"

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
    )


PROBE = Probe(
    id="units",
    title="Units that dcos.target wants on each node",
    source="workbook, 'Node Validation'; systemctl show, systemd 218 and later",
    fact=Units,
    question=Command(text=COMMAND),
    parse=parse,
    subjects=every_node,
)
