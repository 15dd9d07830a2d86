"""Risks and steps of the hops, for people: what stands first, what is asked for where it belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from dcos_upgrade.catalog.knowledge import Means, Moment
from dcos_upgrade.catalog.links import Link
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.planning.hop_knowledge import HopKnowledge, JudgedStep
from dcos_upgrade.planning.judged import JudgedRisk
from dcos_upgrade.render.terminal import BOLD, Terminal, numbered

WHEN = {
    Moment.BEFORE_HOP: "before the hop",
    Moment.BEFORE_MASTERS: "before the masters",
    Moment.BEFORE_NODE: "before each node",
    Moment.AFTER_NODE: "after each node",
    Moment.AFTER_MASTERS: "after the masters",
    Moment.AFTER_HOP: "after the hop",
}
SEEN_TO = {
    Means.AUTOMATIC: "the run does it",
    Means.CHECKED: "a check sees to it",
    Means.ACKNOWLEDGED: "a person says so",
}


def knowledge_text(
    hops: Iterable[HopKnowledge], links: Mapping[str, Link], terminal: Terminal, *, explain: bool
) -> str:
    """Without ``explain`` the standing blockers and warnings and how many steps there are; with it everything."""
    return "\n".join(line for hop in hops for line in _hop(hop, links, terminal, explain=explain))


def _hop(hop: HopKnowledge, links: Mapping[str, Link], terminal: Terminal, *, explain: bool) -> Iterator[str]:
    yield ""
    yield terminal.style(f"hop {hop.hop}   {hop.source} → {hop.target}: risks and steps", BOLD)
    told = [risk for risk in hop.standing if explain or risk.risk.severity is not Severity.INFO]
    for risk in told:
        yield from _risk(risk, terminal, explain=explain)
    if any(risk.blocks for risk in told):
        told_by = "`run` does not begin this hop while they stand, unless a person takes them by name: dcos-upgrade accept NAME."
        yield terminal.wrapped(told_by, first="  ")
    rest = len(hop.risks) - len(told)
    if rest:
        yield f"  {numbered(rest, 'risk')} more of this edge: not in force here, or for information"
    if not explain:
        yield f"  {numbered(len(hop.asked), 'step')} asked for; --explain names them"
        return
    for moment, steps in groupby(hop.asked, key=lambda each: each.step.at):
        yield f"  {WHEN[moment]}"
        for step in steps:
            yield from _step(step, links, terminal)


def _risk(judged: JudgedRisk, terminal: Terminal, *, explain: bool) -> Iterator[str]:
    risk = judged.risk
    says = "" if judged.truth.holds else f" Whether it applies is unknown: {', '.join(judged.truth.because)}."
    yield terminal.wrapped(f"{risk.severity}: {risk.title}.{says} [{risk.id}]", first="  ! ", rest="    ")
    if explain:
        yield terminal.wrapped(f"{risk.remedy}; to see: {risk.verify}", first="    ")


def _step(judged: JudgedStep, links: Mapping[str, Link], terminal: Terminal) -> Iterator[str]:
    step = judged.step
    maybe = "" if judged.truth.holds else f" Perhaps not needed: {', '.join(judged.truth.because)}."
    yield terminal.wrapped(f"{step.title} ({SEEN_TO[step.how]}: {step.by}).{maybe}", first="    - ", rest="      ")
    for link in (links[name] for name in step.links if name in links):
        gone = " (gone from there)" if link.gone else ""
        yield terminal.wrapped(f"{link.address or link.path}{gone}", first="      ")
