"""A fact that conditions of the catalog may name. One fact per file under ``facts/``, found, not listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dcos_upgrade.core.expression import Reading, Typed, Unknown
from dcos_upgrade.planning.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """``name`` is dotted; the first word of a fact with a domain is that domain (``node.systemd``).

    ``title`` says what it is and in which unit; ``read`` never raises for what is missing: it says Unknown with the reason.
    ``subjects`` are those of its domain where the inventory does not count them (apps, service Marathons).
    ``probes`` are the ids of the probes that it reads, empty for what needs no cluster. ``of_hop``: it looks at the ends of the hop,
    as those named ``hop.…`` all may.
    """

    name: str
    title: str
    source: str
    typed: Typed
    read: Callable[[Situation], Reading]
    subjects: Callable[[Situation], tuple[str, ...] | Unknown] | None = None
    probes: tuple[str, ...] = field(default=())
    of_hop: bool = False

    @property
    def differs_by_hop(self) -> bool:
        """Whether it may say something else of another hop of the same route."""
        return self.of_hop or self.name.startswith("hop.")
