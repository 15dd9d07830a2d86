"""Ways to the nodes as sites have them, by the real command over real SSH: a bastion, host keys by an authority, a sudo that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import zstandard
from fakes.command import Caller

from dcos_upgrade.lab.secrets import SUDO_PASSWORD

pytestmark = [pytest.mark.wire, pytest.mark.timeout(240)]

SITE = ("--ssh", "site")


@contextmanager
def fault(lab: Caller, name: str, node: str) -> Iterator[None]:
    assert lab("lab", "fault", "set", name, "--node", node).exit == 0
    yield
    assert lab("lab", "fault", "clear", name).exit == 0


def reasons(site: Any, out: str) -> tuple[int, dict[str, set[str]]]:
    """The exit code of a capture, and by node why its own answers are unknown."""
    called = site.call("capture", "--cluster", site.cluster_file, "--out", site.folder / out)
    found: dict[str, set[str]] = {}
    for each in called.json["unknown"]:
        if each["probe"] in ("boot-id", "os-release", "dcos-version"):
            found.setdefault(each["subject"], set()).add(each["reason"])
    return called.exit, found


def written(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield zstandard.decompress(data) if data.startswith(b"\x28\xb5\x2f\xfd") else data


def test_a_site_is_captured_as_it_is_and_each_thing_that_is_wrong_is_named(site_of: Callable, lab_call: Caller):
    site = site_of("1.9.9", "1+2+0", options=SITE)

    assert reasons(site, "well") == (0, {})

    with fault(lab_call, "ssh-slow", "a1"):
        assert reasons(site, "slow") == (0, {})
    three = (("ssh-silent", "a1"), ("ssh-key-refused", "a2"), ("host-key-changed", "m1"))
    with ExitStack() as stack:
        for name, node in three:
            stack.enter_context(fault(lab_call, name, node))
        exit_code, found = reasons(site, "three")
    assert exit_code == 8
    assert "nothing was said within 3 s" in str(found.pop("a1"))
    assert "refuses the SSH key of user core" in str(found.pop("a2"))
    assert "not known" in str(found.pop("m1"))
    assert found == {}

    assert not any(SUDO_PASSWORD.encode() in data for data in written(site.folder / "well"))


@pytest.mark.full
def test_a_site_is_upgraded_as_it_is(site_of: Callable):
    site = site_of("1.9.9", "3+2+0", options=SITE)
    plan = site.plan("1.10.7")

    ran = site.call(*site.run_words(plan), seconds=230)

    assert ran.exit == 0, ran.stderr
    assert set(site.releases().values()) == {"1.10.7"}
    assert not any(SUDO_PASSWORD.encode() in data for data in written(site.call.state))
