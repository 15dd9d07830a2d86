"""The state directory is gone in the middle of a hop: the cluster is planned anew as it stands, and comes to its end."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from fakes.command import kill_hard

pytestmark = [pytest.mark.wire, pytest.mark.timeout(300)]

SOURCE, TARGET = "1.9.9", "1.10.7"
SLOW = "mkdir -p /run/dcos-lab && echo {} >/run/dcos-lab/delay.fetch"
"""Seconds for each package."""


def die_while_under_way(site: Site, plan: Path, node: str) -> None:
    """The run ends in the middle of this node's step, and its memory with it."""
    started = site.trees()[node] / f"var/lib/dcos-upgrade/target/{TARGET}/begun"
    process, end = site.call.start(*site.run_words(plan)), time.monotonic() + 200
    while not started.exists():
        assert process.poll() is None, "the run ended by itself"
        assert time.monotonic() < end
        time.sleep(0.05)
    kill_hard(process)
    shutil.rmtree(site.call.state)
    plan.unlink()
    shutil.rmtree(site.folder / f"before-{TARGET}")


def audit(site: Site) -> list[dict[str, Any]]:
    return list(site.call("leftovers", "--cluster", site.cluster_file).json["leftovers"])


def jobs_that_live(site: Site) -> set[str]:
    return {each["node"] for each in audit(site) if "a job runs" in each["why"]}


def take_the_owner_away(site: Site) -> set[str]:
    """As the page says, after a look at whose it is; the masters on which one lay."""
    owners = {each["node"]: each for each in audit(site) if each["kind"] == "owner-file"}
    for node, each in owners.items():
        assert each["verdict"] == "unknown"
        assert "go-on-after-a-lost-journal" in each["next"]
        assert each["run"] in site.by_hand(node, "sudo cat /var/lib/dcos-upgrade/owner")
        site.by_hand(node, "sudo rm /var/lib/dcos-upgrade/owner")
    return set(owners)


def steps_done(plan: Path) -> dict[str, bool]:
    (hop,) = json.loads(plan.read_text())["hops"]
    waves = [wave for stage in hop["stages"] for wave in stage["waves"]]
    return {step["node"]: step["done"] for wave in waves for step in wave["steps"]}


def starts(site: Site) -> dict[str, int]:
    return {name: len(lines) for name, lines in site.starts().items()}


def test_a_journal_lost_in_mid_hop_is_not_the_end(site_of: Callable[..., Site]) -> None:
    site = site_of(SOURCE, "3+1+1")
    masters = {"m1", "m2", "m3"}
    die_while_under_way(site, site.plan(TARGET), "m3")
    while jobs_that_live(site):
        time.sleep(0.5)
    begun = {name for name, count in starts(site).items() if count}

    plan = site.plan(TARGET)
    owned = site.call(*site.run_words(plan))
    assert owned.exit == 6, owned.stderr
    assert {name for name, count in starts(site).items() if count} == begun
    assert take_the_owner_away(site) == masters
    done = site.call(*site.run_words(plan))

    assert {name for name, at_target in steps_done(plan).items() if at_target} == begun
    assert begun < masters
    assert done.exit == 0, (done.stdout, done.stderr[-2000:])
    assert set(site.releases().values()) == {TARGET}
    assert starts(site) == dict.fromkeys((*masters, "a1", "p1"), 1)
    assert {each["verdict"] for each in audit(site)} == {"expected"}


@pytest.mark.full
def test_a_step_of_the_lost_run_that_still_goes_on_is_waited_for_and_not_begun_again(
    site_of: Callable[..., Site],
) -> None:
    site = site_of(SOURCE, "3+1+1")
    plan = site.plan(TARGET)
    site.by_hand("a1", SLOW.format(4))
    die_while_under_way(site, plan, "a1")
    assert jobs_that_live(site) == {"a1"}
    take_the_owner_away(site)

    early = site.call(*site.run_words(site.plan(TARGET)))
    assert early.exit == 4, early.stderr
    assert early.json["halted_by"]["node"] == "a1"
    assert "its job still runs" in early.json["halted_by"]["reason"]
    assert "wait until its job has ended" in early.json["next"]
    while jobs_that_live(site):
        time.sleep(0.5)
    done = site.call("resume")

    assert done.exit == 0, (done.stdout, done.stderr[-2000:])
    assert set(site.releases().values()) == {TARGET}
    assert set(starts(site).values()) == {1}
