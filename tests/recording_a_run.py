"""Records a run in memory as this version of the tool writes it: its plan, its journal, and what the journal comes to.

    .venv/bin/python tests/recording_a_run.py

Run once for each minor of the tool, when its form is settled; a recording of a version that was given to people is never changed.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

TESTS = Path(__file__).parent
sys.path.insert(0, str(TESTS))

from fakes.memory import SOON, Stage, stage  # noqa: E402  # the tests' own rooms, when this is run as a program

from dcos_upgrade import __version__  # noqa: E402
from dcos_upgrade.core import journal  # noqa: E402
from dcos_upgrade.core.plan import SiteStep, canonical  # noqa: E402
from dcos_upgrade.core.run_policy import RunPolicy, TestAppWish  # noqa: E402
from dcos_upgrade.engine.position import place_of  # noqa: E402
from dcos_upgrade.engine.state import RunState, fold  # noqa: E402

WISHES = RunPolicy(
    approvals=("before-private-agents",),
    site_steps=(SiteStep(name="drain", at="before-node", command=("/usr/bin/drain",)),),
    test_app=TestAppWish(count=1, interval=10.0),
)


def said(run: Stage, event: journal.Event) -> None:
    name = run.site.runs.latest_run()
    assert name is not None
    run.site.runs.request(name, event)


def back(run: Stage, node: str) -> journal.Readmitted:
    place = place_of(run.plan, 0, node)
    assert place is not None
    return journal.Readmitted(hop=0, node=node, stage=str(place[0].name), wave=place[1], by="kim", reason="mended")


def night() -> Stage:
    """Two hops with an approval, a site's step, a test app, a pause, and an agent that is set aside and taken back."""
    pacing = msgspec.structs.replace(SOON, failure_budget=1, soak_stable=31.0, soak_retry=600.0)
    run = stage("1.10.8", "1.12.3", agents=3, on=date(2019, 6, 1), pacing=pacing, run_policy=WISHES)
    run.go()
    said(run, journal.Approved(plan=run.plan.digest, hop=0, point="before-private-agents", by="kim", reason="4711"))
    run.when("a1", "starting", lambda: run.site.set_fault("disk-full", "a1"))
    run.go()
    run.site.clear_fault()
    said(run, back(run, "a1"))
    said(run, journal.PauseRequested(by="kim", reason="a call"))
    run.go()
    said(run, journal.Approved(plan=run.plan.digest, hop=1, point="before-private-agents", by="kim", reason="4712"))
    run.go()
    return run


def came_to(state: RunState) -> dict[str, Any]:
    """What people and programs rely on, in plain words."""
    return {
        "outcome": state.outcome,
        "nodes": {f"{hop} {node}": str(each.phase) for (hop, node), each in sorted(state.nodes.items())},
        "attempts": sum(each.attempt for each in state.nodes.values()),
        "verified": state.verified,
        "hops_done": sorted(state.hops_done),
        "waves_done": len(state.waves_done),
        "left_out": sorted(state.left_out),
        "quarantines": [each.signature for each in state.quarantines],
        "approved": len(state.approved),
        "site": len(state.site),
        "test_apps": sorted(state.test_apps),
        "held_back": sorted(state.held_back),
        "owner_released": state.owner_released,
        "marathon_led": state.marathon_led,
    }


def main() -> None:
    run = night()
    name = run.site.runs.latest_run()
    assert name is not None
    entries = run.site.runs.entries(name)
    folder = TESTS / "cases" / "versions" / ".".join(__version__.split(".")[:2])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_bytes(canonical(run.plan) + b"\n")
    (folder / "journal.jsonl").write_bytes(b"".join(canonical(entry) + b"\n" for entry in entries))
    (folder / "state.json").write_bytes(msgspec.json.format(canonical(came_to(fold(entries))), indent=2) + b"\n")
    sys.stdout.write(f"{folder}: {len(entries)} entries, {len({type(e.event) for e in entries})} kinds\n")


if __name__ == "__main__":
    main()
