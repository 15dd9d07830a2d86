"""How DC/OS's own checks are run and read; shared by the node's and the cluster's.

The runner changed its name in 1.12 and is not there in 1.9. Both kinds exit 0 and check nothing when they are called as
the vendor's script of 1.12 to 2.2 calls them, so: one type a call, the list of what is configured beside it, and a result
that holds none of the configured checks, or an ``error``, is no result.
"""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.probes.reading import json_body, text, unreadable

NO_RUNNER = "none"
CHECK_RUNNER = "dcos-check-runner"
DIAGNOSTICS = "dcos-diagnostics"

_LIST = "[list]"
_RESULT = "[result]"


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One check: 0 well, 1 warning, 2 critical, 3 unknown."""

    status: int
    output: str = ""


class VendorChecks(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the node's runner answered. ``status`` is the worst of all; None without a runner.

    ``configured`` are the names that the runner lists for this node; None where it could not be asked for them.
    """

    runner: str
    status: int | None = None
    checks: dict[str, Outcome] = msgspec.field(default_factory=dict)
    configured: tuple[str, ...] | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Checks that are configured and have no outcome."""
        return tuple(name for name in self.configured or () if name not in self.checks)

    @property
    def bad(self) -> tuple[str, ...]:
        """Names of the checks that did not end well."""
        return tuple(name for name, outcome in self.checks.items() if outcome.status)

    @property
    def not_well(self) -> tuple[str, ...]:
        return tuple(f"{name} ({outcome.status})" for name, outcome in self.checks.items() if outcome.status)


class _Result(msgspec.Struct, frozen=True, kw_only=True):
    status: int
    checks: dict[str, Outcome]
    error: str | None = None


class _Listed(msgspec.Struct, frozen=True, kw_only=True):
    description: str | None = None


def command(kind: str) -> str:
    """POSIX sh that runs one type of checks with whatever runner the node's live release has."""
    return (
        "bin=/opt/mesosphere/bin; etc=/opt/mesosphere/etc; "
        f'if [ -e "$bin/{CHECK_RUNNER}" ] && [ -e "$etc/dcos-check-config.json" ]; then '
        f"{_both(CHECK_RUNNER, kind, '$bin/dcos-check-runner')} "
        'elif [ -e "$etc/dcos-diagnostics-runner-config.json" ]; then '
        f"{_both(DIAGNOSTICS, kind, '$bin/dcos-shell dcos-diagnostics')} "
        f'else echo "[{NO_RUNNER}]"; fi'
    )


def _both(name: str, kind: str, call: str) -> str:
    return f'echo "[{name}]"; echo "{_LIST}"; {call} check {kind} --list; echo; echo "{_RESULT}"; {call} check {kind};'


def parse(answer: Answer) -> VendorChecks:
    """The runner's exit status is its worst check's, so a status that is not 0 is an answer too."""
    runner, _, rest = text(answer).strip().partition("\n")
    runner = runner.strip().strip("[]")
    if runner == NO_RUNNER:
        return VendorChecks(runner=NO_RUNNER)
    if runner not in (CHECK_RUNNER, DIAGNOSTICS) or _RESULT not in rest:
        raise unreadable(answer, f"no answer of a check runner (exit {answer.status})")
    listing, _, body = rest.partition(_RESULT)
    return _read(answer, runner, _configured(answer, listing.replace(_LIST, "", 1)), body)


def _read(answer: Answer, runner: str, configured: tuple[str, ...] | None, body: str) -> VendorChecks:
    result = json_body(answer, body.strip().encode(), _Result)
    if result.error:
        raise unreadable(answer, f"the check runner answered an error: {result.error}")
    if not result.checks and configured != ():
        raise unreadable(answer, "the check runner checked nothing")
    worst = max((result.status, answer.status, *(outcome.status for outcome in result.checks.values())))
    return VendorChecks(runner=runner, status=worst, checks=result.checks, configured=configured)


def _configured(answer: Answer, listing: str) -> tuple[str, ...] | None:
    try:
        return tuple(sorted(json_body(answer, listing.strip().encode(), dict[str, _Listed])))
    except Unreadable:
        return None
