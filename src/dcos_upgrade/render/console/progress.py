"""One line that says what is waited for, for how long, until when, and why not yet."""

from __future__ import annotations

import re
from datetime import datetime

from dcos_upgrade.render.terminal import duration
from dcos_upgrade.usecases.running import Progress

_URL = re.compile(r"[a-z]+://\S*/(\S+)")
_DIGEST = re.compile(r"([0-9a-f]{7})[0-9a-f]{25,}")


def place(progress: Progress) -> str:
    """``3/18  1.9.4 → 1.9.9  m1``."""
    count = f"{progress.done}/{progress.total}" if progress.total else ""
    return "  ".join(part for part in (count, progress.hop, progress.stage, progress.node) if part)


def said(progress: Progress) -> str:
    """What has changed, without anything that only the clock moves."""
    parts = [f"waiting for {progress.waiting_for}" if progress.waiting_for else progress.message]
    if progress.why_not_yet:
        parts.append(brief(progress.why_not_yet))
    return ": ".join(part for part in parts if part)


def brief(text: str) -> str:
    """A URL by its last part, a digest by its first digits; the whole is in the journal and on the node."""
    return _DIGEST.sub(r"\1…", _URL.sub(r"…/\1", text))


def gist(progress: Progress) -> tuple[str, str]:
    """The same for two lines that differ in nothing but a URL (a job that fetches one package after the other)."""
    fetching = "://" in progress.why_not_yet
    return place(progress), progress.waiting_for if fetching else said(progress)


def clock(progress: Progress, now: datetime) -> str:
    """``for 42 s, until 14:05:10Z``; empty where nothing is waited for."""
    parts = []
    if progress.since is not None and progress.waiting_for:
        parts.append(f"for {duration((now - progress.since).total_seconds())}")
    if progress.deadline is not None:
        parts.append(f"until {progress.deadline:%H:%M:%SZ}")
    return ", ".join(parts)


def plain_line(progress: Progress, now: datetime) -> str:
    """A line of its own, for logs."""
    return f"{now:%H:%M:%SZ}  " + "  ".join(part for part in (place(progress), said(progress)) if part)
