"""What people changed on each node where a swap replaces everything: loose files among pkgpanda's links, files of packages that were
edited since they were unpacked, units that differ from those of their packages.

Drop-ins of units are told too; they lie beside what is replaced, and stay.
"""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

HOME, UNITS = "/opt/mesosphere", "/etc/systemd/system"
SECONDS, MOST, SLACK = 10, 100, 60
"""Bound of each search; files of each kind that are told; seconds after a package was unpacked that still belong to it."""

_COMMAND = (
    f"[ -d {HOME}/active ] || exit 1; "
    f"bound=; command -v timeout >/dev/null 2>&1 && bound='timeout -k 1 {SECONDS}'; "
    f"for part in bin etc include lib; do [ ! -d {HOME}/$part ] || "
    f'$bound find -H "{HOME}/$part" -mindepth 1 -maxdepth 1 ! -type l ! -type d -printf "loose %p\\n" | head -n {MOST}; done; '
    f'for link in {HOME}/active/*; do at=$(stat -c %z "$link/pkginfo.json" 2>/dev/null) || continue; '
    f'$bound find -H "$link" -xdev -type f ! -name \'*.pyc\' -newermt "$at {SLACK} seconds" '
    f'-printf "edited %p\\n" | head -n {MOST}; done; '
    "command -v cmp >/dev/null 2>&1 || echo 'no cmp'; "
    f"for unit in {UNITS}/dcos-*.service {UNITS}/dcos-*.timer {UNITS}/dcos-*.socket; do "
    '[ -f "$unit" ] || continue; of=; '
    f'for own in {HOME}/active/*/dcos.target.wants*/"${{unit##*/}}"; do [ -f "$own" ] || continue; '
    'if cmp -s "$own" "$unit"; then of=same; break; else of=other; fi; done; '
    '[ "$of" != other ] || echo "unit $unit"; done; '
    f'for file in {UNITS}/dcos-*.d/*; do [ ! -f "$file" ] || echo "drop-in $file"; done; echo end'
)
_LINE = re.compile(r"^(loose|edited|unit|drop-in) (/\S.*)$")


class LocalChanges(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Paths. ``units`` is None where the node cannot compare files."""

    loose: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    units: tuple[str, ...] | None = None
    drop_ins: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[str, ...]:
        """What a swap takes away."""
        return (*self.loose, *self.edited, *(self.units or ()))


def parse(answer: Answer) -> LocalChanges:
    lines = output(answer).splitlines()
    if not lines or lines[-1] != "end":
        raise unreadable(answer, "the list of local changes is not whole")
    found: dict[str, list[str]] = {"loose": [], "edited": [], "unit": [], "drop-in": []}
    for line in lines[:-1]:
        match = _LINE.match(line)
        if match is None and line != "no cmp":
            raise unreadable(answer, "not a list of local changes")
        if match is not None:
            found[match[1]].append(match[2])
    told = {kind: tuple(sorted(paths)) for kind, paths in found.items()}
    units = None if "no cmp" in lines else told["unit"]
    return LocalChanges(loose=told["loose"], edited=told["edited"], units=units, drop_ins=told["drop-in"])


PROBE = Probe(
    id="local-changes",
    title="What people changed under /opt/mesosphere and in DC/OS's units on each node",
    source="workbook, 'FAQ Regarding Upgrades' (changes under /opt/mesosphere); pkgpanda, 1.9 to 2.2",
    fact=LocalChanges,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
