"""With a master missing no other one may be touched: it would wait for the missing one and never come back."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.planning.why_not import Condition
from dcos_upgrade.usecases.condition import ConditionKind, Journey, bring_back, of_error
from dcos_upgrade.usecases.relied_on import not_serving

RULE = "masters-serve"
SOURCE = "workbook, FAQ (one of the master nodes is down); DC/OS 1.10 to 2.1, exhibitor-wait"


def unmet(journey: Journey) -> Iterator[Condition]:
    told: set[str] = set()
    for refused in not_serving(journey.snapshot):
        node = refused.where.partition(" ")[0]
        if node not in told:
            told.add(node)
            yield of_error(refused, rule=RULE, source=SOURCE, change=bring_back(node))


CONDITION = ConditionKind(id=RULE, title="Every master serves", source=SOURCE, unmet=unmet)
