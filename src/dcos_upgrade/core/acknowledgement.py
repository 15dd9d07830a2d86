"""What a plan asks of people once for a run, since no probe can see it."""

from __future__ import annotations

import msgspec


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """``question`` is what a person says yes to by the name ``id``; ``section`` the workbook's heading that asks for it.

    ``after``: it can only be said of a run that is over.
    """

    id: str
    title: str
    question: str
    section: str
    after: bool = False


class Acknowledgements(msgspec.Struct, frozen=True, kw_only=True):
    """Every question of a plan. ``required``: no step of the run begins before those are acknowledged that can be."""

    asked: tuple[Question, ...]
    required: bool = False
