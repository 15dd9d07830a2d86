"""What the catalog says is to be done or looked at around a hop, as lines of the runbook, each where it falls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dcos_upgrade.catalog.knowledge import Means, Moment
from dcos_upgrade.catalog.links import Link
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.planning.hop_knowledge import HopKnowledge, JudgedStep

PERSON, TOOL = "a person", "where the tool runs"
BY = {Means.AUTOMATIC: "the run does it", Means.CHECKED: "a check sees to it", Means.ACKNOWLEDGED: "a person says so"}
TITLES = {
    Moment.BEFORE_HOP: "before the hop",
    Moment.BEFORE_MASTERS: "before the masters",
    Moment.BEFORE_NODE: "before each node",
    Moment.AFTER_NODE: "after each node",
    Moment.AFTER_MASTERS: "after the masters",
    Moment.AFTER_HOP: "after the hop",
}
BEFORE = {StageName.MASTERS: (Moment.BEFORE_MASTERS, Moment.BEFORE_NODE, Moment.AFTER_NODE)}
"""What is told ahead of a stage; what holds for each node is told once, ahead of the first one."""
AFTER = {StageName.MASTERS: (Moment.AFTER_MASTERS,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line without its number. ``on`` is who or what it is for, ``command`` shows whether it is done."""

    on: str
    what: str
    command: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The steps that each hop asks for, hops counted from 0. Without a cluster what it would say is unknown, which asks too."""

    hops: Sequence[HopKnowledge] = ()
    links: Mapping[str, Link] = field(default_factory=dict)

    def at(self, hop: int, moment: Moment) -> Iterator[Said]:
        if hop < len(self.hops):
            yield from (self._said(each) for each in self.hops[hop].asked if each.step.at is moment)

    def _said(self, judged: JudgedStep) -> Said:
        step = judged.step
        maybe = "" if judged.truth.holds else f"; perhaps not needed: {', '.join(judged.truth.because)}"
        pages = "".join(f"; {self._page(name)}" for name in step.links)
        return Said(
            on=PERSON if step.how is Means.ACKNOWLEDGED else TOOL,
            what=step.title,
            command=step.verify,
            note=f"{BY[step.how]} ({step.by}){maybe}{pages}",
        )

    def _page(self, name: str) -> str:
        link = self.links.get(name)
        if link is None:
            return name
        return f"{link.address or link.path}{' (gone from there)' if link.gone else ''}"
