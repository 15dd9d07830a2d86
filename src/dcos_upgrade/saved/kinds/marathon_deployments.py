"""Deployments under way, in both forms of their steps."""

from __future__ import annotations

from dcos_upgrade.probes import marathon_deployments
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Content, Kind
from dcos_upgrade.saved.marks import rows


def _recognise(content: Content) -> bool:
    """None under way is an empty list, which only its name can tell from other lists."""
    return rows("id", "steps")(content) or (content.value == [] and "deployments" in content.path.lower())


KIND = Kind(
    id="marathon-deployments",
    title="Deployments of a Marathon",
    source="Marathon /v2/deployments, 0.7 to 1.11",
    recognise=_recognise,
    read=fact(marathon_deployments.PROBE),
)
