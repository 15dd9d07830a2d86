"""The two fronts of the lab's world behind one handle: real SSH and HTTP, and memory on virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

from dcos_upgrade import wiring
from dcos_upgrade.adapters.cluster_file import read_cluster_file
from dcos_upgrade.core.cluster import Inventory, Node
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.lab import control, layout
from dcos_upgrade.lab.memory.site import Site, memory_site, memory_spec
from dcos_upgrade.ports import Api, Clock, EvidenceStore, FourLetterWords, HeldServices, Nodes, Owners, Shell

T = TypeVar("T")

SIZE, SOURCE, TARGET = "3+3+1", "1.10.8", "1.11.3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The ports of a fresh cluster; ``starts`` is a node's own count of script starts.

    ``send`` is any HTTP request: method, URL, body; raises Unreachable where nobody listens.
    """

    inventory: Inventory
    shell: Shell
    api: Api
    words: FourLetterWords
    nodes: Nodes
    owners: Owners
    held: HeldServices
    evidence: EvidenceStore
    clock: Clock
    script_url: str
    run: Callable[[Coroutine[Any, Any, T]], T]
    set_fault: Callable[[str, str | None], object]
    clear_fault: Callable[[str], object]
    starts: Callable[[str], int]
    send: Callable[[str, str, bytes], Coroutine[Any, Any, Answer]]

    def node(self, name: str) -> Node:
        node = self.inventory.node(name)
        assert node is not None
        return node


def _url(template: str) -> str:
    return template.replace("{from}", SOURCE).replace("{to}", TARGET)


def memory_front(zone: str = "10.9.9", *, service_marathons: int = 0) -> Front:
    """On the same spec as a lab on the wire in this zone would have."""
    inventory = layout.inventory(layout.Size.parse(SIZE), zone)
    site: Site = memory_site(
        replace(
            memory_spec(release=SOURCE, service_marathons=service_marathons),
            inventory=inventory,
            zone=zone,
            bootstrap_address=f"{zone}.{layout.BOOTSTRAP_HOST}",
            cluster_id=layout.cluster_id(zone),
            time_factor=0.02,
        )
    )
    return Front(
        inventory=inventory,
        shell=site.shell,
        api=site.api,
        words=site.words,
        nodes=site.nodes,
        owners=site.owners,
        held=site.held,
        evidence=site.evidence,
        clock=site.clock,
        script_url=_url(site.machines.script_url_template),
        run=site.run,
        set_fault=site.set_fault,
        clear_fault=site.clear_fault,
        starts=lambda node: len(site.machines[node].starts),
        send=lambda method, url, body: site.api.send_url(method, url, body=body),
    )


@contextmanager
def wire_front(state: Path, *, service_marathons: int = 0) -> Iterator[Front]:
    """A lab that is up for as long as this is open."""
    status = control.up(state, size=SIZE, release=SOURCE, service_marathons=service_marathons)
    try:
        cluster = read_cluster_file(Path(status.cluster_file))
        with asyncio.Runner() as runner:
            opened = wiring.open_ports(cluster, state)
            ports = runner.run(_entered(opened))
            yield Front(
                inventory=cluster.inventory,
                shell=ports.shell,
                api=ports.api,
                words=ports.words,
                nodes=ports.nodes,
                owners=ports.nodes,
                held=ports.held,
                evidence=ports.evidence,
                clock=ports.clock,
                script_url=_url(status.script_url),
                run=runner.run,
                set_fault=lambda name, node: control.fault_set(state, name, node),
                clear_fault=lambda name: control.fault_clear(state, name),
                starts=lambda node: _starts(state, node),
                send=_send,
            )
            runner.run(_left(opened))
    finally:
        control.down(state)


async def _entered(opened: Any) -> wiring.Ports:
    ports: wiring.Ports = await opened.__aenter__()
    return ports


async def _left(opened: Any) -> None:
    await opened.__aexit__(None, None, None)


async def _send(method: str, url: str, body: bytes) -> Answer:
    within = aiohttp.ClientTimeout(total=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=within) as session,
            session.request(method, url, data=body, allow_redirects=False) as response,
        ):
            headers = {name.lower(): value for name, value in response.headers.items()}
            said = await response.read()
    except aiohttp.ClientConnectionError as error:
        raise Unreachable("no answer over HTTP", where=url, evidence=str(error)) from error
    return Answer(body=said, status=response.status, source=url, time=datetime.now(UTC), headers=headers)


def _starts(state: Path, node: str) -> int:
    logs = [log for log in state.rglob("var/lib/dcos/lab-upgrade.log") if node in log.parts]
    return sum(len(log.read_text().splitlines()) for log in logs)
