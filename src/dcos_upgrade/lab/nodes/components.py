"""Which releases there are and which component versions they bring: the one place where the lab's nodes ask the catalog."""

from __future__ import annotations

from functools import cache

_MESOS = {
    "1.8": "1.0.1",
    "1.9": "1.2.3",
    "1.10": "1.4.2",
    "1.11": "1.5.1",
    "1.12": "1.7.1",
    "1.13": "1.8.1",
    "2.0": "1.9.1",
    "2.1": "1.10.0",
    "2.2": "1.11.0",
}


@cache
def components(release: str) -> dict[str, str]:
    """Component name to version ("mesos", "marathon", "zookeeper", "metronome", …)."""
    minor = release.rpartition(".")[0]
    return {"mesos": _MESOS[minor], "marathon": "1.4.11", "zookeeper": "3.4.8", "metronome": "0.3.5"}


@cache
def releases() -> tuple[str, ...]:
    """Every release that the bootstrap host can serve."""
    return tuple(f"{minor}.{patch}" for minor in _MESOS for patch in range(14))
