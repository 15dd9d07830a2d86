"""What a runbook holds. Frozen, without markup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.probe import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things are, by the cluster file: how a node is logged in to, a service's base URL, a hop's script.

    ``script_url`` answers an empty text where no cluster file names one. ``known`` is False without a cluster file: then the
    places are the usual ones. ``step_sha256`` and ``hold_sha256`` are the SHA-256 of the programs that are fed to the nodes.
    """

    shell: Callable[[Node], str]
    url: Callable[[Node, Service], str]
    zookeeper_port: int
    script_url: Callable[[str, str], str]
    step_sha256: str
    hold_sha256: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is done. ``on`` is a node id or a named place; ``command`` is empty where nothing is sent."""

    number: int
    on: str
    what: str
    command: str = ""
    note: str = ""
    effect: bool = False
    """Whether it changes something there; everything else only reads or waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines that belong together: a wave, the start, the end of a hop."""

    title: str
    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A place behind which there is no way back. ``lines`` are the numbers of the lines that open it."""

    hop: str
    what: str
    when: str
    lines: tuple[int, ...]
    so: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HopPages:
    """One hop: what is known of the vendor's script of its era, and the parts in order."""

    number: int
    source: str
    target: str
    kind: str
    script: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a look: whom it is asked of, and the exact words."""

    probe: str
    title: str
    of: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One check of a gate."""

    check: str
    title: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPage:
    """A look by name: when it passes, what it judges, and what it asks."""

    id: str
    title: str
    passes: str
    judged: tuple[Judged, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A way in which the run stops by itself, what it leaves, and the one next command."""

    when: str
    left: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One node, how it is reached, and the numbers of the lines that change something on it."""

    node: Node
    shell: str
    urls: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """The whole document; ``made`` is UTC."""

    plan: Plan
    made: datetime
    tool_version: str
    places: Places
    start: Part
    hops: tuple[HopPages, ...]
    end: Part
    rare: tuple[Part, ...]
    looks: tuple[LookPage, ...]
    doors: tuple[Door, ...]
    stops: tuple[Stop, ...]
    machines: tuple[Machine, ...]
    files: tuple[tuple[str, str], ...]
