"""Bad input against a lab: each is refused with its exit code, and no node has begun anything."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes.command import Caller

pytestmark = [pytest.mark.wire, pytest.mark.timeout(240)]


def changed(cluster_file: str, folder: Path, **keys: Any) -> Path:
    """A copy of the cluster file with these keys instead; a mapping is merged."""
    document = yaml.safe_load(Path(cluster_file).read_text())
    for key, value in keys.items():
        document[key] = {**document[key], **value} if isinstance(value, dict) else value
    path = folder / "changed.yaml"
    path.write_text(yaml.safe_dump(document))
    return path


def test_each_refusal_has_its_exit_code_and_nothing_is_touched(site_of: Callable, lab_call: Caller):
    site = site_of("1.9.9", "3+1+0")
    plan = site.plan("1.10.7")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", site.folder / "key"], check=True)

    def run(cluster: Path | str, name: str = "lab") -> int:
        return site.call("run", plan, "--cluster", cluster, "--confirm", name).exit

    wrong_key = changed(site.cluster_file, site.folder, ssh={"identity": str(site.folder / "key")})
    assert run(wrong_key) == 3
    assert site.call("capture", "--cluster", wrong_key, "--out", site.folder / "refused").exit == 3
    assert not (site.folder / "refused").exists()

    assert run(changed(site.cluster_file, site.folder, private_agents=[])) == 3
    assert run(changed(site.cluster_file, site.folder, name="other"), "other") == 3

    lab_call("lab", "fault", "set", "host-key-changed", "--node", "m2")
    assert run(site.cluster_file) == 3
    lab_call("lab", "fault", "clear")

    assert not any(site.starts().values())
    assert not any((tree / "var/lib/dcos-upgrade/owner").exists() for tree in site.trees().values())


def test_a_cluster_that_changed_since_the_plan_is_stale_and_names_the_fact(site_of: Callable):
    site = site_of("1.9.9", "1+1+0")
    plan = site.plan("1.10.7")
    version = site.trees()["a1"] / "opt/mesosphere/etc/dcos-version.json"
    real = version.resolve()
    real.write_text(real.read_text().replace("1.9.9", "1.9.10"))

    refused = site.call(*site.run_words(plan))

    assert refused.exit == 5, refused.stderr
    assert "release of a1" in refused.json["error"]["evidence"]
    assert not any(site.starts().values())


def files_of(tree: Path) -> dict[str, tuple[int, int, float]]:
    """Every file of a node with what a write would change; /proc is the machine's own."""
    found = (path for path in tree.rglob("*") if not path.is_relative_to(tree / "proc"))
    stats = {str(path.relative_to(tree)): path.lstat() for path in found}
    return {path: (stat.st_ino, stat.st_size, stat.st_mtime) for path, stat in stats.items()}


def test_a_capture_changes_no_file_on_any_node(site_of: Callable):
    site = site_of("1.9.9", "1+1+0")
    before = {node: files_of(tree) for node, tree in site.trees().items()}

    captured = site.call("capture", "--cluster", site.cluster_file, "--out", site.folder / "seen")

    assert captured.exit == 0, captured.stderr
    assert all(before.values())
    assert {node: files_of(tree) for node, tree in site.trees().items()} == before
