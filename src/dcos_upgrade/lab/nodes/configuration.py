"""What the installer generates from the site's configuration: the packages dcos-config and dcos-metadata.

The shapes are those of /opt/mesosphere/etc by era: dcos-version.json gains its variant in 1.10, the check runner's
configuration comes with 1.10, moves in 1.12; the unmasked ``*.full`` twins come with 1.10.5.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml

from dcos_upgrade.core.cluster import ROLE_ON_THE_WIRE
from dcos_upgrade.core.version import Version
from dcos_upgrade.lab.contract import LabSpec
from dcos_upgrade.lab.nodes.roster import V1_10, V1_12, bootstrap_id, image_commit
from dcos_upgrade.lab.nodes.site import Site
from dcos_upgrade.lab.secrets import ADMIN_PASSWORD
from dcos_upgrade.lab.world.release import check_config

_DIAGNOSTICS_ROLES = {"master": "master", "slave": "agent", "slave_public": "agent_public"}
_UNMASKED_TWINS = Version(1, 10, 5)
_SECRET = ("exhibitor_admin_password",)


def files_of(package: str, release: str, site: Site) -> Mapping[str, str]:
    """Path to text for the two generated packages; nothing for others."""
    if package == "dcos-metadata":
        return {"etc/dcos-version.json": version_file(release), "etc/bootstrap-id": bootstrap_id(release) + "\n"}
    if package == "dcos-config":
        return _config(release, site)
    return {}


def version_file(release: str) -> str:
    """/opt/mesosphere/etc/dcos-version.json, pretty-printed, ``version`` first."""
    fields = {"version": release, "dcos-image-commit": image_commit(release), "bootstrap-id": bootstrap_id(release)}
    if Version.parse(release) >= V1_10:
        fields["dcos-variant"] = "open"
    return json.dumps(fields, indent=2) + "\n"


def _config(release: str, site: Site) -> dict[str, str]:
    masters = [node.address for node in site.spec.inventory.masters]
    expanded = json.dumps({"dcos_version": release, "num_masters": str(len(masters)), "master_list": masters}, indent=2)
    files = {
        "etc/user.config.yaml": user_config(release, site.spec, site.bootstrap_url),
        "etc/expanded.config.json": expanded,
        "etc/master_list": json.dumps(masters),
        "etc/master_count": f"{len(masters)}\n",
        "etc_master/mesos-master": f"MESOS_CLUSTER={site.spec.inventory.cluster}\nMESOS_QUORUM={len(masters) // 2 + 1}\n",
    }
    if Version.parse(release) >= _UNMASKED_TWINS:
        unmasked = _dumped({**_keys(site.spec, site.bootstrap_url), **_of_the_installer(release)})
        files |= {"etc/user.config.full.yaml": unmasked, "etc/expanded.config.full.json": expanded}
    return files | _check_config(release)


def user_config(release: str, spec: LabSpec, bootstrap_url: str) -> str:
    """/opt/mesosphere/etc/user.config.yaml: the same on every node, every key and value a text, secrets masked from 1.10.5 on."""
    keys = _keys(spec, bootstrap_url)
    if Version.parse(release) >= _UNMASKED_TWINS:
        keys |= dict.fromkeys(_SECRET, "**HIDDEN**")
    return _dumped({**keys, **_of_the_installer(release)})


def site_config(spec: LabSpec, bootstrap_url: str) -> str:
    """genconf/config.yaml, as the people of the lab's site have written it."""
    return yaml.safe_dump({**_keys(spec, bootstrap_url), "master_list": _masters(spec), "resolvers": ["8.8.8.8"]})


def _keys(spec: LabSpec, bootstrap_url: str) -> dict[str, str]:
    return {
        "bootstrap_url": bootstrap_url,
        "cluster_name": spec.inventory.cluster,
        "exhibitor_admin_password": ADMIN_PASSWORD,
        "exhibitor_storage_backend": "static",
        "master_discovery": "static",
        "master_list": json.dumps(_masters(spec)),
        "resolvers": json.dumps(["8.8.8.8"]),
    }


def _of_the_installer(release: str) -> dict[str, str]:
    return {"bootstrap_id": bootstrap_id(release), "provider": "onprem"}


def _masters(spec: LabSpec) -> list[str]:
    return [node.address for node in spec.inventory.masters]


def _dumped(keys: dict[str, str]) -> str:
    """As the installer dumps a site's keys: each value a block of its own."""
    return yaml.dump(keys, default_style="|", default_flow_style=False, indent=2)


def _check_config(release: str) -> dict[str, str]:
    """The runner of 1.12 takes public agents for agents; the one before has no check for them."""
    version = Version.parse(release)
    if version < V1_10:
        return {}
    old, new = version < V1_12, {"master": "master", "slave": "agent", "slave_public": "agent"}
    files = {
        f"etc_{wire}/dcos-diagnostics-config.json": json.dumps({"role": _DIAGNOSTICS_ROLES[wire]})
        for wire in ROLE_ON_THE_WIRE.values()
    }
    if not old:
        files |= {f"etc_{wire}/dcos-check-runner.yaml": f"role: {role}\n" for wire, role in new.items()}
    name = "dcos-diagnostics-runner-config.json" if old else "dcos-check-config.json"
    return files | {f"etc/{name}": json.dumps(check_config(release), indent=2)}
