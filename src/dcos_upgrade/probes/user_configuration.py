"""The configuration that the cluster was installed with, as each master has it, without its secrets."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_master
from dcos_upgrade.probes.configuration_lines import read_keys
from dcos_upgrade.probes.configuration_text import hidden
from dcos_upgrade.probes.reading import output, unreadable

OF_THE_INSTALLER = frozenset({"bootstrap_id", "package_ids", "ip_detect_filename", "provider"})
"""What the installer adds to the site's own keys (dcos_installer/backend.py and gen, 1.9 to 2.2)."""


class UserConfiguration(msgspec.Struct, frozen=True, kw_only=True):
    """``keys``: the site's own, each with its value as one text; the values of those in ``hidden`` hold secrets and are not whole.

    ``seals``: of these the ones that can be compared, each as its value with keyed digests for its secrets.
    ``provider`` is what the installer says the cluster was made for: "onprem", or the cloud whose template made it; empty
    where it says nothing.
    """

    keys: dict[str, str]
    hidden: tuple[str, ...] = ()
    seals: dict[str, str] = {}
    provider: str = ""


def parse(answer: Answer) -> UserConfiguration:
    try:
        found = hidden(read_keys(output(answer)))
    except ValueError as error:
        raise unreadable(answer, f"not a configuration of DC/OS: {error}") from error
    if not found.texts:
        raise unreadable(answer, "a configuration without keys")
    own = {key: text for key, text in found.texts.items() if key not in OF_THE_INSTALLER}
    return UserConfiguration(keys=own, hidden=found.names, seals=found.seals, provider=found.texts.get("provider", ""))


PROBE = Probe(
    id="user-configuration",
    title="Configuration of the cluster as each master has it",
    source="workbook, 'Things to Fix Before an Upgrade' (config.yaml); /opt/mesosphere/etc/user.config.yaml, gen 1.9 to 2.2",
    fact=UserConfiguration,
    question=Command(text="cat /opt/mesosphere/etc/user.config.yaml"),
    parse=parse,
    subjects=every_master,
)
