"""Whether Marathon or Mesos log less than informational messages."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return Unknown("no probe reads log levels yet")


FACT = Fact(
    name="marathon.quiet-logs",
    title="Whether Marathon or Mesos log less than informational messages",
    source="workbook, 'Marathon Monitoring Before Upgrade'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
