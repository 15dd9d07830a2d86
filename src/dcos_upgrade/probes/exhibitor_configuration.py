"""What each master's Exhibitor is set to: ZooKeeper's directories, its servers, and whether a change is being rolled out."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Name, Number, http_json

OLD_DIRECTORY = "/var/lib/zookeeper"
"""Where ZooKeeper kept its data before DC/OS 1.9 moved it below ``/var/lib/dcos/exhibitor``."""


class ExhibitorConfiguration(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``servers`` as Exhibitor writes them (``1:10.0.1.1,2:10.0.1.2``); ``rolling``: a change goes from server to server now."""

    data_directory: Name = msgspec.field(name="zookeeperDataDirectory")
    log_directory: str = msgspec.field(name="zookeeperLogDirectory", default="")
    servers: str = msgspec.field(name="serversSpec", default="")
    server_id: Number | None = msgspec.field(name="serverId", default=None)
    fixed_size: Number | None = msgspec.field(name="autoManageInstancesFixedEnsembleSize", default=None)
    check_ms: Number | None = msgspec.field(name="checkMs", default=None)
    rolling: bool | None = msgspec.field(name="rollInProgress", default=None)

    @property
    def old_directory(self) -> bool:
        """ZooKeeper's data or its log still lie where they did before DC/OS 1.9."""
        return any(_within(place) for place in (self.data_directory, self.log_directory))


class _State(msgspec.Struct, frozen=True, kw_only=True):
    config: ExhibitorConfiguration


def parse(answer: Answer) -> ExhibitorConfiguration:
    return http_json(answer, _State).config


def _within(place: str) -> bool:
    return f"{place.rstrip('/')}/".startswith(f"{OLD_DIRECTORY}/")


PROBE = Probe(
    id="exhibitor-configuration",
    title="What each master's Exhibitor is set to",
    source="workbook, 'Things to Fix Before an Upgrade' (ZooKeeper's directory); Exhibitor v1 config/get-state",
    fact=ExhibitorConfiguration,
    question=HttpGet(service=Service.EXHIBITOR, path="/exhibitor/v1/config/get-state"),
    parse=parse,
    subjects=every_master,
)
