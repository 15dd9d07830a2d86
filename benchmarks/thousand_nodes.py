"""A thousand nodes through one hop on the lab in memory, and its floor in the same run.

The floor is the same night without us: the same world, the same scripts started at the same virtual moments, and nobody who
asks, judges or writes. What the run costs above it is ours (and the world's answers to our questions). CPU seconds count, as
machines are shared.

    .venv/bin/python benchmarks/thousand_nodes.py [--nodes 1000] [--at-once 50] [--seed 0] [--profile]
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import hashlib
import json
import pstats
import resource
import time
from collections.abc import Callable
from typing import TypeVar

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.journal import Entry, StepStarted
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.core.step import StepOrder
from dcos_upgrade.lab.memory.rehearsal import plan_for, rehearse
from dcos_upgrade.lab.memory.site import Site, memory_site, memory_spec

T = TypeVar("T")

SOURCE, TARGET = "1.10.8", "1.11.3"
MASTERS, PUBLIC, RACKS = 3, 10, 10


def site_of(nodes: int, seed: int) -> Site:
    private = nodes - MASTERS - PUBLIC
    return memory_site(
        memory_spec(
            masters=MASTERS, private_agents=private, public_agents=PUBLIC, release=SOURCE, racks=RACKS, seed=seed
        )
    )


def cpu(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    found = work()
    return found, time.process_time() - begun


def floor(site: Site, entries: tuple[Entry, ...]) -> None:
    """The world alone, from the run's first entry to its last."""
    url = site.machines.script_url_template.replace("{from}", SOURCE).replace("{to}", TARGET)
    digest = site.machines.bootstrap.sha256(url) or ""

    async def night() -> None:
        for entry in entries:
            await asyncio.sleep((entry.time - site.clock.now()).total_seconds())
            if isinstance(entry.event, StepStarted):
                await site.nodes.start_step(order(entry.event.node, url, digest))

    site.run(night())


def order(node: str, url: str, digest: str) -> StepOrder:
    return StepOrder(
        node=NodeId(node),
        run="floor",
        epoch=1,
        attempt=1,
        source=SOURCE,
        target=TARGET,
        script_url=url,
        script_sha256=digest,
    )


def measured(nodes: int, at_once: int, seed: int, profile: cProfile.Profile | None) -> dict[str, object]:
    site = site_of(nodes, seed)
    plan, planning = cpu(lambda: plan_for(site, TARGET, pacing=Pacing(at_once=at_once)))
    if profile is not None:
        profile.enable()
    state, running = cpu(lambda: rehearse(site, plan))
    if profile is not None:
        profile.disable()
    entries = site.runs.entries(state.run)
    bare = site_of(nodes, seed)
    _, alone = cpu(lambda: floor(bare, entries))
    return {
        "nodes": nodes,
        "outcome": state.outcome,
        "upgraded": sum(release == TARGET for release in site.machines.releases().values()),
        "upgraded_on_the_floor": sum(release == TARGET for release in bare.machines.releases().values()),
        "virtual_hours": round((entries[-1].time - entries[0].time).total_seconds() / 3600, 2),
        "entries": len(entries),
        "capture_and_plan_cpu_s": round(planning, 2),
        "run_cpu_s": round(running, 2),
        "floor_cpu_s": round(alone, 2),
        "run_over_floor": round(running / alone, 1),
        "ms_per_node": round(1000 * running / nodes, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "journal": hashlib.sha256("".join(entry.hash for entry in entries).encode()).hexdigest()[:16],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=1000, help="three masters and ten public agents are among them")
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--profile", action="store_true", help="where the run's time goes, on standard output after it")
    options = parser.parse_args()
    profile = cProfile.Profile() if options.profile else None
    print(json.dumps(measured(options.nodes, options.at_once, options.seed, profile), indent=2), flush=True)
    if profile is not None:
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
