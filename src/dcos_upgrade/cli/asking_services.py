"""What ``capture --mesos`` does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import dcos_upgrade
from dcos_upgrade import probes, wiring
from dcos_upgrade.adapters.given_services import given_url
from dcos_upgrade.adapters.snapshot_archive import place_of
from dcos_upgrade.adapters.snapshot_directory import write_snapshot
from dcos_upgrade.cli.capturing import id_or_nothing
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.error import ExitCode, Usage
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.probes import mesos_state
from dcos_upgrade.render.console.snapshot import snapshot_counts, snapshot_text
from dcos_upgrade.render.keys.snapshot import unknown_keys
from dcos_upgrade.usecases.services_only import Given, requests


def given_of(mesos: Sequence[str], marathon: Sequence[str], exhibitor: Sequence[str]) -> Given:
    """Raises Usage for a wrong URL, and for Marathons or Exhibitors without a Mesos."""
    if not mesos:
        raise Usage("--marathon and --exhibitor need --mesos URL", next_command="dcos-upgrade capture --help")
    return Given(
        mesos=tuple(given_url(each, "--mesos") for each in mesos),
        marathon=tuple(given_url(each, "--marathon") for each in marathon),
        exhibitor=tuple(given_url(each, "--exhibitor") for each in exhibitor),
    )


def shown(given: Given) -> Reply:
    """Every request that would be sent at the given URLs; the leader that Mesos names is asked the same."""
    rows = requests(given, probes.discover())
    keys = [{"probe": probe, "subject": host, "question": text} for probe, host, text in rows]
    return Reply(keys={"snapshot": {}, "unknown": [], "commands": keys}, text="\n".join(text for _, _, text in rows))


async def captured(given: Given, out: Path, state: Path) -> Reply:
    """8 when no leading Mesos told its state."""
    with place_of(out) as place:
        snapshot = await wiring.look_at_services(given, wiring.evidence_in(place / wiring.EVIDENCE, state))
        version = dcos_upgrade.__version__
        write_snapshot(place, snapshot, pacing=Pacing(), tool_version=version, cluster_id=id_or_nothing(snapshot))
    seen = snapshot.fact(mesos_state.PROBE, CLUSTER)
    return Reply(
        keys={"snapshot": snapshot_counts(snapshot), "unknown": unknown_keys(snapshot)},
        text=f"{snapshot_text(snapshot, terminal_of(sys.stdout))}\nWritten to {out}\nNext: dcos-upgrade snapshot show {out}",
        code=ExitCode.DONE if seen.known else ExitCode.UNKNOWN,
    )
