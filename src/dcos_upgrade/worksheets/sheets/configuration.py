"""The cluster's own config.yaml, key by key, and what the plan makes of it. Values of secrets are never shown or compared."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dcos_upgrade.core.plan import KeyChange, PlannedConfiguration
from dcos_upgrade.probes import user_configuration
from dcos_upgrade.worksheets.facts import of_any_master, of_masters
from dcos_upgrade.worksheets.figure import Figure, Origin, said, unknown
from dcos_upgrade.worksheets.given import NO_PLAN, Given
from dcos_upgrade.worksheets.target import plan_origin
from dcos_upgrade.worksheets.visible import some
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = ("Key", "Starting configuration", "Target configuration", "Compared")
NOT_SET, HIDDEN = "not set", "not compared, as it holds a secret"
NOTHING_COMPARED = (
    "the plan was made without the configuration of the next generation (plan --config genconf/config.yaml)"
)


def fill(given: Given) -> Iterator[Table | str]:
    running = of_any_master(given.snapshot, user_configuration.PROBE)
    keys = dict(running.value.keys) if running.value is not None else {}
    hidden = frozenset(running.value.hidden) if running.value is not None else frozenset()
    planned = _planned(given)
    changes = {change.key: change for change in planned.changes} if planned else {}
    names = sorted({*keys, *changes})
    rows = (_row(given, name, keys.get(name), name in hidden, changes.get(name), running.origin) for name in names)
    yield Table(
        id="configuration",
        title="config.yaml, start and target",
        columns=COLUMNS,
        rows=tuple(rows),
        empty="The configuration has no key.",
        unknown="" if running.value is not None else running.why,
    )
    yield from _apart(given)


def _planned(given: Given) -> PlannedConfiguration | None:
    if given.plan is None or given.plan.configuration is msgspec.UNSET:
        return None
    return given.plan.configuration


def _row(given: Given, key: str, value: str | None, hidden: bool, change: KeyChange | None, origin: Origin) -> Row:
    starting = change.old if value is None and change else value
    return (
        said(key, origin),
        said(NOT_SET if starting is None else starting or "empty", origin),
        *_target(given, key, value, hidden, change),
    )


def _target(given: Given, key: str, value: str | None, hidden: bool, change: KeyChange | None) -> tuple[Figure, Figure]:
    """The value that it will have, and how that was found."""
    if given.plan is None:
        return unknown(NO_PLAN), unknown(NO_PLAN)
    origin = plan_origin(given.plan)
    planned = _planned(given)
    if planned is None:
        return unknown(NOTHING_COMPARED, origin), unknown(NOTHING_COMPARED, origin)
    if change is not None:
        return said(NOT_SET if change.new is None else change.new or "empty", origin), said("changes", origin)
    if hidden or key in planned.not_compared:
        return unknown(HIDDEN, origin), said(HIDDEN, origin)
    return said(value or "empty", origin), said("stays", origin)


def _apart(given: Given) -> Iterator[str]:
    """Masters that have other values than the one whose are shown."""
    known = [each for each in of_masters(given.snapshot, user_configuration.PROBE) if each.value is not None]
    for other in known[1:]:
        first, own = known[0].value, other.value
        assert first is not None and own is not None
        names = {*first.keys, *own.keys}
        keys = sorted(name for name in names if _whole(first, name) != _whole(own, name))
        if keys:
            yield f"{other.origin.subject} has other values than {known[0].origin.subject} for {some(keys)}."


def _whole(found: user_configuration.UserConfiguration, key: str) -> tuple[str | None, str | None]:
    """A secret is compared by its seal."""
    return found.keys.get(key), found.seals.get(key)


WORKSHEET = Worksheet(
    id="configuration",
    title="config.yaml, start and target",
    source="workbook, 'Things to Fix Before an Upgrade' 2",
    about="An upgrade is no time to change the configuration: what differs here must be what the target itself asks for.",
    order=70,
    fill=fill,
)
