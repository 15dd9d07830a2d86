"""The catalog against the reference facts, where those lie beside the project; without them nothing is collected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.version import Version

FACTS = Path(__file__).parents[4] / "shared" / "facts"

PLAIN = ("mesos", "marathon", "metronome", "zookeeper", "cosmos", "python", "openssl", "java", "etcd", "calico")
PINNED = {
    "exhibitor": "exhibitor",
    "mesos_dns": "mesos_dns",
    "spartan": "spartan",
    "navstar": "navstar",
    "minuteman": "minuteman",
    "dcos_net": "dcos_net",
    "dcos_metrics": "dcos_metrics",
    "telegraf": "telegraf",
    "check_runner": "check_runner",
    "erlang": "erlang",
    "adminrouter_openresty": "adminrouter",
    "cockroachdb_open": "cockroachdb",
    "bouncer_open": "bouncer",
}


def pin(text: str | None) -> str | None:
    """``git dcos/exhibitor.git@abc (origin master)`` as ``dcos/exhibitor@abc``."""
    if text is None:
        return None
    found = re.match(r"git (?:git@github\.com:)?(\S+?)\.git@(\w+)", text)
    return f"{found[1]}@{found[2]}" if found else text


if FACTS.is_dir():
    import yaml

    RELEASES = yaml.safe_load((FACTS / "releases.yaml").read_text())["releases"]
    PATHS = yaml.safe_load((FACTS / "upgrade-paths.yaml").read_text())
    TABLES = {
        **{("upgrade", page["target_minor"]): page for page in PATHS["upgrade_edges"]},
        **{("patch", page["minor"]): page for page in PATHS["patch_edges"]},
    }

    def test_the_catalog_has_the_releases_of_the_reference_and_no_other():
        assert {str(release.version) for release in catalog.releases()} == {fact["version"] for fact in RELEASES}

    @pytest.mark.parametrize("fact", RELEASES, ids=lambda fact: fact["version"])
    def test_a_release_is_the_one_of_the_reference(fact: dict):
        release = catalog.release(Version.parse(fact["version"]))
        flags = " ".join(fact.get("flags", []))

        assert (str(release.released), str(release.tagged)) == (str(fact["released"]), str(fact["tag_commit_date"]))
        assert {key: release.components.get(key) for key in PLAIN} == {key: fact[key] for key in PLAIN}
        assert {ours: release.components.get(ours) for ours in PINNED.values()} == {
            ours: pin(fact[theirs]) for theirs, ours in PINNED.items()
        }
        assert release.commits["dcos"] == fact["tag_commit"]
        assert release.commits["mesos"] == fact["mesos_pin"].split()[0]
        assert bool(release.withdrawn) == ("withdrawn" in flags or "avoid" in flags)
        assert bool(release.hotfix) == ("hotfix" in flags)
        assert (release.editions == ("enterprise",)) == ("enterprise_only" in flags)

    @pytest.mark.parametrize(("kind", "minor"), sorted(TABLES), ids=str)
    def test_a_table_has_the_rows_and_cells_of_the_reference(kind: str, minor: str):
        table = next(t for t in catalog.own().tables if (str(t.kind), str(t.target_minor)) == (kind, minor))
        rows = {str(source): {str(each) for each in targets} for source, targets in table.edges.items()}

        assert rows == {row["from"]: set(row["to"]) for row in TABLES[kind, minor]["edges"]}
