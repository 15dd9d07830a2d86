"""The bandwidth of the bootstrap host in cluster.yaml and in a policy file: optional, checked, kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import UNSET

from dcos_upgrade.adapters.cluster_file import read_cluster_file
from dcos_upgrade.adapters.policy_file import read_policy_file
from dcos_upgrade.core.error import Broken, Refused
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.core.run_policy import NOTHING_MORE


def cluster(tmp_path: Path, policy: str) -> Pacing:
    file = tmp_path / "cluster.yaml"
    file.write_text(f"name: lab\nmasters: [10.0.0.1]\npolicy: {policy}\n")
    return read_cluster_file(file).pacing


def test_what_is_not_given_stays_unset(tmp_path: Path):
    assert cluster(tmp_path, "{}").bootstrap_mbit is UNSET


def test_what_is_given_is_kept(tmp_path: Path):
    pacing = cluster(tmp_path, "{bootstrap_mbit: 200, package_mb: 900}")

    assert (pacing.bootstrap_mbit, pacing.package_mb) == (200.0, 900.0)


@pytest.mark.parametrize("policy", ["{bootstrap_mbit: 0}", "{package_mb: -1}", "{bootstrap_mbit: fast}"])
def test_a_bandwidth_that_cannot_be_is_refused(tmp_path: Path, policy: str):
    with pytest.raises(Broken):
        cluster(tmp_path, policy)


def test_a_policy_file_changes_one_and_leaves_the_other(tmp_path: Path):
    file = tmp_path / "policy.yaml"
    file.write_text("bootstrap_mbit: 50\n")

    assert read_policy_file(file, Pacing(package_mb=700.0), NOTHING_MORE)[0] == Pacing(
        bootstrap_mbit=50.0, package_mb=700.0
    )
    assert read_policy_file(file, Pacing(), NOTHING_MORE)[0].package_mb is UNSET


def test_a_policy_file_with_no_bandwidth_at_all_is_refused(tmp_path: Path):
    file = tmp_path / "policy.yaml"
    file.write_text("bootstrap_mbit: 0\n")

    with pytest.raises(Refused):
        read_policy_file(file, Pacing(), NOTHING_MORE)
