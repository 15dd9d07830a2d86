"""Reading what step.sh prints. Strict: a line that it does not print, or one that is missing, makes the answer unreadable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable, Unreadable
from dcos_upgrade.core.step import Begun, StepLook, StepOrder

BEGIN = "dcos-upgrade/step/1 begin"
END = "dcos-upgrade/step/1 end"

_FRAME = re.compile(rf"(?:\A|.*\n){re.escape(BEGIN)}\n(.*?\n){re.escape(END)}\n", re.DOTALL)
_LOOK_KEYS = frozenset(
    {"run", "epoch", "attempt", "boot", "rebooted", "alive", "exit", "log", "version", "active", "stored"}
    | {"install_progress", "active_present", "new_generation"}
)
_BEGUN_KEYS = frozenset({"run", "epoch", "attempt", "boot", "rebooted"})

Lines = Mapping[str, tuple[str, ...]]


def read_frame(stdout: bytes, *, node: NodeId, cut: str) -> Lines:
    """The values by key. Raises Unreachable when the answer was cut short, Unreadable when it is something else."""
    match = _FRAME.match(stdout.decode("utf-8", "replace"))
    if match is None:
        if cut or not stdout.strip():
            raise Unreachable("the node's answer was cut short", where=str(node), evidence=cut or "nothing was printed")
        raise Unreadable("the node answers something else", where=str(node), evidence=repr(stdout[-200:]))
    lines: dict[str, tuple[str, ...]] = {}
    for line in match[1].splitlines():
        key, _, value = line.partition(" ")
        lines[key] = (*lines.get(key, ()), value)
    return lines


def read_look(lines: Lines, *, node: NodeId, time: datetime) -> StepLook:
    """Raises Unreadable when a line is unknown, missing or malformed."""
    unknown = sorted(set(lines) - _LOOK_KEYS)
    if unknown:
        raise Unreadable(f"the node's look has a line that is not known: {unknown[0]}", where=str(node))
    try:
        return _look(lines, node, time)
    except (KeyError, ValueError) as error:
        raise Unreadable("the node's look is malformed", where=str(node), evidence=f"{error}") from error


def refusal(lines: Lines, *, node: NodeId, order: StepOrder | None = None) -> DcosUpgradeError | None:
    """What the node refused to do, in the operator's words; None when it refused nothing."""
    if "refused" not in lines:
        return None
    kind, _, detail = lines["refused"][0].partition(" ")
    if kind == "sha256" and order is not None:
        return Refused(
            "the upgrade script is not the one that this hop was bound to",
            where=order.script_url,
            evidence=f"node {node} found {detail}, bound is {order.script_sha256}",
            safe="yes: the script was not run on this node",
            next_command="serve the script with the bound SHA-256 at this URL again, then: dcos-upgrade resume",
        )
    if kind == "fetch" and order is not None:
        what = "the node cannot fetch the upgrade script"
        return Unreachable(what, where=order.script_url, evidence=f"node {node}: {detail}")
    if kind in _REFUSED:
        return Refused(_REFUSED[kind], where=str(node), evidence=detail, next_command=_NEXT)
    return Unreadable("the node could not do what it was told", where=str(node), evidence=f"{kind} {detail}")


_NEXT = "mend the cause on the node, then: dcos-upgrade resume"
_REFUSED = {
    "alive": "a job lives on this node",
    "attempt": "another attempt lies on this node",
    "superseded": "this attempt was set aside already, a later one goes on",
    "swap": "a swap of generations was broken off on this node, so the upgrade script must not run on it",
    "release": "the node is at another release than the one that this hop begins at",
    "disk": "the node cannot write what is needed under /var/lib/dcos-upgrade",
    "busy": "the owner file is locked by another process on this master",
}


def _look(lines: Lines, node: NodeId, time: datetime) -> StepLook:
    exit_status = _optional(lines, "exit")
    return StepLook(
        node=node,
        time=time,
        begun=_begun(lines),
        alive=_flag(lines, "alive"),
        rebooted="rebooted" in lines and _flag(lines, "rebooted"),
        exit=None if exit_status is None else int(exit_status),
        version=_optional(lines, "version"),
        active=lines.get("active", ()),
        stored=lines.get("stored", ()),
        install_progress=_optional(lines, "install_progress"),
        active_present=_flag(lines, "active_present"),
        new_generation=_flag(lines, "new_generation"),
        log_tail=bytes.fromhex(_optional(lines, "log") or "").decode("utf-8", "replace"),
    )


def _begun(lines: Lines) -> Begun | None:
    if not _BEGUN_KEYS & set(lines):
        return None
    return Begun(
        run=_one(lines, "run"),
        epoch=int(_one(lines, "epoch")),
        attempt=int(_one(lines, "attempt")),
        boot_id=_one(lines, "boot"),
    )


def _one(lines: Lines, key: str) -> str:
    (value,) = lines[key]
    if not value:
        raise ValueError(f"{key} has no value")
    return value


def _optional(lines: Lines, key: str) -> str | None:
    return _one(lines, key) if key in lines else None


def _flag(lines: Lines, key: str) -> bool:
    return {"yes": True, "no": False}[_one(lines, key)]
