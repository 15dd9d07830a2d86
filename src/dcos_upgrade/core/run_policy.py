"""What a site wants of a run beyond its pace: who must say yes where, its own steps, its service Marathons, the test app."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from dcos_upgrade.core.plan import SiteStep


class ServiceWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to become of one service Marathon: its version afterwards, and the fields of its app that make it so."""

    to: str
    patch: dict[str, Any] = msgspec.field(default_factory=dict)


MOST_TEST_APPS = 100
"""Agents: each has its own lines in the journal for every wave."""


class TestAppWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The test app: on how many agents (``count``) or on which (``nodes``), ``interval`` in seconds between two questions.

    ``definition`` replaces fields of the app as the tool writes it: an image of the site's own registry, for example.
    """

    count: int = 1
    nodes: tuple[str, ...] = ()
    interval: float = 1.0
    definition: dict[str, Any] = msgspec.field(default_factory=dict)


Wanted = Literal["asked", "required"]
"""Whether a run begins without the acknowledgements of people (``asked``), or waits for all of them (``required``)."""


class RunPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of cluster.yaml's ``policy`` that are not pace.

    ``service_marathons`` by the id of their app: one wish, or several of which each is for a later hop than the one before.
    """

    approvals: tuple[str, ...] = ()
    site_steps: tuple[SiteStep, ...] = ()
    service_marathons: dict[str, ServiceWish | tuple[ServiceWish, ...]] = msgspec.field(default_factory=dict)
    test_app: TestAppWish | None = None
    acknowledgements: Wanted = "asked"

    def service_wishes(self) -> dict[str, tuple[ServiceWish, ...]]:
        """By app, in their order."""
        given = self.service_marathons.items()
        return {app: (wish,) if isinstance(wish, ServiceWish) else wish for app, wish in given}


NOTHING_MORE = RunPolicy()
