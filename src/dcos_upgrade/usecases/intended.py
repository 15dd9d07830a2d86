"""What people want to change beside the release, held against what the snapshot knows of the cluster."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.plan import KeyChange, PlannedConfiguration, canonical
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.intents import Intent, Judged
from dcos_upgrade.planning.intents.keys import of_the_installer
from dcos_upgrade.planning.route import RouteAnswer
from dcos_upgrade.probes import cloud_template, dcos_version, ip_detect, security_mode, user_configuration
from dcos_upgrade.probes.security_mode import Security
from dcos_upgrade.probes.user_configuration import UserConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``configuration``: what config.yaml of the next generation says, None where nobody gave it. ``ip_detect``: the SHA-256 of its
    script. ``installed_by``: how the cluster was installed, in the words of cluster.yaml; empty where it does not say.
    """

    configuration: UserConfiguration | None = None
    ip_detect: str | None = None
    installed_by: str = ""


AS_IT_IS = Wanted()


def intent_of(snapshot: Snapshot, route: tuple[Version, ...], wanted: Wanted) -> Intent:
    """The run as a whole. What the snapshot does not know is unknown in it."""
    return Intent(
        route=route,
        masters=tuple(master.address for master in snapshot.inventory.masters),
        running=running_configuration(snapshot),
        planned=wanted.configuration,
        security=_security(snapshot),
        signs=_signs(snapshot),
        installed_by=wanted.installed_by,
        scripts=_scripts(snapshot),
        planned_script=wanted.ip_detect,
    )


def running_configuration(snapshot: Snapshot) -> UserConfiguration | Unknown:
    """That of the masters at the oldest release: in the middle of a hop the new ones have what the target demanded already.

    Every one of them must have said it, and all the same.
    """
    releases = {master.id: snapshot.fact(dcos_version.PROBE, master.id).value for master in snapshot.inventory.masters}
    known = [release.version for release in releases.values() if release is not None]
    if not known:
        return Unknown("no master says which release it has")
    oldest = min(known, key=Version.parse)
    asked = [master for master, release in releases.items() if release is None or release.version == oldest]
    return _same(asked, [snapshot.fact(user_configuration.PROBE, master) for master in asked])


def _same(masters: list[NodeId], seen: list[Observed[UserConfiguration]]) -> UserConfiguration | Unknown:
    found = []
    for one in seen:
        if one.value is None:
            return Unknown(one.unknown)
        found.append(one.value)
    different = next((master for master, one in zip(masters, found, strict=True) if one.keys != found[0].keys), None)
    if different is not None:
        return Unknown(f"{different} has another one than {masters[0]}")
    return found[0]


def _security(snapshot: Snapshot) -> Security | Unknown:
    seen = [snapshot.fact(security_mode.PROBE, master.id) for master in snapshot.inventory.masters]
    known = {one.value.mode: one.value for one in seen if one.value is not None}
    if not known:
        return Unknown(seen[0].unknown if seen else "there is no master")
    return next(iter(known.values())) if len(known) == 1 else Unknown("the masters name different security modes")


def _signs(snapshot: Snapshot) -> tuple[str, ...] | Unknown:
    """A sign on any master is one; that there is none takes the word of all."""
    seen = [snapshot.fact(cloud_template.PROBE, master.id) for master in snapshot.inventory.masters]
    found = tuple(dict.fromkeys(sign for one in seen if one.value is not None for sign in one.value.signs))
    silent = next((one.unknown for one in seen if one.value is None), None)
    return Unknown(silent) if silent is not None and not found else found


def _scripts(snapshot: Snapshot) -> frozenset[str] | Unknown:
    seen = [snapshot.fact(ip_detect.PROBE, node.id) for node in snapshot.inventory.nodes]
    silent = next((one.unknown for one in seen if one.value is None), None)
    return (
        Unknown(silent) if silent is not None else frozenset(one.value.sha256 for one in seen if one.value is not None)
    )


def changes_nodes(intent: Intent) -> bool:
    """Whether anything of the planned configuration reaches the nodes."""
    if isinstance(intent.differences, Unknown):
        return False
    keys = any(not of_the_installer(each.key) for each in intent.differences)
    return keys or (intent.planned_script is not None and intent.scripts != frozenset({intent.planned_script}))


def compared(intent: Intent) -> PlannedConfiguration | None:
    """How the planned configuration compares, for the plan; None where none was given or there is nothing to compare with."""
    if intent.planned is None or isinstance(intent.differences, Unknown):
        return None
    changed, hidden = {each.key for each in intent.differences}, set(intent.not_compared)
    return PlannedConfiguration(
        digest=digest_of(intent.planned),
        equal=len(intent.planned.keys.keys() - changed - hidden),
        changes=tuple(KeyChange(key=each.key, old=each.old, new=each.new) for each in intent.differences),
        not_compared=intent.not_compared,
    )


def digest_of(configuration: UserConfiguration) -> str:
    """The name of a configuration; of secrets it knows only that they are there."""
    return hashlib.sha256(canonical(configuration.keys)).hexdigest()


def refused(answer: RouteAnswer, found: Judged, configuration: PlannedConfiguration | None) -> RouteAnswer:
    """The route's answer, without its hops, as what is to change beside them is refused."""
    return replace(
        answer,
        route=(),
        hops=(),
        refusals=found.refusals,
        notes=(*answer.notes, *_unknown_too(found), *found.notes),
        beside=True,
        configuration=configuration,
    )


def _unknown_too(found: Judged) -> Iterator[str]:
    yield from (f"unknown: {reason}" for reason in found.unknown)


def not_known(found: Judged) -> Unreadable:
    """The error for a run of which nobody can say that it does one thing only."""
    return Unreadable(
        "whether the planned configuration is the cluster's own is unknown",
        evidence="; ".join(found.unknown),
        next_command="make the masters answer, then capture again: dcos-upgrade capture --cluster cluster.yaml --out DIR",
    )
