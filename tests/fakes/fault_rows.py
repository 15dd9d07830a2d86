"""What goes wrong, as data: which fault is set when on which lab, what the tool must say, leave behind, and do once it is mended."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

FOLDER = Path(__file__).parents[1] / "cases" / "faults"
FIRST = "first"
"""Stands for the master that the plan upgrades first."""

ELSEWHERE = FOLDER / "elsewhere"
When = Literal[
    "before-plan", "before-run", "before-masters", "before-service-marathons", "before-private-agents", "started"
]
APPROVALS: tuple[When, ...] = ("before-masters", "before-service-marathons", "before-private-agents")
"""Moments at which the run stands still for a person."""
Hand = Literal["clear", "run-advice", "wait"]


class Lab(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``on`` is the day of the plan, ``rules`` the route's policy; times are seconds of the wire's lab."""

    size: str = "3+1+0"
    release: str = "1.10.8"
    target: str = "1.11.3"
    on: str = "2018-07-24"
    rules: str = ""
    gate_timeout: float = 8.0
    gate_timeout_in_memory: float = 400.0
    step_timeout: float = 120.0
    failure_budget: int = 0
    """How many agents a stage may set aside by itself; 0 leaves the plan's own."""
    service_marathons: int = 0
    wishes: dict[str, str] = {}
    """To which version the run takes each service Marathon, by its app."""
    slow: str = ""
    """A phase of pkgpanda that lasts so long on the wire that a fault can be set in the middle: "build 8"."""


class Set(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``passes``: it is gone by itself, once the run has written down ``found.says`` of it.

    ``works_after``: seconds until all of it is to be seen, on the wire's lab and, where a second is a second, in memory.
    """

    fault: str
    node: str = ""
    when: When = "before-run"
    passes: bool = False
    works_after: float = 0.0
    works_after_in_memory: float = 0.0


class Found(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the caller gets. ``halted`` is what the run's halt is called; a verb that refuses has none. ``says`` are words of reason or evidence.

    Exit 0: the run goes to its end without a halt; ``says`` are then words of a bad look at a service Marathon.
    """

    by: Literal["check", "plan", "run"] = "run"
    exit: int
    says: tuple[str, ...]
    says_in_memory: tuple[str, ...] = ()
    """Besides; on the wire two things of a lab may happen too close together to be told apart."""
    halted: str = ""
    node: str = ""
    in_evidence: tuple[str, ...] = ()


class Left(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The nodes afterwards. ``begun``: on which the vendor's script was started; ``new``: which are at the target; ``torn``: at no release."""

    begun: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()


class Mended(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``hands`` in order; then the verb that goes on. ``starts`` of the script on ``node`` in the end."""

    hands: tuple[Hand, ...] = ("clear",)
    clears: tuple[str, ...] = ()
    """The faults that "clear" clears; none named is all of them."""
    then: Literal["plan", "run", "resume", "retry", "quarantine"] = "resume"
    node: str = FIRST
    with_it: tuple[str, ...] = ()
    """Nodes that are set aside with ``node``."""
    starts: int = 1
    too_late_on_the_wire: bool = False
    """There an agent is unreachable after 15 s, and its tasks with it: mended later, its gate must stay shut for them."""
    without: tuple[str, ...] = ()
    """Nodes that were set aside and stay at the old release."""
    ends: Literal["done", "failed"] = "done"
    """What the run comes to: "failed" where its validation names what was lost."""
    stays_shut: tuple[str, ...] = ()
    """Words for which the gate stays shut at `resume` although the fault is gone: what was lost is named, and a person decides."""


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``mode`` is the number of the failure mode in the generated page; ``full``: on the wire only with script/test --full."""

    mode: str
    title: str
    tool: str
    """What the tool does, in a sentence for the generated page."""
    faults: tuple[Set, ...]
    found: Found
    lab: Lab = Lab()
    left: Left = Left()
    mended: Mended = Mended()
    full: bool = True
    id: str = ""


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A failure mode that is no row, as it wants more than one run; ``shown_by`` names the tests, as pytest does."""

    mode: str
    title: str
    tool: str
    exit: int
    then: str
    shown_by: tuple[str, ...]


def elsewhere() -> tuple[Elsewhere, ...]:
    return tuple(msgspec.toml.decode(path.read_bytes(), type=Elsewhere) for path in sorted(ELSEWHERE.glob("*.toml")))


def rows() -> tuple[Row, ...]:
    """Every file of the folder, in the order of the failure modes. Raises msgspec.ValidationError for a key that is not known."""
    found = [
        msgspec.structs.replace(msgspec.toml.decode(path.read_bytes(), type=Row), id=path.stem)
        for path in FOLDER.glob("*.toml")
    ]
    return tuple(sorted(found, key=lambda row: (int(row.mode.removeprefix("F")), row.id)))
