"""The ``policy`` of cluster.yaml and of a policy file: the plan's pacing, and what a site wants of a run beyond it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.core.plan import Pacing, SiteStep
from dcos_upgrade.core.run_policy import MOST_TEST_APPS, RunPolicy, ServiceWish, TestAppWish, Wanted
from dcos_upgrade.engine.approving import POINTS
from dcos_upgrade.engine.site import SITE_POINTS
from dcos_upgrade.planning.soaks import SOAKS

NOT_THE_SITES = ("id", "instances", "version", "versionInfo", "deployments", "tasks", "constraints")
"""Fields of an app that a service Marathon's patch must not name: who it is, how many there are, and what Marathon fills in."""

MAY_BE_ZERO = ("_soak", "_budget", "soak_stable", "soak_retry")


class PolicyDocument(Pacing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast a run may go, and the keys of RunPolicy."""

    approvals: tuple[str, ...] = ()
    site_steps: tuple[SiteStep, ...] = ()
    service_marathons: dict[str, ServiceWish | tuple[ServiceWish, ...]] = msgspec.field(default_factory=dict)
    test_app: TestAppWish | None = None
    acknowledgements: Wanted = "asked"


def pacing_of(document: PolicyDocument) -> Pacing:
    return msgspec.convert(_keys(document, Pacing), Pacing)


def run_policy_of(document: PolicyDocument) -> RunPolicy:
    return msgspec.convert(_keys(document, RunPolicy), RunPolicy)


def _keys(document: PolicyDocument, of: type[msgspec.Struct]) -> dict[str, object]:
    names = {field.name for field in msgspec.structs.fields(of)}
    return {name: value for name, value in msgspec.to_builtins(document).items() if name in names}


def policy_problems(document: PolicyDocument) -> Iterator[str]:
    """What is wrong with the values, each with its place."""
    yield from _pacing_problems(pacing_of(document))
    yield from _point_problems(document)
    yield from _site_problems(document.site_steps)
    yield from _service_problems(run_policy_of(document).service_wishes())
    wish = document.test_app
    if wish is not None and (not 1 <= wish.count <= MOST_TEST_APPS or not 0.1 <= wish.interval <= 3600):
        yield f"count is 1 to {MOST_TEST_APPS}, interval 0.1 to 3600 seconds - at `$.policy.test_app`"
    if wish is not None and len(wish.nodes) > MOST_TEST_APPS:
        yield f"the test app runs on {MOST_TEST_APPS} agents at most - at `$.policy.test_app.nodes`"


def _service_problems(wishes: Mapping[str, tuple[ServiceWish, ...]]) -> Iterator[str]:
    for app, each in wishes.items():
        where = f"- at `$.policy.service_marathons[{app!r}]`"
        if not app.startswith("/"):
            yield f"an app's id begins with a slash {where}"
        for wish in each:
            if marathon_numbers(wish.to) is None:
                yield f"{wish.to!r} is no version of Marathon {where}"
            for key in sorted(set(NOT_THE_SITES) & set(wish.patch)):
                yield f"{key!r} is no field that a new version changes {where}"
            for key in sorted(key for key, value in wish.patch.items() if value is None):
                yield f"{key!r} is null, which Marathon takes for nothing said {where}"


def _pacing_problems(pacing: Pacing) -> Iterator[str]:
    values = msgspec.to_builtins(pacing)
    yield from _soak_problems(values.pop("soaks", {}))
    for key, value in values.items():
        least = (
            0
            if key.endswith(MAY_BE_ZERO) and key != "out_budget"
            else 1
            if isinstance(value, int) or key == "wave_growth"
            else 1e-6
        )
        if not least <= value < 1e9:
            yield f"{value} is too small or too large - at `$.policy.{key}`"


def _soak_problems(soaks: dict[str, dict[str, float]]) -> Iterator[str]:
    for name, timers in soaks.items():
        if name not in SOAKS:
            yield f"{name!r} is none of {', '.join(SOAKS)} - at `$.policy.soaks`"
        for timer, seconds in timers.items():
            if not 0 <= seconds < 1e9:
                yield f"{seconds} is too small or too large - at `$.policy.soaks.{name}.{timer}`"


def _point_problems(document: PolicyDocument) -> Iterator[str]:
    for point in document.approvals:
        if point not in POINTS:
            yield f"{point!r} is none of {', '.join(POINTS)} - at `$.policy.approvals`"


def _site_problems(steps: tuple[SiteStep, ...]) -> Iterator[str]:
    where = "- at `$.policy.site_steps`"
    for step in steps:
        if step.at not in SITE_POINTS:
            yield f"{step.at!r} is none of {', '.join(SITE_POINTS)} {where}"
        if not step.name or not step.command or not step.command[0]:
            yield f"a site step needs a name and a command {where}"
        elif "/" in step.command[0] and not step.command[0].startswith("/"):
            yield f"the program of {step.name!r} is a name that PATH has, or a path from the root {where}"
        if not (0 < step.timeout < 86400 and 0 <= step.patience < 7 * 86400):
            yield f"the timeout or patience of {step.name!r} is too small or too large {where}"
    for name, times in Counter(step.name for step in steps).items():
        if times > 1:
            yield f"the site step {name!r} is there twice {where}"
