"""What the verbs of the lab answer."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from dcos_upgrade.cli.reply import Answered, Reply, json_of, say, talk
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.cli.verb import wants_json
from dcos_upgrade.lab import control
from dcos_upgrade.render.console.lab import faults_text, lab_text


def up(
    state: Path,
    *,
    size: str,
    release: str,
    zone: str | None,
    time_factor: float,
    service_marathons: int = 0,
    mesos: Path | None = None,
    ssh: str = "root",
    services: str = "open",
) -> Reply:
    found = control.up(
        state,
        size=size,
        release=release,
        zone=zone,
        time_factor=time_factor,
        service_marathons=service_marathons,
        mesos=mesos,
        ssh=ssh,
        services=services,
    )
    return _described(msgspec.to_builtins(found))


def status(state: Path) -> Reply:
    return _described(msgspec.to_builtins(control.status(state)))


def until_interrupted(started: Reply, state: Path) -> Reply:
    """Print where everything is at once, stay, and take the lab down when told to stop."""
    if wants_json():
        say(json_of("lab-up", started.keys))
    else:
        talk(f"{started.text}\nCtrl-C ends the lab.")
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt as stopped:
        raise Answered from stopped
    finally:
        control.down(state)


def faults(found: Mapping[str, Any], *, changed: bool = False) -> Reply:
    return Reply(keys=found, text=faults_text(found, terminal_of(sys.stdout), changed=changed))


def _described(keys: Mapping[str, Any]) -> Reply:
    return Reply(keys=keys, text=lab_text(keys, terminal_of(sys.stdout)))
