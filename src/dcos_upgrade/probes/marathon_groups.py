"""The root Marathon's groups and what they wait for: a group is deployed after the groups that it depends on."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.mesos_slaves import refuse_twins
from dcos_upgrade.probes.reading import Name, http_json


class Group(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``dependencies`` are ids of other groups, as Marathon gives them."""

    id: Name
    dependencies: tuple[str, ...] = ()


class MarathonGroups(msgspec.Struct, frozen=True, kw_only=True):
    """Every group by id; ``/`` is there too."""

    groups: tuple[Group, ...]

    def group(self, group_id: str) -> Group | None:
        return next((group for group in self.groups if group.id == group_id), None)


class _Tree(msgspec.Struct, frozen=True, kw_only=True):
    """A group as Marathon answers it; apps and pods in it have probes of their own."""

    id: Name
    groups: tuple[_Tree, ...]
    dependencies: tuple[str, ...] | None = None


def parse(answer: Answer) -> MarathonGroups:
    groups = sorted(_flat(http_json(answer, _Tree)), key=lambda group: group.id)
    refuse_twins(answer, "group", (group.id for group in groups))
    return MarathonGroups(groups=tuple(groups))


def _flat(tree: _Tree) -> Iterator[Group]:
    left = [tree]
    while left:
        group = left.pop()
        yield Group(id=group.id, dependencies=tuple(sorted(group.dependencies or ())))
        left += group.groups


PROBE = Probe(
    id="marathon-groups",
    title="Groups of the root Marathon and their dependencies",
    source="workbook, 'Pre-Upgrade Checklist' (dependencies of applications); Marathon /v2/groups, 0.7 to 1.11",
    fact=MarathonGroups,
    question=HttpGet(service=Service.MARATHON, path="/v2/groups?embed=group.groups", of_leader=True),
    parse=parse,
    subjects=the_cluster,
)
