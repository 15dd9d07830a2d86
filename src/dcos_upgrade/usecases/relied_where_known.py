"""Facts that a plan relies on where they were known when it was made: the cluster's own configuration, systems and Docker.

They are no condition of a plan, and plans of before do not have them. A plan that has one is held to it: when nobody can say it any
more, the run does not begin either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import dcos_version, docker_version, os_release, user_configuration
from dcos_upgrade.probes.docker_version import DockerState
from dcos_upgrade.probes.user_configuration import UserConfiguration
from dcos_upgrade.usecases.intended import digest_of

CONFIGURATION, SYSTEM, DOCKER = "configuration on the masters at ", "system of ", "Docker of "
SHOWN = 12
"""Digits of a configuration's digest: enough to see that it is another one."""


def where_known(snapshot: Snapshot) -> dict[str, str]:
    """Name of the fact to its text, without those that nobody knows. Raises Refused for masters of one release that differ."""
    return dict((*_configurations(snapshot), *_systems(snapshot), *_docker(snapshot)))


def as_relied_on(planned: Mapping[str, str], snapshot: Snapshot) -> dict[str, str]:
    """Of these facts, those that the plan has, as they are now; without those that nobody knows."""
    return {name: text for name, text in where_known(snapshot).items() if name in planned}


def not_known_now(planned: Mapping[str, str], snapshot: Snapshot) -> dict[str, str]:
    """Name of each of these facts that the plan has and that nobody can say now, with the reason."""
    asked = dict((*_asked_of_nodes(snapshot), *_asked_of_masters(snapshot)))
    return {name: asked[name] for name in planned if name in asked}


def _asked_of_nodes(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for node in snapshot.inventory.nodes:
        system, docker = snapshot.fact(os_release.PROBE, node.id), snapshot.fact(docker_version.PROBE, node.id)
        if system.value is None:
            yield f"{SYSTEM}{node.id}", system.unknown
        if docker.value is None or docker.value.state is not DockerState.RUNNING:
            yield f"{DOCKER}{node.id}", docker.unknown or f"Docker is {docker.value}"


def _asked_of_masters(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for master in snapshot.inventory.masters:
        release = snapshot.fact(dcos_version.PROBE, master.id).value
        seen = snapshot.fact(user_configuration.PROBE, master.id)
        if release is not None and seen.value is None:
            yield f"{CONFIGURATION}{release.version}", seen.unknown


def _configurations(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Of each release among the masters, where all of them have said it."""
    by_release: dict[str, dict[NodeId, UserConfiguration | None]] = {}
    for master in snapshot.inventory.masters:
        release = snapshot.fact(dcos_version.PROBE, master.id).value
        if release is not None:
            seen = snapshot.fact(user_configuration.PROBE, master.id).value
            by_release.setdefault(release.version, {})[master.id] = seen
    for release_name, found in sorted(by_release.items()):
        digests = {node: digest_of(seen) for node, seen in found.items() if seen is not None}
        if len(set(digests.values())) > 1:
            raise _differ(release_name, digests)
        if len(digests) == len(found):
            yield f"{CONFIGURATION}{release_name}", next(iter(digests.values()))[:SHOWN]


def _differ(release: str, digests: Mapping[NodeId, str]) -> Refused:
    return Refused(
        f"the masters at {release} do not have the same configuration",
        where=", ".join(digests),
        evidence="; ".join(f"{node}: {digest[:SHOWN]}" for node, digest in digests.items()),
        next_command="compare /opt/mesosphere/etc/user.config.yaml on them: somebody has edited one by hand",
    )


def _systems(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for node in snapshot.inventory.nodes:
        seen = snapshot.fact(os_release.PROBE, node.id).value
        if seen is not None:
            yield f"{SYSTEM}{node.id}", f"{seen.id} {seen.version} kernel {seen.kernel}"


def _docker(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for node in snapshot.inventory.nodes:
        seen = snapshot.fact(docker_version.PROBE, node.id).value
        if seen is not None and seen.state is DockerState.RUNNING:
            yield f"{DOCKER}{node.id}", seen.version
