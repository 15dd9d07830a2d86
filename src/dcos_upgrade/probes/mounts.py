"""On which file systems the directories of DC/OS lie, and how they are mounted; of XFS also whether it was made for overlay."""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

PLACES = (
    "/",
    "/opt/mesosphere",
    "/tmp",
    "/var/lib/dcos",
    "/var/lib/dcos/exec",
    "/var/lib/docker",
    "/var/lib/mesos",
)
SECONDS = 10

# A directory that is not there yet will lie where the nearest one above it lies.
_COMMAND = (
    "PATH=$PATH:/usr/sbin:/sbin; command -v findmnt >/dev/null 2>&1 || exit 1; "
    f"bound=; command -v timeout >/dev/null 2>&1 && bound='timeout -k 1 {SECONDS}'; "
    f"for place in {' '.join(PLACES)}; do "
    'at=$place; while [ ! -e "$at" ]; do at=${at%/*}; [ -n "$at" ] || at=/; done; '
    'row=$($bound findmnt -n -r -o TARGET,FSTYPE,OPTIONS -T "$at" 2>/dev/null | tail -n 1); '
    'echo "mount $place ${row:-none}"; '
    'case $row in *" xfs "*) info=$($bound xfs_info "${row%% *}" 2>/dev/null); '
    'case $info in *ftype=1*) echo "ftype $place 1" ;; *ftype=0*) echo "ftype $place 0" ;; esac ;; esac; done'
)
_MOUNT = re.compile(r"^mount (?P<place>/\S*) (?P<target>/\S*) (?P<type>[\w.-]{1,40}) (?P<options>\S+)$", re.ASCII)
_FTYPE = re.compile(r"^ftype (?P<place>/\S*) (?P<ftype>[01])$", re.ASCII)


class Mount(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a directory lies. ``ftype`` is None for what is no XFS, and for one that does not say."""

    target: str
    type: str
    options: tuple[str, ...]
    ftype: bool | None = None

    @property
    def may_run_programs(self) -> bool:
        return "noexec" not in self.options

    @property
    def fit_for_overlay(self) -> bool | None:
        """None: an XFS that does not say how it was made."""
        return self.ftype if self.type == "xfs" else True


class Mounts(msgspec.Struct, frozen=True, kw_only=True):
    """By directory."""

    of: dict[str, Mount]

    @property
    def opt_on_root(self) -> bool:
        """Whether /opt/mesosphere lies on the mount of /."""
        return self.of["/opt/mesosphere"].target == self.of["/"].target


def parse(answer: Answer) -> Mounts:
    lines = output(answer).splitlines()
    ftypes = {match["place"]: match["ftype"] == "1" for line in lines if (match := _FTYPE.match(line))}
    found = {match["place"]: match for line in lines if (match := _MOUNT.match(line))}
    if set(found) != set(PLACES):
        raise unreadable(answer, "not every directory has its mount in the list")
    return Mounts(
        of={
            place: Mount(
                target=match["target"],
                type=match["type"],
                options=tuple(match["options"].split(",")),
                ftype=ftypes.get(place),
            )
            for place, match in found.items()
        }
    )


PROBE = Probe(
    id="mounts",
    title="How the directories of DC/OS are mounted on each node",
    source="vendor's system requirements 1.9 to 2.2; DC/OS 1.10.7 release note (ftype); findmnt(8), xfs_info(8)",
    fact=Mounts,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
