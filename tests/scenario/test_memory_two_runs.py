"""Two runs of one cluster, each with a journal of its own: the owner files on the masters let one of them in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.memory import Killed, Stage, stage

from dcos_upgrade import catalog, probes
from dcos_upgrade.core.error import ExitCode, Owned
from dcos_upgrade.lab.memory.keeping import MemoryEvidence, MemoryRuns
from dcos_upgrade.lab.memory.rehearsal import BY, TOOL, context_of, rehearse
from dcos_upgrade.lab.memory.site import Site
from dcos_upgrade.usecases.beginning import begin
from dcos_upgrade.usecases.running import drive

IN_MID_RUN = 60
"""Moments after which the first run has begun a master."""


def small() -> Stage:
    return stage(masters=3, agents=1, public=0)


def from_elsewhere(site: Site) -> Site:
    """The same cluster, seen from a machine that knows nothing of the first run."""
    return replace(site, runs=MemoryRuns(site.clock), evidence=MemoryEvidence())


def in_mid_run(first: Stage) -> dict[str, tuple[str, ...]]:
    """What has been started when its process dies."""
    first.death.at = IN_MID_RUN
    with pytest.raises(Killed):
        first.go()
    first.death.at = None
    begun = dict(first.site.machines.starts())
    assert any(begun.values())
    return begun


def test_a_second_run_meets_the_owner_and_touches_nothing():
    first = small()
    begun = in_mid_run(first)
    second = from_elsewhere(first.site)

    with pytest.raises(Owned) as met:
        rehearse(second, first.plan)

    assert met.value.exit_code == ExitCode.OWNED
    assert str(first.site.runs.latest_run()) in f"{met.value.what} {met.value.evidence}"
    assert dict(first.site.machines.starts()) == begun
    assert first.go().outcome == "done"
    assert {len(starts) for starts in first.site.machines.starts().values()} == {1}


def test_of_two_that_began_together_the_one_that_claims_second_touches_nothing():
    """Both have looked and found no owner: the file itself decides, not the look."""
    first = small()
    second = from_elsewhere(first.site)
    journal, baseline = second.run(
        begin(first.plan, second, second.runs, probes.discover(), catalog.own(), by=BY, tool_version=TOOL)
    )
    first.site.timeline.move(1)  # a rehearsal names its runs by the second
    begun = in_mid_run(first)

    with pytest.raises(Owned):
        second.run(drive(context_of(second, first.plan, journal, baseline)))

    assert dict(first.site.machines.starts()) == begun
    assert first.go().outcome == "done"
    assert {len(starts) for starts in first.site.machines.starts().values()} == {1}
