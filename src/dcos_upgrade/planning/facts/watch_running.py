"""Whether leaders, tasks and journals are watched while the run goes on."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan, waves_without_watch
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: waves_without_watch(plan) == 0)


FACT = Fact(
    name="watch.running",
    title="Whether leaders, tasks and journals are watched while the run goes on",
    source="workbook, 'During the upgrade it is prudent to monitor the following'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
