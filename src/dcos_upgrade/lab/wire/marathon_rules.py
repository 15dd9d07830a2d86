"""What Marathon wants of an app's definition; each breach with the path of the field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SEGMENT = r"(([a-z0-9]|[a-z0-9][a-z0-9\-]*[a-z0-9])\.)*([a-z0-9]|[a-z0-9][a-z0-9\-]*[a-z0-9])"
WORDS = "error.expected.jsstring"
TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "id": ((str,), WORDS),
    "cmd": ((str,), WORDS),
    "user": ((str,), WORDS),
    "instances": ((int,), "error.expected.jsnumber"),
    "cpus": ((int, float), "error.expected.jsnumber"),
    "mem": ((int, float), "error.expected.jsnumber"),
    "disk": ((int, float), "error.expected.jsnumber"),
    "backoffSeconds": ((int, float), "error.expected.jsnumber"),
    "backoffFactor": ((int, float), "error.expected.jsnumber"),
    "maxLaunchDelaySeconds": ((int, float), "error.expected.jsnumber"),
    "requirePorts": ((bool,), "error.expected.jsboolean"),
    "args": ((list,), "error.expected.jsarray"),
    "constraints": ((list,), "error.expected.jsarray"),
    "acceptedResourceRoles": ((list,), "error.expected.jsarray"),
    "ports": ((list,), "error.expected.jsarray"),
    "portDefinitions": ((list,), "error.expected.jsarray"),
    "healthChecks": ((list,), "error.expected.jsarray"),
    "container": ((dict,), "error.expected.jsobject"),
    "env": ((dict,), "error.expected.jsobject"),
    "labels": ((dict,), "error.expected.jsobject"),
    "residency": ((dict,), "error.expected.jsobject"),
    "upgradeStrategy": ((dict,), "error.expected.jsobject"),
}
ITEMS: dict[str, tuple[type, str]] = {
    "args": (str, WORDS),
    "acceptedResourceRoles": (str, WORDS),
    "constraints": (list, "error.expected.jsarray"),
    "ports": (int, "error.expected.jsnumber"),
    "portDefinitions": (dict, "error.expected.jsobject"),
    "healthChecks": (dict, "error.expected.jsobject"),
}
ANYTHING: tuple[tuple[type, ...], str] = ((object,), "")
OPERATORS = frozenset({"UNIQUE", "CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "MAX_PER", "IS"})
NEEDS_VALUE = frozenset({"LIKE", "UNLIKE", "MAX_PER", "IS"})
NO_WORK = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'."
HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    path: str
    error: str


def wrong_types(body: dict[str, Any]) -> list[Problem]:
    """Values that cannot be read at all."""
    return list(_wrong_types(body))


def broken_rules(body: dict[str, Any]) -> list[Problem]:
    """Of a definition whose values can be read."""
    return list(_broken_rules(body))


def _wrong_types(body: dict[str, Any]) -> Iterator[Problem]:
    if "id" not in body:
        yield Problem(path="/id", error="error.path.missing")
    for name, value in body.items():
        kinds, error = TYPES.get(name, ANYTHING)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds and object not in kinds):
            yield Problem(path=f"/{name}", error=error)
        elif name in ITEMS:
            yield from _wrong_items(name, body[name])
    labels = body.get("labels")
    if isinstance(labels, dict) and not all(isinstance(value, str) for value in labels.values()):
        yield Problem(path="/labels", error=WORDS)


def _wrong_items(name: str, values: Any) -> Iterator[Problem]:
    kind, error = ITEMS[name]
    for number, value in enumerate(values):
        if not isinstance(value, kind):
            yield Problem(path=f"/{name}({number})", error=error)
        elif isinstance(value, list) and not all(isinstance(part, str) for part in value):
            yield Problem(path=f"/{name}({number})", error=WORDS)


def _broken_rules(body: dict[str, Any]) -> Iterator[Problem]:
    if re.fullmatch(rf"/?{SEGMENT}(/{SEGMENT})*", body["id"]) is None:
        yield Problem(path="/id", error=f"must fully match regular expression '^{SEGMENT}|(\\.|\\.\\.)$'")
    if not (body.get("cmd") or body.get("args") or body.get("container")):
        yield Problem(path="/", error=NO_WORK)
    for name in ("instances", "cpus", "mem", "disk"):
        if body.get(name, 0) < 0:
            yield Problem(path=f"/{name}", error=f"got {body[name]}, expected 0 or more")
    for number, constraint in enumerate(body.get("constraints", ())):
        if (error := _broken_constraint(constraint)) is not None:
            yield Problem(path=f"/constraints({number})", error=error)
    yield from _broken_ports(body)


def _broken_constraint(constraint: list[str]) -> str | None:
    if len(constraint) not in (2, 3):
        return "each constraint must have either 2 or 3 fields"
    operator = constraint[1].upper()
    if operator not in OPERATORS:
        return f"Constraint operator must be one of the following: {', '.join(sorted(OPERATORS))}"
    value = constraint[2] if len(constraint) > 2 else None
    if operator in NEEDS_VALUE and not value:
        return "A value must be specified"
    if operator in ("MAX_PER", "GROUP_BY") and value and not value.isdigit():
        return f"Value '{value}' must be a number"
    return _broken_pattern(value) if operator in ("LIKE", "UNLIKE") and value else None


def _broken_pattern(pattern: str) -> str | None:
    try:
        re.compile(pattern)
    except re.error as error:
        return f"'{pattern}' is not a valid regular expression: {error}"
    return None


def _broken_ports(body: dict[str, Any]) -> Iterator[Problem]:
    numbers = [one.get("port", 0) for one in body.get("portDefinitions", ())] or list(body.get("ports", ()))
    for number, port in enumerate(numbers):
        if not isinstance(port, int) or not 0 <= port <= HIGHEST_PORT:
            yield Problem(path=f"/portDefinitions({number})/port", error=f"got {port}, expected a port")
    named = [port for port in numbers if port]
    if len(set(named)) != len(named):
        yield Problem(path="/portDefinitions", error="Ports must be unique.")
