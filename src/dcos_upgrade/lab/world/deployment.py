"""A deployment of one app: what Marathon has yet to do until the cluster is as asked for."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.lab.world.apps import App

START, SCALE, RESTART, STOP = "StartApplication", "ScaleApplication", "RestartApplication", "StopApplication"


@dataclass(slots=True, kw_only=True)
class Deployment:
    """``before`` and ``after`` are the app's definitions; None where it was not or will not be there.

    ``step`` counts from 0. ``carried_out`` is False for one that nothing ever finishes.
    """

    id: str
    version: str
    app: str
    started_at: float
    before: App | None = None
    after: App | None = None
    steps: tuple[str, ...] = (SCALE,)
    step: int = 0
    carried_out: bool = True


def steps_between(before: App | None, after: App | None) -> tuple[str, ...]:
    """As Marathon's plan has them; none when nothing changes."""
    if after is None:
        return (STOP,)
    if before is None:
        return (START, SCALE)
    if after.changed_at != before.changed_at:
        return (RESTART,)
    return (SCALE,) if after.instances != before.instances else ()
