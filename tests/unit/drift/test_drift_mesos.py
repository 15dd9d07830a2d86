"""A Mesos version after a run, against the release that the node had before: nothing lost, lost, and not known."""

from __future__ import annotations

import pytest
from cluster_facts import A1, A2, P1, Values, agent, healthy, key, slaves, snapshot

from dcos_upgrade.core.version import Version
from dcos_upgrade.drift import Drift, compare
from dcos_upgrade.probes import dcos_version, mesos_slaves, mesos_version

ALL = ("m1", "m2", "m3", "a1", "a2", "p1")
KINDS = {"mesos version", "registered version"}


def at(release: str, mesos: str | None) -> Values:
    """The whole cluster at this release; Mesos says this version on the disks and in the leader's list."""
    values = healthy()
    for node in ALL:
        values[key(dcos_version.PROBE, node)] = dcos_version.DcosVersion(version=release)
        values[key(mesos_version.PROBE, node)] = mesos
    values[key(mesos_slaves.PROBE)] = slaves(*(agent(node, version=mesos) for node in (A1, A2, P1)))
    return values


def drift(source: str, before: str, now: str) -> Drift:
    return compare(
        snapshot(at(source, before)), snapshot(at("1.13.9", now)), target=Version.parse("1.13.9"), mesos="1.8.2"
    )


def said(found: Drift) -> tuple[set[str], set[str], set[str]]:
    """Kinds that are about Mesos: lost, expected, unknown."""
    lost, expected, unknown = (
        {one.kind for one in some} & KINDS for some in (found.lost, found.expected, found.unknown)
    )
    return lost, expected, unknown


@pytest.mark.parametrize("now", ["1.8.2", "1.8.2-dev", "1.8.1"])
def test_any_patch_of_the_targets_minor_is_a_change_that_was_meant(now: str) -> None:
    assert said(drift("1.12.3", "1.7.3", now)) == (set(), KINDS, set())


def test_another_patch_is_told_with_both_numbers() -> None:
    change = next(one for one in drift("1.12.3", "1.7.3", "1.8.1").expected if one.kind == "registered version")

    assert (change.before, change.after) == ("1.7.3", "1.8.1")
    assert "is 1.8.1; the catalog has 1.8.2" in change.why


@pytest.mark.parametrize("now", ["1.7.3", "1.7.9", "1.9.0"])
def test_another_minor_is_a_loss(now: str) -> None:
    found = drift("1.12.3", "1.7.3", now)

    assert said(found) == (KINDS, set(), set())
    assert {loss.why for loss in found.lost} == {f"is {now}, not 1.8.2"}


def test_a_patch_hop_that_left_the_sources_mesos_in_place_is_a_loss() -> None:
    found = drift("1.13.3", "1.8.1", "1.8.1")

    assert said(found) == (KINDS, set(), set())
    assert len(found.lost) == len(ALL) + 3
    assert all(loss.why == "is still 1.8.1, the source's, not 1.8.2" for loss in found.lost)


def test_two_releases_of_one_mesos_have_nothing_to_tell() -> None:
    assert said(drift("1.13.8", "1.8.2", "1.8.2")) == (set(), set(), set())
    assert said(drift("1.13.8", "1.8.1", "1.8.1")) == (set(), set(), set())


def test_where_the_release_before_is_not_in_the_catalog_another_patch_is_unknown() -> None:
    assert said(drift("1.13.99", "1.8.1", "1.8.1")) == (set(), set(), KINDS)
    assert said(drift("1.13.99", "1.8.1", "1.8.2")) == (set(), KINDS, set())


def test_what_is_no_version_is_unknown() -> None:
    assert said(drift("1.12.3", "1.7.3", "one")) == (set(), set(), KINDS)
