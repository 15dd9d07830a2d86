"""What is asked and told for one service Marathon, in the order of the run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.plan import Plan, ServiceMarathon
from dcos_upgrade.core.probe import Service
from dcos_upgrade.core.redaction import redact
from dcos_upgrade.engine.services import GATE, READY
from dcos_upgrade.usecases.runbook.model import Door, Places

TEXT = "One service Marathon after the other, after all masters and before any agent. No node is touched in this stage."


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line that has no number yet. ``asked`` of everybody, or else said to the root Marathon."""

    what: str
    command: str = ""
    note: str = ""
    asked: bool = False
    effect: bool = False


def said_of(service: ServiceMarathon, plan: Plan, places: Places, master: Node) -> Iterator[Said]:
    pacing = plan.pacing
    name, patience = service.app, f"for {pacing.gate_timeout:g} s at most; then the run halts"
    url = f"{places.url(master, Service.MARATHON)}/v2/apps{service.app}"
    if service.patch:
        yield Said(
            what=f"read the app {name}", command=f"GET {url}", note="one that is as wanted is not deployed again"
        )
        guard = f"{name} at {service.source} under {service.framework_id}, and nothing being deployed; {patience}"
        yield Said(what=f"look: {READY}", note=guard, asked=True)
        body = json.dumps(redact(service.patch), sort_keys=True)
        note = f"{service.source} → {service.target}; these fields, merged into what was read; never with force"
        yield Said(what=f"change the app {name}", command=f"PUT {url}\n{body}", note=note, effect=True)
    often = f"{pacing.looks} good ones in a row, {pacing.look_interval:g} s apart; {patience}"
    yield Said(
        what=f"look: {GATE}", note=f"{name} at {service.target} under {service.framework_id}; {often}", asked=True
    )


def service_door(service: ServiceMarathon, hop: str, line: int) -> Door:
    return Door(
        hop=hop,
        what=f"{service.app} at {service.target}",
        when="when the new version first leads",
        lines=(line,),
        so="It moves its own stored state to the new format; the old version cannot read it. Back up its ZooKeeper path first.",
    )
