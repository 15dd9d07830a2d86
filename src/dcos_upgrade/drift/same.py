"""Judgements that several kinds share: what must stay as it is, and what may change with its node's release."""

from __future__ import annotations

from collections.abc import Callable

from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.judged import Judged, Meeting, expected, not_known, unexpected


def stays(what: str) -> Callable[[Meeting, Between], Judged]:
    """For what no hop changes; ``what`` names it at the beginning of a sentence."""

    def judge(met: Meeting, between: Between) -> Judged:
        if met.after is None:
            return unexpected(f"{what} is gone")
        if met.before is None:
            return unexpected(f"{what} was not there before")
        return unexpected(f"{what} has changed, which no hop does")

    return judge


def with_release(what: str) -> Callable[[Meeting, Between], Judged]:
    """For what comes and goes with the release of its own node."""

    def judge(met: Meeting, between: Between) -> Judged:
        move = between.move(met.scope)
        if move is None:
            return not_known(f"the release of {met.scope} is not known on both sides")
        if move.rose:
            return expected(f"{what} came with {move.target}")
        return unexpected(f"{what} has changed, and {met.scope} is at {move.target} as before")

    return judge
