"""A root Marathon that holds apps in a dictionary, and the ports at which their tasks answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Answer

THEN = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)


def hosts_by_constraint(definition: Mapping[str, Any]) -> list[str]:
    """As many of the hosts that its LIKE names as it wants instances."""
    like = next((rule[2] for rule in definition["constraints"] if rule[1] == "LIKE"), "10\\.0\\.1\\.9")
    return [host.replace("\\", "") for host in like.split("|")][: definition["instances"]]


@dataclass
class FakeMarathon:
    """Implements ports.Apps and ports.Targets. ``lines`` is every request, as METHOD ID.

    ``says``: what is answered instead, None for the truth, an error to raise. ``runs_on`` gives an app's hosts, ``good`` says whether
    a target answers. ``ending`` are apps whose tasks a deployment is still ending.
    """

    apps: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    says: Callable[[str, str], tuple[int, object] | None] = lambda method, app: None
    down: bool = False
    runs_on: Callable[[Mapping[str, Any]], list[str]] = hosts_by_constraint
    good: Callable[[str], bool] = lambda target: True
    ending: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def read(self, app: str) -> Answer:
        return self._answer("GET", app, self._shown(app))

    async def put(self, app: str, definition: Mapping[str, Any]) -> Answer:
        def change() -> tuple[int, object]:
            self.apps[app] = dict(definition)
            return 201, {"deploymentId": "d"}

        return self._answer("PUT", app, change)

    async def delete(self, app: str) -> Answer:
        def change() -> tuple[int, object]:
            return (200, {"deploymentId": "d"}) if self.apps.pop(app, None) else (404, {"message": "no such app"})

        return self._answer("DELETE", app, change)

    async def deployments(self) -> Answer:
        ending = [{"id": "d", "affectedApps": [app], "affectedPods": []} for app in self.ending]
        return self._answer("GET", "deployments", lambda: (200, ending))

    async def answers(self, target: str, *, within: float) -> bool:
        self.asked.append(target)
        return self.good(target)

    def _shown(self, app: str) -> Callable[[], tuple[int, object]]:
        def shown() -> tuple[int, object]:
            known = self.apps.get(app)
            if known is None:
                return 404, {"message": f"App '{app}' does not exist"}
            tasks = [{"host": host, "ports": [1025], "state": "TASK_RUNNING"} for host in self.runs_on(known)]
            return 200, {"app": {**known, "tasks": tasks, "lastTaskFailure": {"message": "no python3"}}}

        return shown

    def _answer(self, method: str, app: str, change: Callable[[], tuple[int, object]]) -> Answer:
        self.lines.append(f"{method} {app}")
        if self.down:
            raise Unreachable("no Marathon of any master answers", evidence="m1: refused")
        status, body = self.says(method, app) or change()
        said = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Answer(body=said, status=status, source=f"{method} {app}", time=THEN)
