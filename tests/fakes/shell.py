"""A node's shell with only what a test puts there: the probes' own commands, run for real."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dcos_upgrade.core.probe import Answer, Command, Probe

AT = datetime(2018, 7, 10, tzinfo=UTC)
TOOLS = ("sh", "sleep", "timeout", "grep", "uname", "head", "tail", "sed", "cat", "df", "du")


def program(root: Path, name: str, script: str) -> None:
    file = root / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def asked(probe: Probe[Any], root: Path, **instead: str) -> object:
    """Only the few tools of ``TOOLS`` and what the test put there are on the PATH; ``instead`` changes the command's text."""
    assert isinstance(probe.question, Command)
    text = probe.question.text.replace("PATH=$PATH:/usr/local/sbin:", "PATH=$PATH:").replace(
        "PATH=$PATH:/usr/sbin:/sbin;", ""
    )
    for before, after in instead.items():
        text = text.replace(before, after)
    for tool in TOOLS:
        if not (root / tool).exists():
            found = next(path for place in ("/bin", "/usr/bin") if (path := Path(place) / tool).exists())
            (root / tool).symlink_to(found)
    done = subprocess.run(
        ["/bin/sh", "-c", text], capture_output=True, env={"PATH": str(root)}, timeout=20, check=False
    )
    return probe.parse(Answer(body=done.stdout, status=done.returncode, source="sh", time=AT))
