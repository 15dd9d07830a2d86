"""What must be so before a cluster can go a way. One kind of condition per file under ``conditions/``, found, not listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.error import DcosUpgradeError, Unreadable
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.why_not import Change, Condition

CAPTURE = "dcos-upgrade capture --cluster cluster.yaml --out again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A captured cluster that is to go ``route`` towards ``target``; the route is empty where there is none."""

    snapshot: Snapshot
    route: tuple[Version, ...]
    target: Version
    on: date
    catalog: Catalog

    @property
    def verify(self) -> str:
        """Asks the cluster, and then this question, again."""
        return f"{CAPTURE}, then dcos-upgrade why-not {self.target} --snapshot again"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionKind:
    """``unmet`` yields what is not met, or not known to be met."""

    id: str
    title: str
    source: str
    unmet: Callable[[Journey], Iterator[Condition]]


def of_error(error: DcosUpgradeError, *, rule: str, source: str, change: Change) -> Condition:
    """A refusal of the planner as a condition; what it could not read is unknown."""
    evidence = f" ({error.evidence})" if error.evidence else ""
    where = f"{error.where}: " if error.where else ""
    return Condition(
        rule=rule,
        reason=f"{where}{error.what}{evidence}",
        source=source,
        met_by=(change,),
        unknown=isinstance(error, Unreadable),
    )


def bring_back(node: str) -> Change:
    """One change, whether a node does not answer, does not serve, or both."""
    return Change(
        id=f"node {node}",
        what=f"bring {node} to answer what it is asked and, if it is a master, to serve; then capture again",
        verify=f"{CAPTURE}, then dcos-upgrade check --snapshot again --stage pre",
    )
