"""A hop of three masters over real SSH and HTTP: who led is polled all through, and no old Marathon leads after a new one."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import pytest

from dcos_upgrade.core.marathon_version import marathon_numbers

pytestmark = [pytest.mark.wire, pytest.mark.timeout(240)]


def said(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=2) as answer:
        return json.load(answer)


def leading(urls: list[str]) -> tuple[str, str] | None:
    """(address, version) of the Marathon that leads, in its own words; None while nobody says so."""
    for url in urls:
        try:
            address = said(f"{url}/v2/leader")["leader"].partition(":")[0]
            own = next(each for each in urls if f"//{address}:" in each)
            return address, said(f"{own}/v2/info")["version"]
        except (OSError, ValueError, KeyError, StopIteration):
            continue
    return None


@contextmanager
def polled(urls: list[str]) -> Iterator[list[tuple[str, str]]]:
    seen: list[tuple[str, str]] = []
    over = threading.Event()

    def poll() -> None:
        while not over.wait(0.1):
            found = leading(urls)
            if found is not None:
                seen.append(found)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def test_one_marathon_is_elected_it_is_a_new_one_and_nothing_stays_held_back(site_of: Callable):
    site = site_of("1.10.8", "3+1+0")
    plan = site.plan("1.11.3", on="2018-09-01")

    with polled(site.up["marathon"]) as seen:
        done = site.call(*site.run_words(plan))

    assert done.exit == 0, done.stderr
    led = [found for found, _ in groupby(seen)]
    versions = [marathon_numbers(version) for _, version in led]
    assert len(led) == 2  # who led before, and the one that was elected
    assert versions == [(1, 5, 11), (1, 6, 496)]
    status = site.call("status").json
    (counted,) = status["elections"]
    assert (counted["mesos"], counted["marathon"]) <= (1, 1)
    held = [item for item in status["ledger"] if item["kind"] == "held-marathon"]
    assert [(item["where"], item["state"]) for item in held] == [("m1", "undone")]
    for master in ("m1", "m2", "m3"):
        assert site.by_hand(master, "sudo -n systemctl is-active dcos-marathon.service").strip() == "active"
    assert site.call("leftovers", "--cluster", site.cluster_file).exit == 0
