"""System and Docker of every node are a pair that is listed after each hop; what a node did not say is not met."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.platform_judgement import Standing
from dcos_upgrade.planning.platforms import PlatformRow, judged_platforms
from dcos_upgrade.planning.why_not import Change, Condition
from dcos_upgrade.usecases.condition import CAPTURE, ConditionKind, Journey

RULE = "platforms-listed"
SOURCE = "workbook, 'Version Policy' and 'Where do you Start?'; vendor's page \"Version Policy\""
VERIFY = f"{CAPTURE}, then dcos-upgrade check --snapshot again --only platform-supported"


def unmet(journey: Journey) -> Iterator[Condition]:
    if len(journey.route) < 2:
        return
    for hop in judged_platforms(journey.catalog, journey.snapshot, journey.route, journey.on).hops:
        for row in hop.rows:
            if row.after.standing is Standing.NOT_SUPPORTED or _unanswered(row):
                yield _condition(row, hop.source, hop.target)


def _unanswered(row: PlatformRow) -> bool:
    """Of what the catalog has no word for, a plan warns; nothing on the machine would change that."""
    return row.after.standing is Standing.UNKNOWN and row.after.askable


def _condition(row: PlatformRow, source: Version, target: Version) -> Condition:
    """A kind of machine is one thing to change, on however many hops it is not listed."""
    unknown = row.after.standing is Standing.UNKNOWN
    what = f"let {row.named} say its system and Docker" if unknown else _moved(row)
    return Condition(
        rule=RULE,
        reason=f"{source} to {target}: {row.named}: {row.after.reason}",
        source=SOURCE,
        met_by=(Change(id=f"platform {row.system} with {row.docker} of {row.named}", what=what, verify=VERIFY),),
        unknown=unknown,
    )


def _moved(row: PlatformRow) -> str:
    return "; ".join(row.first) or f"bring {row.named} to a system and a Docker that are listed"


CONDITION = ConditionKind(
    id=RULE, title="Every machine is a listed platform after each hop", source=SOURCE, unmet=unmet
)
