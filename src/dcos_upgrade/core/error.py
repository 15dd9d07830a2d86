"""Errors by what the caller can do, and the exit codes that callers rely on.

Foreign errors are translated into one of these once, at the adapter's edge, with ``from error``. Each error has
five parts: what happened, where, the evidence, whether the cluster is safe now, and the one next command.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process answers to its caller; public API."""

    DONE = 0
    BROKEN = 1
    FINDINGS = 2
    BLOCKED = 3
    HALTED = 4
    STALE = 5
    OWNED = 6
    LOST = 7
    UNKNOWN = 8
    USAGE = 64
    INTERRUPTED = 130
    TERMINATED = 143


MEANING = {
    ExitCode.DONE: "done; nothing to do; all green",
    ExitCode.BROKEN: "the tool itself failed: a bug, a full disk, a configuration that cannot be read",
    ExitCode.FINDINGS: "findings or differences that do not block",
    ExitCode.BLOCKED: "blocked: a refused route or order, a failed blocking check, bad content of a file, a refused or changed host key, "
    "a plan for another cluster",
    ExitCode.HALTED: "stopped by a gate or a failure; the run is halted and can be resumed",
    ExitCode.STALE: "the cluster is no longer the one that the plan was made for",
    ExitCode.OWNED: "another run has the cluster, or a later process has taken this run over",
    ExitCode.LOST: "the validation found something lost",
    ExitCode.UNKNOWN: "unknown: evidence is missing, truncated, unreachable or too old",
    ExitCode.USAGE: "the call itself is wrong",
    ExitCode.INTERRUPTED: "interrupted (Ctrl-C); jobs on nodes go on, and the run can be resumed",
    ExitCode.TERMINATED: "terminated (SIGTERM); jobs on nodes go on, and the run can be resumed",
}
"""What each code tells its caller."""

UNTOUCHED = "yes: nothing was touched"


class DcosUpgradeError(Exception):
    """Base of all errors that the product raises on purpose."""

    exit_code: ExitCode = ExitCode.BROKEN

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        evidence: str = "",
        safe: str = UNTOUCHED,
        next_command: str = "",
        exit_code: ExitCode | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.evidence = evidence
        self.safe = safe
        self.next_command = next_command
        if exit_code is not None:
            self.exit_code = exit_code


class Unreachable(DcosUpgradeError):
    """No answer, or not within its time: try again. Never evidence that something is down."""

    exit_code = ExitCode.UNKNOWN


class Unreadable(DcosUpgradeError):
    """An answer or a file that is truncated or not what it should be."""

    exit_code = ExitCode.UNKNOWN


class Refused(DcosUpgradeError):
    """The product will not do this: a person has to change something first."""

    exit_code = ExitCode.BLOCKED


class Usage(DcosUpgradeError):
    """The call itself is wrong: an unknown release, a file that is not there."""

    exit_code = ExitCode.USAGE


class Stale(DcosUpgradeError):
    """The cluster is no longer the one that the plan was made for."""

    exit_code = ExitCode.STALE


class Owned(DcosUpgradeError):
    """Another run or another process has the cluster."""

    exit_code = ExitCode.OWNED


class Broken(DcosUpgradeError):
    """The tool itself failed: our bug, a full disk, a journal that cannot be written."""

    exit_code = ExitCode.BROKEN
