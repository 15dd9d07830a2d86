"""The generated files of /opt/mesosphere/etc by era."""

from __future__ import annotations

import json

import yaml
from fakes.lab_site import site

from dcos_upgrade.lab import secrets
from dcos_upgrade.lab.nodes.configuration import files_of, site_config, user_config, version_file
from dcos_upgrade.probes.configuration_lines import read_keys
from dcos_upgrade.probes.configuration_text import plain
from dcos_upgrade.probes.user_configuration import OF_THE_INSTALLER


def test_the_version_file_starts_with_the_version_and_has_a_variant_from_1_10() -> None:
    old, new = json.loads(version_file("1.9.9")), json.loads(version_file("1.10.7"))

    assert next(iter(old)) == "version"
    assert (old["version"], "dcos-variant" in old) == ("1.9.9", False)
    assert new["dcos-variant"] == "open"


def test_the_check_runners_configuration_comes_with_1_10_and_moves_in_1_12() -> None:
    names = {release: set(files_of("dcos-config", release, site())) for release in ("1.9.9", "1.11.3", "1.12.0")}
    runner, check = "etc/dcos-diagnostics-runner-config.json", "etc/dcos-check-config.json"

    assert not {runner, check} & names["1.9.9"]
    assert {runner, check} & names["1.11.3"] == {runner}
    assert {runner, check} & names["1.12.0"] == {check}


def test_unmasked_twins_come_with_1_10_5() -> None:
    assert "etc/user.config.full.yaml" not in files_of("dcos-config", "1.10.4", site())
    assert "etc/user.config.full.yaml" in files_of("dcos-config", "1.10.5", site())


def test_the_configuration_names_the_masters() -> None:
    files = files_of("dcos-config", "1.10.7", site())

    assert json.loads(files["etc/master_list"]) == ["127.9.9.1"]
    assert files["etc/master_count"] == "1\n"
    assert '"bootstrap_url": |-\n  http://127.9.9.250\n' in files["etc/user.config.yaml"]


def test_other_packages_have_no_generated_files() -> None:
    assert files_of("mesos", "1.10.7", site()) == {}


def test_the_configured_checks_are_those_of_the_release() -> None:
    checks = json.loads(files_of("dcos-config", "1.13.9", site())["etc/dcos-check-config.json"])["node_checks"]

    assert {"docker", "cockroachdb_replication"} <= set(checks["poststart"])
    assert checks["checks"]["components_agent"]["roles"] == ["agent"]
    assert checks["prestart"] == []
    assert set(checks["checks"]) == set(checks["poststart"])


def test_public_agents_become_agents_for_the_runner_in_1_12() -> None:
    old, new = (files_of("dcos-config", release, site()) for release in ("1.11.10", "1.12.3"))

    assert json.loads(old["etc_slave_public/dcos-diagnostics-config.json"]) == {"role": "agent_public"}
    assert "etc_slave_public/dcos-check-runner.yaml" not in old
    assert new["etc_slave_public/dcos-check-runner.yaml"] == "role: agent\n"


def test_secrets_are_masked_where_there_is_an_unmasked_twin() -> None:
    early, late = (files_of("dcos-config", release, site()) for release in ("1.10.4", "1.10.5"))

    assert secrets.ADMIN_PASSWORD in early["etc/user.config.yaml"]
    assert secrets.ADMIN_PASSWORD not in late["etc/user.config.yaml"]
    assert secrets.ADMIN_PASSWORD in late["etc/user.config.full.yaml"]


def test_the_sites_own_file_says_what_the_nodes_have() -> None:
    spec, url = site().spec, site().bootstrap_url
    installed = read_keys(user_config("1.10.7", spec, url))
    written = yaml.safe_load(site_config(spec, url))

    assert {key: plain(value) for key, value in written.items() if "password" not in key} == {
        key: plain(value)
        for key, value in installed.items()
        if key not in OF_THE_INSTALLER and key != "exhibitor_admin_password"
    }
