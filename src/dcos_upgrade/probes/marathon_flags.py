"""What the root Marathon was started with, as far as it tells: features that are on, its role, its time-outs, its ports.

It tells more from 1.5.2 on. Whether deprecated features are switched on again stands in the masters' own files only.
"""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.reading import Name, Number, http_json


class MarathonFlags(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Times as Marathon gives them: ``failover_timeout`` in seconds, the others in milliseconds. None: it does not say."""

    version: Name
    features: tuple[str, ...] | None = None
    ha: bool | None = None
    checkpoint: bool | None = None
    role: str | None = None
    framework_name: str | None = None
    default_network: str | None = None
    failover_timeout: Number | None = None
    task_launch_timeout: Number | None = None
    prepare_timeout: Number | None = None
    zk_session_timeout: Number | None = None
    zk_max_node_size: Number | None = None
    http_port: Number | None = None
    https_port: Number | None = None


class _Config(msgspec.Struct, frozen=True, kw_only=True):
    features: tuple[str, ...] | None = None
    ha: bool | None = None
    checkpoint: bool | None = None
    mesos_role: str | None = None
    framework_name: str | None = None
    default_network_name: str | None = None
    failover_timeout: Number | None = None
    task_launch_timeout: Number | None = None
    on_elected_prepare_timeout: Number | None = None


class _ZooKeeper(msgspec.Struct, frozen=True, kw_only=True):
    zk_session_timeout: Number | None = None
    zk_max_node_size: Number | None = None


class _Http(msgspec.Struct, frozen=True, kw_only=True):
    http_port: Number | None = None
    https_port: Number | None = None


class _Info(msgspec.Struct, frozen=True, kw_only=True):
    version: Name
    config: _Config = msgspec.field(name="marathon_config")
    zookeeper: _ZooKeeper = msgspec.field(name="zookeeper_config", default=_ZooKeeper())
    http: _Http = msgspec.field(name="http_config", default=_Http())


def parse(answer: Answer) -> MarathonFlags:
    info = http_json(answer, _Info)
    config = info.config
    return MarathonFlags(
        version=info.version,
        features=None if config.features is None else tuple(sorted(config.features)),
        ha=config.ha,
        checkpoint=config.checkpoint,
        role=config.mesos_role,
        framework_name=config.framework_name,
        default_network=config.default_network_name,
        failover_timeout=config.failover_timeout,
        task_launch_timeout=config.task_launch_timeout,
        prepare_timeout=config.on_elected_prepare_timeout,
        zk_session_timeout=info.zookeeper.zk_session_timeout,
        zk_max_node_size=info.zookeeper.zk_max_node_size,
        http_port=info.http.http_port,
        https_port=info.http.https_port,
    )


PROBE = Probe(
    id="marathon-flags",
    title="What the root Marathon was started with",
    source="Marathon /v2/info (marathon_config, zookeeper_config, http_config), 1.4 to 1.11",
    fact=MarathonFlags,
    question=HttpGet(service=Service.MARATHON, path="/v2/info", of_leader=True),
    parse=parse,
    subjects=the_cluster,
)
