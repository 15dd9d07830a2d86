"""Risks and steps of the hops as JSON keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dcos_upgrade.catalog.links import Link
from dcos_upgrade.planning.hop_knowledge import HopKnowledge, JudgedStep
from dcos_upgrade.planning.judged import JudgedRisk

APPLIES = {True: "applies", False: "does not apply", None: "unknown"}
NEEDED = {True: "asked for", False: "not needed", None: "unknown"}


def knowledge_keys(hops: Iterable[HopKnowledge], links: Mapping[str, Link]) -> dict[str, Any]:
    """``risks`` and ``steps`` of every hop, those that do not apply too. Hops count from 1."""
    known = tuple(hops)
    return {
        "risks": [_risk(hop, each) for hop in known for each in hop.risks],
        "steps": [_step(hop, each, links) for hop in known for each in hop.steps],
    }


def _risk(hop: HopKnowledge, judged: JudgedRisk) -> dict[str, Any]:
    risk = judged.risk
    return {
        "hop": hop.hop,
        "from": str(hop.source),
        "to": str(hop.target),
        "risk": risk.id,
        "title": risk.title,
        "says": APPLIES[judged.truth.holds],
        "severity": str(risk.severity),
        "message": risk.message,
        "remedy": risk.remedy,
        "verify": risk.verify,
        "because": list(judged.truth.because),
        "acceptable": risk.acceptable,
        "source": "; ".join(risk.sources),
    }


def _step(hop: HopKnowledge, judged: JudgedStep, links: Mapping[str, Link]) -> dict[str, Any]:
    step = judged.step
    return {
        "hop": hop.hop,
        "step": step.id,
        "title": step.title,
        "text": step.text,
        "at": str(step.at),
        "how": str(step.how),
        "by": step.by,
        "says": NEEDED[judged.truth.holds],
        "severity": str(step.severity),
        "because": list(judged.truth.because),
        "verify": step.verify,
        "links": [_link(links[name]) for name in step.links if name in links],
        "source": "; ".join(step.sources),
    }


def _link(link: Link) -> dict[str, str]:
    """``gone`` says why the page is most likely no longer at its address; ``kept`` is where its text still is."""
    return {
        "name": link.name,
        "url": link.address,
        "gone": link.gone,
        "kept": f"{link.repository}@{link.ref}:{link.path}",
    }
