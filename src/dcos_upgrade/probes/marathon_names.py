"""Ids of apps and pods that saved answers name, also where nothing else of them can be read."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.reading import Name, http_json


class MarathonNames(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """None: no answer is about apps (or pods). ``whole``: it is the list of all, not one app of many."""

    apps: tuple[Name, ...] | None = None
    pods: tuple[Name, ...] | None = None
    whole: bool = False


def parse(answer: Answer) -> MarathonNames:
    return http_json(answer, MarathonNames)


NAMES = Probe(
    id="marathon-names",
    title="Ids of apps and pods in saved answers",
    source="Marathon /v2/apps, /v2/pods, /v2/groups, 0.7 to 1.11",
    fact=MarathonNames,
    question=HttpGet(service=Service.MARATHON, path="/v2/groups?embed=group.groups&embed=group.apps&embed=group.pods"),
    parse=parse,
    subjects=the_cluster,
)
