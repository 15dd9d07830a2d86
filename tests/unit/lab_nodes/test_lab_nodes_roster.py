"""Which packages and units a release has."""

from __future__ import annotations

import re

import pytest
from fakes.lab_site import site

from dcos_upgrade.lab.nodes.contents import package_contents
from dcos_upgrade.lab.nodes.roster import package_id, package_ids, packages_of


def units(release: str, role: str) -> set[str]:
    return {unit for package in packages_of(release) for key in ("", role) for unit in package.units.get(key, ())}


def test_ids_depend_on_name_and_release_and_on_nothing_else() -> None:
    assert package_ids("1.10.7") == package_ids("1.10.7")
    assert not set(package_ids("1.10.7")) & set(package_ids("1.10.8"))


def test_ids_look_like_pkgpandas() -> None:
    assert re.fullmatch(r"mesos--[0-9a-f]{40}", package_id("mesos", "1.9.4"))
    assert re.fullmatch(r"dcos-config--setup_[0-9a-f]{40}", package_id("dcos-config", "1.9.4"))


def test_the_dns_services_become_one_in_1_11() -> None:
    assert {"dcos-spartan.service", "dcos-navstar.service", "dcos-epmd.service"} <= units("1.10.7", "slave")
    assert "dcos-net.service" in units("1.11.3", "slave")
    assert not any("spartan" in unit or "navstar" in unit for unit in units("1.11.3", "slave"))


def test_3dt_is_called_dcos_diagnostics_from_1_10() -> None:
    assert "dcos-3dt.service" in units("1.9.9", "master")
    assert "dcos-diagnostics.service" in units("1.10.7", "master")
    assert "dcos-3dt.service" not in units("1.10.7", "master")


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        ("master", "dcos-mesos-master.service"),
        ("slave", "dcos-mesos-slave.service"),
        ("slave_public", "dcos-mesos-slave-public.service"),
    ],
)
def test_each_role_has_its_own_mesos_unit(role: str, unit: str) -> None:
    found = {name for name in units("1.11.3", role) if name.startswith("dcos-mesos-") and "dns" not in name}

    assert found == {unit}


def test_the_exhibitor_migration_exists_in_1_9_only() -> None:
    assert "bin/dcos-exhibitor-migrate-perform" in package_contents("exhibitor", "1.9.9", site())
    assert "bin/dcos-exhibitor-migrate-perform" not in package_contents("exhibitor", "1.10.7", site())


def test_units_are_linked_by_1_9_and_copied_later_and_stopped_at_once_from_2_1_2() -> None:
    old, middle, new = (
        package_contents("pkgpanda", release, site())["bin/pkgpanda"].text for release in ("1.9.9", "1.10.7", "2.2.1")
    )

    assert "units_are=link" in old and "units_are=copy" in middle
    assert "stop_is=each" in middle and "stop_is=all" in new


def test_a_package_that_a_release_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"1\.10\.7 has no package 3dt"):
        package_contents("3dt", "1.10.7", site())


ARRIVES = {
    "dcos-diagnostics.service": ("1.9.10", "1.10.0"),
    "dcos-net.service": ("1.10.11", "1.11.0"),
    "dcos-checks-poststart.timer": ("1.10.11", "1.11.0"),
    "dcos-telegraf.service": ("1.11.13", "1.12.0"),
    "dcos-checks-api.socket": ("1.11.13", "1.12.0"),
    "dcos-fluent-bit.service": ("1.12.5", "1.13.0"),
    "dcos-bouncer.service": ("1.12.5", "1.13.0"),
    "dcos-cockroach.service": ("1.12.5", "1.13.0"),
    "dcos-ui-update-service.service": ("1.12.5", "1.13.0"),
    "dcos-etcd.service": ("2.0.6", "2.1.0"),
    "dcos-calico-felix.service": ("2.0.6", "2.1.0"),
}
LEAVES = {
    "dcos-3dt.service": ("1.9.10", "1.10.0"),
    "dcos-spartan.service": ("1.10.11", "1.11.0"),
    "dcos-metrics-master.service": ("1.11.13", "1.12.0"),
    "dcos-oauth.service": ("1.12.5", "1.13.0"),
    "dcos-history.service": ("2.0.6", "2.1.0"),
}


@pytest.mark.parametrize(("unit", "between"), ARRIVES.items())
def test_a_unit_comes_with_its_minor(unit: str, between: tuple[str, str]) -> None:
    assert [unit in units(release, "master") for release in between] == [False, True]


@pytest.mark.parametrize(("unit", "between"), LEAVES.items())
def test_a_unit_goes_with_its_minor(unit: str, between: tuple[str, str]) -> None:
    assert [unit in units(release, "master") for release in between] == [True, False]


@pytest.mark.parametrize(("role", "unit"), [("slave", "dcos-mesos-slave"), ("slave_public", "dcos-mesos-slave-public")])
def test_agents_have_a_socket_of_their_own_from_2_1(role: str, unit: str) -> None:
    assert [f"{unit}.socket" in units(release, role) for release in ("2.0.6", "2.1.0")] == [False, True]


@pytest.mark.parametrize("release", ["1.9.10", "1.10.8", "1.11.10", "1.12.3", "1.13.9", "2.0.6", "2.1.3", "2.2.1"])
def test_no_package_is_there_twice(release: str) -> None:
    names = [package.name for package in packages_of(release)]

    assert len(names) == len(set(names))


def test_a_unit_file_says_how_its_unit_ends() -> None:
    files = package_contents("dcos-check-runner", "1.12.3", site())

    assert "Type=simple\nRestart=no\n" in files["dcos.target.wants/dcos-checks-poststart.service"].text
    assert "[Timer]\n" in files["dcos.target.wants/dcos-checks-poststart.timer"].text
    assert "[Socket]\n" in files["dcos.target.wants/dcos-checks-api.socket"].text
    assert "Restart=always\n" in files["dcos.target.wants/dcos-checks-api.service"].text
