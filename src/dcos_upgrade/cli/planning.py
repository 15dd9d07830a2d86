"""The two forms of ``plan``: releases alone, and a captured cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import dcos_upgrade
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.cli.verb import release_of
from dcos_upgrade.core.error import ExitCode, Usage
from dcos_upgrade.core.plan import Plan, Refusal, RoutePolicy, canonical
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.route import RouteAnswer, find_route
from dcos_upgrade.render.console.route import plan_text, route_text
from dcos_upgrade.render.keys.plan import plan_keys, route_keys

if TYPE_CHECKING:
    from dcos_upgrade.core.snapshot import Snapshot
    from dcos_upgrade.planning.another_way import Count
    from dcos_upgrade.planning.foundation import Foundation
    from dcos_upgrade.planning.policy import HopRule


def offline(
    source: str | None,
    target: str,
    on: date,
    policy: RoutePolicy | None,
    *,
    explain: bool,
    out: Path | None,
    policy_file: Path | None,
) -> Reply:
    """The route between two releases."""
    if source is None:
        raise Usage("plan needs --from VERSION or --snapshot DIR", next_command="dcos-upgrade plan --help")
    if out or policy_file:
        raise of_a_cluster("--out and --policy-file")
    start, end = release_of(source, "--from"), release_of(target, "--to")
    answer = find_route(start, end, on=on, policy=policy)
    reply = _routed(answer, explain=explain)
    if not explain:
        return reply
    ruled = _with_policy(reply, _policy_of(answer), explain=True)
    founded = _founded(ruled, answer.route or (start,), on)
    return _with_hops(founded, answer.route, on, explain=True) if answer.route else founded


def of_a_cluster(flags: str) -> Usage:
    return Usage(f"{flags} need --snapshot DIR: a plan file is made for one cluster")


def for_cluster(
    snapshot: Path,
    source: str | None,
    target: str,
    on: date,
    policy: RoutePolicy | None,
    *,
    explain: bool,
    out: Path | None,
    policy_file: Path | None,
    config: Path | None = None,
    ip_detect: Path | None = None,
) -> Reply:
    """The plan for a captured cluster, held against ``config`` and ``ip_detect`` if they are given, written to ``out`` if there is one."""
    from dcos_upgrade import catalog, probes, wiring
    from dcos_upgrade.adapters.policy_file import read_policy_file
    from dcos_upgrade.adapters.site_configuration import read_ip_detect, read_site_configuration
    from dcos_upgrade.adapters.snapshot_directory import read_snapshot
    from dcos_upgrade.planning.foundation import foundation
    from dcos_upgrade.usecases.intended import Wanted
    from dcos_upgrade.usecases.plan import plan_from, planned_stops
    from dcos_upgrade.usecases.policed import policed
    from dcos_upgrade.usecases.site_programs import programs

    if source is not None:
        raise Usage("--from and --snapshot exclude each other: the snapshot says which release the nodes have")
    end = release_of(target, "--to")
    stored = read_snapshot(snapshot, probes.discover())
    pacing, wanted = stored.pacing, stored.run_policy
    if policy_file:
        pacing, wanted = read_policy_file(policy_file, pacing, wanted)
    version = dcos_upgrade.__version__
    found = plan_from(
        stored.snapshot,
        end,
        on=on,
        policy=policy,
        pacing=pacing,
        run_policy=wanted,
        tool_version=version,
        programs=programs(wanted.site_steps, wiring.site_commands()),
        wanted=Wanted(
            configuration=read_site_configuration(config) if config else None,
            ip_detect=read_ip_detect(ip_detect) if ip_detect else None,
            installed_by=stored.installed_by,
        ),
    )
    counts = _to_move(stored.snapshot) if explain else ()
    if isinstance(found, RouteAnswer):
        return _routed(found, explain=explain)
    judged = policed(found, stored.snapshot, installed_by=stored.installed_by)
    if judged.refused is not None:
        return _with_policy(_routed(judged.refused, explain=explain), judged.rows, explain=explain)
    planned = planned_stops(found)
    ground = foundation(catalog.own(), planned, on, stored.snapshot)
    reply = _planned(found, out, explain=explain, counts=counts, ground=ground)
    ruled = _with_policy(reply, judged.rows, explain=explain)
    if not found.hops:
        return ruled
    return _with_hops(ruled, planned, on, explain=explain, snapshot=stored.snapshot, plan=found)


def _to_move(snapshot: Snapshot) -> tuple[Count, ...]:
    from dcos_upgrade.planning.to_move import counted

    return counted(snapshot)


def _routed(answer: RouteAnswer, *, explain: bool) -> Reply:
    code = ExitCode.DONE if answer.hops else ExitCode.BLOCKED
    reply = Reply(keys=route_keys(answer), text=route_text(answer, terminal_of(sys.stdout), explain=explain), code=code)
    return _with_what_is_behind(reply, answer.route, answer.refusals) if explain else reply


def _planned(plan: Plan, out: Path | None, *, explain: bool, counts: Sequence[Count], ground: Foundation) -> Reply:
    from dcos_upgrade.adapters.files import write_atomically
    from dcos_upgrade.planning.plan_audit import audit
    from dcos_upgrade.render.console.foundation import foundation_text
    from dcos_upgrade.render.keys.foundation import foundation_keys

    if out is not None:
        write_atomically(out, canonical(plan), mode=0o644)
    told = audit(plan).sentence if explain else ""
    terminal = terminal_of(sys.stdout)
    under = foundation_text(ground, terminal, explain=explain)
    text = plan_text(plan, terminal, explain=explain, written=str(out or ""), audited=told, under=under)
    reply = Reply(keys={**plan_keys(plan), **foundation_keys(ground)}, text=text)
    route = [Version.parse(stop) for stop in plan.route]
    return _with_what_is_behind(reply, route, plan.refusals, counts) if explain else reply


def _with_what_is_behind(
    reply: Reply, route: Sequence[Version], refusals: Iterable[Refusal], counts: Sequence[Count] = ()
) -> Reply:
    from dcos_upgrade import catalog
    from dcos_upgrade.planning.explained import explained
    from dcos_upgrade.render.console.explained import explained_text
    from dcos_upgrade.render.keys.explained import explained_keys

    behind = explained(route, refusals, catalog.own(), counts)
    told = explained_text(behind, terminal_of(sys.stdout))
    return replace(
        reply, keys={**reply.keys, **explained_keys(behind)}, text=f"{reply.text}\n{told}" if told else reply.text
    )


def _with_hops(
    reply: Reply,
    route: Sequence[Version],
    on: date,
    *,
    explain: bool,
    snapshot: Snapshot | None = None,
    plan: Plan | None = None,
) -> Reply:
    """The answer with the risks that bear on each hop, and the steps that it asks for."""
    from dcos_upgrade import catalog
    from dcos_upgrade.planning.hop_knowledge import hop_knowledge
    from dcos_upgrade.render.console.hop_knowledge import knowledge_text
    from dcos_upgrade.render.keys.hop_knowledge import knowledge_keys

    known = catalog.own()
    hops = hop_knowledge(route, on, known, snapshot=snapshot, plan=plan)
    told = knowledge_text(hops, known.links, terminal_of(sys.stdout), explain=explain)
    keys = {**reply.keys, **knowledge_keys(hops, known.links)}
    return replace(reply, keys=keys, text=f"{reply.text}\n{told}" if told else reply.text)


def _founded(reply: Reply, stops: Sequence[Version], on: date) -> Reply:
    """The answer with what a route stands on where no cluster is known: support, and what each hop brings."""
    from dcos_upgrade import catalog
    from dcos_upgrade.planning.foundation import foundation
    from dcos_upgrade.render.console.foundation import foundation_text
    from dcos_upgrade.render.keys.foundation import foundation_keys

    ground = foundation(catalog.own(), stops, on)
    told = foundation_text(ground, terminal_of(sys.stdout), explain=True)
    return replace(reply, keys={**reply.keys, **foundation_keys(ground)}, text=f"{reply.text}\n{told}")


def _policy_of(answer: RouteAnswer) -> tuple[HopRule, ...]:
    from dcos_upgrade import catalog
    from dcos_upgrade.planning.policy import Circumstances, policy_of_route

    return policy_of_route(answer.route, Circumstances(on=answer.on, catalog=catalog.own()))


def _with_policy(reply: Reply, rows: Sequence[HopRule], *, explain: bool) -> Reply:
    """The answer with what the policy rules say of each hop."""
    from dcos_upgrade.render.console.policy import policy_text
    from dcos_upgrade.render.keys.policy import policy_keys

    told = policy_text(rows, terminal_of(sys.stdout), explain=explain)
    return replace(
        reply, keys={**reply.keys, **policy_keys(rows)}, text=f"{reply.text}\n{told}" if told else reply.text
    )
