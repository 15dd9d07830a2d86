"""Whether Marathon's metrics are recorded all the time, before and during the run."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return Unknown("nothing records metrics yet")


FACT = Fact(
    name="watch.marathon-metrics",
    title="Whether Marathon's metrics are recorded all the time, before and during the run",
    source="workbook, 'Marathon Monitoring Before Upgrade' 1",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
