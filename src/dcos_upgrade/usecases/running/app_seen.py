"""One app as the root Marathon tells it, and Marathon's own words when it will not have it."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.core.redaction import redact_text

RUNNING = "TASK_RUNNING"
LONGEST = 400
"""Characters of Marathon's words that are kept."""
NOT_FOUND, LOCKED = 404, 409


class NotYet(Unreadable):
    """Marathon answers, and it is not so yet: look again."""


class SeenTask(msgspec.Struct, frozen=True, kw_only=True):
    """``ports`` are the agent's; ``host`` is the agent as Mesos knows it."""

    host: str | None = None
    ports: tuple[int, ...] = ()
    state: str | None = None

    @property
    def target(self) -> str | None:
        """host:port where it answers; None while it does not run, or has no port on its agent."""
        if self.state != RUNNING or not self.host or not self.ports:
            return None
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.ports[0]}"


class _Failure(msgspec.Struct, frozen=True, kw_only=True):
    message: str | None = None


class SeenApp(msgspec.Struct, frozen=True, kw_only=True):
    instances: int
    labels: dict[str, str] | None = None
    tasks: tuple[SeenTask, ...] | None = None
    last_failure: _Failure | None = msgspec.field(name="lastTaskFailure", default=None)

    @property
    def failure(self) -> str:
        said = self.last_failure.message if self.last_failure else None
        return redact_text(said or "")[:LONGEST]


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    app: SeenApp


def seen(answer: Answer) -> SeenApp | None:
    """None where there is no such app. Raises what ``taken`` raises, and Unreadable for an answer that is none."""
    if answer.status == NOT_FOUND:
        return None
    taken(answer)
    try:
        return msgspec.json.decode(answer.body, type=_Body).app
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("Marathon's answer is no app", where=answer.source, evidence=str(error)) from error


def taken(answer: Answer) -> None:
    """Raises NotYet while a deployment holds the app, Refused with Marathon's words for anything else that is no yes."""
    if answer.status == LOCKED:
        raise NotYet("a deployment holds the app", where=answer.source, evidence=words(answer))
    if answer.status is None or answer.status >= 300:
        what = f"Marathon answers {answer.status}"
        raise Refused(what, where=answer.source, evidence=words(answer))


def words(answer: Answer) -> str:
    """The message and details of an error, on one line."""
    text = answer.body.decode(errors="replace")
    try:
        body: Any = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        body = None
    if isinstance(body, dict) and "message" in body:
        details = body.get("details")
        text = f"{body['message']}{f' ({msgspec.json.encode(details).decode()})' if details else ''}"
    return redact_text(" ".join(text.split()))[:LONGEST]
