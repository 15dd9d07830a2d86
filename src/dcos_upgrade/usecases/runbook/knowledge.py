"""What the catalog knows of a hop as lines of the runbook: its grave risks, and what is to be done or looked at, each where it falls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dcos_upgrade.catalog.knowledge import Means, Moment
from dcos_upgrade.catalog.links import Link
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.planning.hop_knowledge import HopKnowledge, JudgedStep
from dcos_upgrade.planning.judged import JudgedRisk
from dcos_upgrade.usecases.accepting import AcceptedRisk, Standing

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
    taken: Sequence[AcceptedRisk] = ()
    """What people took by name, as it stands on the day of the document."""

    def grave(self, hop: int) -> Iterator[Said]:
        """The risks for which the run does not begin the hop, unless they are gone or taken."""
        if hop < len(self.hops):
            yield from (self._risk(self.hops[hop], each) for each in self.hops[hop].standing if each.blocks)

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

    def _risk(self, hop: HopKnowledge, judged: JudgedRisk) -> Said:
        risk = judged.risk
        return Said(on=PERSON, what=risk.message, command=risk.verify, note=f"{risk.remedy}; {self._word(hop, judged)}")

    def _word(self, hop: HopKnowledge, judged: JudgedRisk) -> str:
        risk, ends = judged.risk, f"{hop.source}->{hop.target}"
        word = next((each for each in self.taken if each.id == risk.id and ends in each.hops), None)
        if word is not None:
            over = "; that day is over" if word.standing is Standing.EXPIRED else ""
            return f"taken by {word.by} until {word.until}{over}: {word.reason}"
        if not risk.acceptable:
            return f"nobody may take it [{risk.id}]"
        return f"nobody took it: dcos-upgrade accept {risk.id}"

    def _page(self, name: str) -> str:
        link = self.links.get(name)
        if link is None:
            return name
        return f"{link.address or link.path}{' (gone from there)' if link.gone else ''}"
