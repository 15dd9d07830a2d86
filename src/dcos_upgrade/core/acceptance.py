"""A grave risk that stands on a hop. ``run`` does not begin the hop unless it is gone, or taken by name."""

from __future__ import annotations

import msgspec


class StandingRisk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``why`` are the facts that decided; ``unknown``: nobody knows whether it applies, so it stands.

    ``remedy`` is what to do, ``verify`` the command by which people see for themselves. One that is not ``acceptable`` is not for a
    person to take.
    """

    id: str
    message: str
    remedy: str
    verify: str
    why: tuple[str, ...] = ()
    unknown: bool = False
    acceptable: bool = True
