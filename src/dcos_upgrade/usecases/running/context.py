"""What a run works with: the plan, the ports, and a place to tell people what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dcos_upgrade.core.check import HopFacts
from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.core.error import Broken
from dcos_upgrade.core.journal import Event
from dcos_upgrade.core.plan import Hop, Plan, ServiceMarathon, own_apps, taken_to
from dcos_upgrade.core.version import Version
from dcos_upgrade.engine.position import position_of
from dcos_upgrade.engine.state import Phase, RunState, fold
from dcos_upgrade.ports import Api, Apps, Clock, HeldServices, Journal, Nodes, Owners, SiteCommands, Targets
from dcos_upgrade.usecases.hazards import Hazards
from dcos_upgrade.usecases.looking import Looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One line for people. ``waiting_for`` says what must become true, ``why_not_yet`` the last reason why it is not.

    ``since`` and ``deadline`` are UTC; ``done`` of ``total`` node steps are verified.
    """

    hop: str
    stage: str
    node: str
    message: str
    waiting_for: str = ""
    why_not_yet: str = ""
    since: datetime | None = None
    deadline: datetime | None = None
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """``script_url`` names the vendor script of a hop; ``mesos_of`` the Mesos version of a release, None when not known.

    ``trouble``: the last reason by node why it could not be told to begin; for people only, nothing is decided by it.
    """

    plan: Plan
    journal: Journal
    nodes: Nodes
    owners: Owners
    held: HeldServices
    api: Api
    apps: Apps
    targets: Targets
    site: SiteCommands
    looks: Looks
    hazards: Hazards
    clock: Clock
    script_url: Callable[[Hop], str]
    mesos_of: Callable[[str], str | None]
    tell: Callable[[Progress], None] = lambda progress: None
    trouble: dict[str, str] = field(default_factory=dict)

    def node(self, node_id: str) -> Node:
        node = self.plan.inventory.node(node_id)
        if node is None:
            raise Broken(f"the plan's step for {node_id} names no node of its inventory")
        return node

    def hop_facts(self, state: RunState, hop: int, service: ServiceMarathon | None = None) -> HopFacts:
        """What gates need to know of a hop and of the ``service`` in hand; package ids are empty before the hop is bound."""
        planned = self.plan.hops[hop]
        bound = state.bound.get(hop)
        return HopFacts(
            source=Version.parse(planned.source),
            target=Version.parse(planned.target),
            package_ids=bound.package_ids if bound else (),
            mesos=self.mesos_of(planned.target),
            marathon_led=state.marathon_led,
            set_aside=frozenset(NodeId(node) for _, node in state.quarantined),
            left_out=frozenset(NodeId(node) for node in state.left_out),
            held_back=frozenset(NodeId(node) for node in state.held_back if _still_old(state, hop, node)),
            test_apps=own_apps(self.plan),
            service=service,
            services=taken_to(self.plan, hop),
        )

    def masters(self) -> tuple[Node, ...]:
        return self.plan.inventory.masters

    def state(self, before: RunState | None = None) -> RunState:
        """The state after everything that is in the journal now, also what other processes wrote."""
        known = before or RunState()
        return fold(self.journal.entries(after=known.seq), known)

    def write(self, event: Event) -> None:
        """What has happened, whatever else was written meanwhile."""
        self.journal.append(event)

    def decided(self, event: Event, seen: int) -> bool:
        """A decision, written only while ``seen`` is the newest entry. False: a person's word came in between, so decide again."""
        return self.journal.append_next(event, seen=seen) is not None

    def report(
        self,
        state: RunState,
        message: str,
        *,
        hop: int | None = None,
        stage: str = "",
        node: str = "",
        waiting_for: str = "",
        why_not_yet: str = "",
        since: datetime | None = None,
        timeout: float | None = None,
    ) -> None:
        """Tell people where the run is; ``timeout`` in seconds counts from ``since`` or from when the run was resumed."""
        where = position_of(self.plan, state)
        here = hop if hop is not None or where is None else where.hop
        planned = self.plan.hops[here] if here is not None else None
        done = state.verified + sum(1 for step in self.plan.found_done if step not in state.nodes)
        self.tell(
            Progress(
                hop=f"{planned.source} → {planned.target}" if planned else "",
                stage=stage or (str(where.stage.name) if where else ""),
                node=node,
                message=message,
                waiting_for=waiting_for,
                why_not_yet=why_not_yet,
                since=since,
                deadline=deadline(state, since, timeout),
                done=done,
                total=self.plan.step_count,
            )
        )


def _still_old(state: RunState, hop: int, node: str) -> bool:
    """Its own step has not begun: that starts its Marathon again, which then counts as any other."""
    return state.node(hop, node).phase in {Phase.WAITING, Phase.ADMITTED}


def deadline(state: RunState, since: datetime | None, timeout: float | None) -> datetime | None:
    """When waiting ends: ``timeout`` seconds after ``since``, or after this process took the run over if that is later."""
    moments = [moment for moment in (since, state.resumed) if moment is not None]
    if timeout is None or not moments:
        return None
    return max(moments) + timedelta(seconds=timeout)


def node_ids(nodes: tuple[Node, ...]) -> tuple[NodeId, ...]:
    return tuple(node.id for node in nodes)
