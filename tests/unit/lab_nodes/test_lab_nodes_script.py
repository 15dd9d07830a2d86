"""The node upgrade script by era."""

from __future__ import annotations

import subprocess

import pytest

from dcos_upgrade.engine.vendor_script import read_vendor_script
from dcos_upgrade.lab.nodes.roster import package_ids
from dcos_upgrade.lab.nodes.script import upgrade_script

URL = "http://127.9.9.250"
ERAS = ("1.9.10", "1.10.7", "1.11.2", "1.11.3", "1.12.5", "1.13.4", "2.1.1", "2.2.1")


def script(target: str, source: str = "1.9.9", time_factor: float = 1.0) -> str:
    return upgrade_script(source, target, bootstrap_url=URL, time_factor=time_factor)


@pytest.mark.parametrize("target", ERAS)
def test_bash_can_read_it(target: str) -> None:
    done = subprocess.run(["bash", "-n"], input=script(target), text=True, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("target", ERAS)
def test_a_parser_of_real_scripts_reads_it(target: str) -> None:
    read = read_vendor_script(script(target), where="lab")

    assert (read.source, read.target, read.bootstrap_url) == ("1.9.9", target, URL)
    assert read.package_ids == package_ids(target)


def test_only_1_9_begins_with_an_empty_line() -> None:
    assert script("1.9.10").startswith("\n#!/bin/bash")
    assert all(script(target).startswith("#!/bin/bash") for target in ERAS[1:])


def test_1_9_has_no_checks_but_the_exhibitor_migration() -> None:
    assert "dcos-exhibitor-migrate-perform" in script("1.9.10")
    assert "check node-poststart" not in script("1.9.10")


def test_a_failed_post_check_is_told_from_1_11_3_only() -> None:
    told = "Node upgrade not successful, checks failed"

    assert [told in script(target) for target in ("1.10.7", "1.11.2", "1.11.3")] == [False, False, True]


def test_activate_blocks_from_2_1_2() -> None:
    assert "pkgpanda activate --no-block" in script("2.1.1")
    assert "--no-block" not in script("2.2.1")


def test_the_same_hop_gives_the_same_bytes() -> None:
    assert script("1.10.7") == script("1.10.7")


@pytest.mark.parametrize(("factor", "seconds"), [(1.0, "1"), (0.1, "0.1"), (0.001, "0.05")])
def test_the_post_checks_sleep_is_scaled_but_has_a_floor(factor: float, seconds: str) -> None:
    assert f"        sleep {seconds}\n" in script("1.10.7", time_factor=factor)


def test_what_is_no_release_is_refused() -> None:
    with pytest.raises(ValueError, match="banana"):
        script("1.10.7", source="banana")
