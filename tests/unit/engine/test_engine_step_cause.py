"""The cause of a failed step, as its last lines tell it."""

from __future__ import annotations

import pytest

from dcos_upgrade.engine.step_cause import cause_of

UPGRADING = "Upgrading DC/OS master 1.10.8 -> 1.11.3\n"


@pytest.mark.parametrize(
    ("tail", "cause", "said"),
    [
        (
            "ERROR: Expecting to upgrade DC/OS from 1.10.0 to 1.11.3. Version found on node: 1.10.8",
            "other-release",
            "expects 1.10.0 on the node and found 1.10.8",
        ),
        (
            "ERROR: Expecting to upgrade DC/OS from 1.10.0 to 1.11.3. Version found on node: ",
            "other-release",
            "found nothing",
        ),
        ("ERROR: Can't determine this node's role: not exactly one of", "role", "exactly one role"),
        (
            UPGRADING + "ERROR: Unable to unpack package mesos--1: [Errno 28] No space left on device: '/opt'",
            "disk-full",
            "no space",
        ),
        (
            UPGRADING + "useradd: cannot lock /etc/passwd\nValidation Error: Unable to create the user x",
            "users",
            "system user",
        ),
        (
            UPGRADING + "tar: Unexpected EOF in archive\nERROR: Unable to unpack package mesos--1",
            "package-broken",
            "in pieces",
        ),
        (
            "curl: (22) The requested URL returned error: 404\nERROR: Unable to fetch package mesos--1 from http://b",
            "package-missing",
            "does not have the package mesos--1",
        ),
        (
            "curl: (7) Failed to connect to b port 80\nERROR: Unable to fetch package mesos--1 from http://b",
            "package-unfetched",
            "mesos--1 cannot be fetched",
        ),
        ("ERROR: The node-poststart checks failed before the upgrade:", "checks-before", "before its upgrade"),
        ("Node upgrade not successful, checks failed", "checks-after", "never passed"),
        ("Could not reach Exhibitor at http://127.0.0.1:8181/exhibitor/v1/config/get-state", "exhibitor", "for ever"),
        ("/opt/mesosphere/environment.export: No such file or directory", "no-generation", "not in its place"),
        ("Validation Error: Multiple packages with the name mesos", "pkgpanda", "Multiple packages"),
    ],
)
def test_each_known_text_has_its_cause_and_a_remedy(tail: str, cause: str, said: str):
    found = cause_of(tail)

    assert found is not None
    assert (found.id, bool(found.remedy)) == (cause, True)
    assert said in found.sentence


@pytest.mark.parametrize("tail", ["", UPGRADING, "a text that nobody knows"])
def test_what_fits_nothing_has_no_cause(tail: str):
    assert cause_of(tail) is None


def test_braces_in_a_text_are_no_format():
    found = cause_of("ERROR: Unable to fetch package {0.__class__} from http://b")

    assert found is not None
    assert "{0.__class__}" in found.sentence


def test_what_is_quoted_of_a_text_is_bounded():
    found = cause_of("Package Error: " + "x" * 100_000)

    assert found is not None
    assert len(found.sentence) < 300
