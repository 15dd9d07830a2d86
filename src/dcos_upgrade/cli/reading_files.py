"""What ``capture --from-files`` does."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import dcos_upgrade
from dcos_upgrade import probes, wiring
from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.saved_directory import saved_files
from dcos_upgrade.adapters.snapshot_archive import place_of
from dcos_upgrade.adapters.snapshot_directory import write_snapshot
from dcos_upgrade.cli.capturing import id_or_nothing
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.error import ExitCode, Usage
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.render.console.files import files_text
from dcos_upgrade.render.console.snapshot import snapshot_counts, snapshot_text
from dcos_upgrade.render.keys.snapshot import unknown_keys
from dcos_upgrade.saved.file import Status
from dcos_upgrade.usecases.reading_files import read_all
from dcos_upgrade.usecases.saved_answers import snapshot_of


def captured_from(directory: Path, out: Path, state: Path) -> Reply:
    """Read everything, write the snapshot; 8 when no file could be read."""
    if out.resolve().is_relative_to(directory.resolve()):
        raise Usage("--out lies in the directory that is read", where=str(out))
    now = SystemClock().now()
    with place_of(out) as place:
        evidence = wiring.evidence_in(place / wiring.EVIDENCE, state).of("")
        files = read_all(saved_files(directory), evidence, now=now)
        found = snapshot_of(files, probes.discover(), taken=now, cluster=directory.resolve().name or "files")
        snapshot = replace(found, sealed_by=evidence.sealed_by)
        version = dcos_upgrade.__version__
        write_snapshot(place, snapshot, pacing=Pacing(), tool_version=version, cluster_id=id_or_nothing(snapshot))
    verdicts = [file.verdict for file in files]
    rows = [
        {"path": one.path, "kind": one.kind or None, "status": str(one.status), "reason": one.reason}
        for one in verdicts
    ]
    terminal = terminal_of(sys.stdout)
    text = f"{files_text(verdicts, terminal)}\n{snapshot_text(snapshot, terminal)}\nWritten to {out}"
    return Reply(
        keys={"files": rows, "snapshot": snapshot_counts(snapshot), "unknown": unknown_keys(snapshot)},
        text=f"{text}\nNext: dcos-upgrade snapshot show {out}",
        code=ExitCode.DONE if any(one.status is Status.READ for one in verdicts) else ExitCode.UNKNOWN,
    )
