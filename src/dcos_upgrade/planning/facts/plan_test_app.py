"""Whether the run deploys the test app."""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.planned import of_plan
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    return of_plan(situation, lambda plan: plan.test_app is not UNSET)


FACT = Fact(
    name="plan.test-app",
    title="Whether the run deploys the test app",
    source="workbook, 'Deploy a test app'",
    typed=Typed(kind=Kind.FLAG),
    read=read,
)
