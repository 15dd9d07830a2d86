"""The demo: lab, capture, plan, run, validate, report, in the verbs that everybody uses."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from dcos_upgrade.cli import capturing, conducting, laboratory, planning, reporting, validating
from dcos_upgrade.cli.reply import Reply, talk
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.lab import control

POLICY = "test_app: {count: 1, interval: 0.5}\n"
"""The lab's time is short: asked twice a second, a wave of a few seconds still has something to tell."""

SOURCE, TARGET, DAY = "1.9.4", "1.11.3", date(2018, 7, 10)


async def demo(state: Path | None, *, keep: bool, time_factor: float) -> Reply:
    """The lab is taken down at the end, whatever happens, unless it is to be kept."""
    place = (state or Path(tempfile.mkdtemp(prefix="dcos-upgrade-demo-"))).absolute()
    _say(f"An emulated cluster, DC/OS {SOURCE} (state directory {place})")
    cluster = _lab(place, time_factor)
    try:
        return await _walk(place, cluster, keep=keep)
    finally:
        if not keep:
            control.down(place)


def _lab(place: Path, time_factor: float) -> Path:
    """The cluster file of a new lab. A lab that runs there already is somebody else's and stays."""
    try:
        started = laboratory.up(place, size="3+2+1", release=SOURCE, zone=None, time_factor=time_factor)
    except KeyboardInterrupt:
        control.down(place)
        raise
    talk(started.text)
    return Path(started.keys["cluster_file"])


async def _walk(state: Path, cluster: Path, *, keep: bool) -> Reply:
    before, plan_path, report = state / "before", state / "plan.json", state / "report.html"
    _say("What is known: a snapshot")
    talk((await capturing.captured(cluster, before, state)).text)
    _say(f"What is intended: a plan, as of {DAY}")
    policy = state / "policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    planned = planning.for_cluster(before, None, TARGET, DAY, None, explain=False, out=plan_path, policy_file=policy)
    talk(planned.text)
    _say("What happens: the run")
    ran = await conducting.run(conducting.plan_file(plan_path), cluster, state, None)
    talk(ran.text)
    _say("What is proven: the cluster now against the snapshot")
    proven = await validating.validated(before, cluster, None, TARGET, state)
    talk(proven.text)
    written = reporting.report(state, report, ("html", "md"))
    code = ExitCode(max(ran.code, proven.code))
    keys = {"state": str(state), "report": str(report), "files": written.keys["files"]}
    keys |= {"route": planned.keys["route"], "run": ran.keys, "validation": proven.keys}
    return Reply(keys=keys, text=_last_words(state, report, code, keep=keep), code=code)


def _say(heading: str) -> None:
    talk(f"\n== {heading}")


def _as_called() -> str:
    """The command that the reader can type: its path where it is not on the search path."""
    return "dcos-upgrade" if shutil.which("dcos-upgrade") else sys.argv[0]


def _last_words(state: Path, report: Path, code: ExitCode, *, keep: bool) -> str:
    head = f"\n{SOURCE} → {TARGET} is done." if code is ExitCode.DONE else f"\nThe demo ended with exit code {code:d}."
    tool = _as_called()
    lines = [head, f"Report   {report}", f"Status   {tool} status --state {state}"]
    if keep:
        lines += [
            f"Lab      {tool} lab status --state {state}   (ssh and curl lines)",
            f"End      {tool} lab down --state {state}",
        ]
    lines.append("Next     open the report; then docs/tutorial/first-upgrade.md walks through it step by step")
    return "\n".join(lines)
