"""What ``runbook`` does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from dcos_upgrade import __version__, catalog, probes
from dcos_upgrade.adapters.cluster_file import ClusterFile, read_cluster_file
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.files import read_bounded, write_atomically
from dcos_upgrade.cli.conducting import PLAN_LIMIT
from dcos_upgrade.cli.people import taken_for
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.sessions import session_of
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.hop_knowledge import hop_knowledge
from dcos_upgrade.planning.plan_audit import require_safe
from dcos_upgrade.planning.read import read_plan
from dcos_upgrade.render import runbook as shown
from dcos_upgrade.usecases.accepting import AcceptedRisk
from dcos_upgrade.usecases.runbook import Places, Runbook, runbook_of
from dcos_upgrade.usecases.runbook.knowledge import Steps
from dcos_upgrade.usecases.starting import by_the_tool, of_this_cluster

FORMATS: dict[str, Callable[[Runbook], str]] = {"html": shown.html, "md": shown.markdown}
READABLE = 0o644


def runbook(plan_path: Path, out: Path | None, formats: Sequence[str], cluster_path: Path | None, state: Path) -> Reply:
    """Write the plan's runbook; without ``formats`` as the name of ``out`` asks for, without both in each form."""
    plan = read_plan(read_bounded(plan_path, limit=PLAN_LIMIT, what="plan"), where=str(plan_path))
    require_safe(plan, where=str(plan_path))
    by_the_tool(plan)
    known = runbook_of(
        plan,
        probes.discover(),
        _places(plan, cluster_path),
        made=datetime.now(UTC),
        tool_version=__version__,
        steps=_steps(plan, taken_for(plan_path, state)),
    )
    wanted = tuple(dict.fromkeys(formats)) or _formats_of(out)
    first = out or plan_path.with_name(f"runbook-{plan.digest[:12]}.{wanted[0]}")
    files = [_written(known, first.with_suffix(f".{each}") if len(wanted) > 1 else first, each) for each in wanted]
    text = "\n".join((f"Plan     {plan.digest}", *(f"Runbook  {file}" for file in files)))
    return Reply(keys={"digest": plan.digest, "files": [str(file) for file in files]}, text=text)


def _steps(plan: Plan, taken: Sequence[AcceptedRisk]) -> Steps:
    ends = [Version.parse(hop.source) for hop in plan.hops] + [Version.parse(hop.target) for hop in plan.hops[-1:]]
    known = catalog.own()
    return Steps(hops=hop_knowledge(ends, plan.on, known, plan=plan), links=known.links, taken=taken)


def _formats_of(out: Path | None) -> tuple[str, ...]:
    if out is None:
        return tuple(FORMATS)
    return ("md",) if out.suffix in {".md", ".markdown"} else ("html",)


def _written(known: Runbook, path: Path, form: str) -> Path:
    write_atomically(path, FORMATS[form](known).encode("utf-8", "replace"), READABLE)
    return path.absolute()


def _places(plan: Plan, path: Path | None) -> Places:
    """Raises Refused when the plan is not for the cluster of this file."""
    if path is None:
        return _usual_places()
    cluster = read_cluster_file(path)
    of_this_cluster(plan, cluster.inventory)
    return Places(
        shell=lambda node: session_of(cluster, node),
        url=cluster.endpoints.url,
        zookeeper_port=cluster.endpoints.zookeeper,
        script_url=lambda source, target: _script_url(cluster, source, target),
        step_sha256=_sha256("step.sh"),
        hold_sha256=_sha256("hold.sh"),
        known=True,
    )


def _usual_places() -> Places:
    usual = Endpoints()
    return Places(
        shell=lambda node: f"ssh {node.address} sudo -n sh -s --",
        url=usual.url,
        zookeeper_port=usual.zookeeper,
        script_url=lambda source, target: "",
        step_sha256=_sha256("step.sh"),
        hold_sha256=_sha256("hold.sh"),
        known=False,
    )


def _script_url(cluster: ClusterFile, source: str, target: str) -> str:
    try:
        return cluster.script_url(source, target)
    except Refused:
        return ""


def _sha256(program: str) -> str:
    """Of a program as it is fed to the nodes."""
    return hashlib.sha256((resources.files("dcos_upgrade.adapters") / program).read_bytes()).hexdigest()
