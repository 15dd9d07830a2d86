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


def closed(site: Any) -> tuple[int, dict[str, str]]:
    """The exit code of a visit to all nodes, and why some do not let us in."""
    called = site.call("reach", "--cluster", site.cluster_file)
    wrong = [each for each in called.json["nodes"] if not each["reached"]]
    assert all(each["next"] for each in wrong)
    return called.exit, {each["node"]: f"{each['what']}; {each['evidence']}" for each in wrong}


def written(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield zstandard.decompress(data) if data.startswith(b"\x28\xb5\x2f\xfd") else data


def test_a_site_is_captured_as_it_is_and_each_thing_that_is_wrong_is_named(site_of: Callable, lab_call: Caller):
    site = site_of("1.9.9", "1+2+0", options=SITE)

    with fault(lab_call, "ssh-slow", "a1"):
        captured = site.call("capture", "--cluster", site.cluster_file, "--out", site.folder / "well")
    assert captured.exit == 0, captured.stdout

    three = (("ssh-silent", "a1"), ("ssh-key-refused", "a2"), ("host-key-changed", "m1"))
    with ExitStack() as stack:
        for name, node in three:
            stack.enter_context(fault(lab_call, name, node))
        exit_code, found = closed(site)
    assert exit_code == 3
    assert "nothing was said within 3 s" in found["a1"]
    assert "refuses the SSH key of user core" in found["a2"]
    assert "not known" in found["m1"]
    assert closed(site) == (0, {})

    assert not any(SUDO_PASSWORD.encode() in data for data in written(site.folder / "well"))


@pytest.mark.full
def test_a_site_is_upgraded_as_it_is(site_of: Callable):
    site = site_of("1.9.9", "3+2+0", options=SITE)
    plan = site.plan("1.10.7")

    ran = site.call(*site.run_words(plan), seconds=230)

    assert ran.exit == 0, ran.stderr
    assert set(site.releases().values()) == {"1.10.7"}
    assert not any(SUDO_PASSWORD.encode() in data for data in written(site.call.state))
