"""What is intended: the whole run, frozen, named by a digest. The digest is what people approve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import msgspec

from dcos_upgrade.core.acknowledgement import Acknowledgements, Question
from dcos_upgrade.core.cluster import Inventory, NodeId
from dcos_upgrade.core.version import Version

SINGLE_MASTER = "single-master"
"""The point at which a person must approve that the only master is upgraded."""


class RoutePolicy(StrEnum):
    """Which era's rules decide what may follow what; see ``planning/route``."""

    SEED_STRICT = "seed_strict"
    TEXT_2018 = "text_2018"
    MATRIX_FINAL = "matrix_final"


class HopKind(StrEnum):
    """``reconfigure``: the release stays as it is, the configuration is another one."""

    PATCH = "patch"
    UPGRADE = "upgrade"
    RECONFIGURE = "reconfigure"


def kind_of(source: Version, target: Version) -> HopKind:
    if source == target:
        return HopKind.RECONFIGURE
    return HopKind.PATCH if source.minor == target.minor else HopKind.UPGRADE


class StageName(StrEnum):
    """The stages of a hop in the workbook's order."""

    MASTERS = "masters"
    SERVICE_MARATHONS = "service-marathons"
    PRIVATE_AGENTS = "private-agents"
    PUBLIC_AGENTS = "public-agents"
    VALIDATION = "validation"


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A step between releases that a rule objects to."""

    source_release: str = msgspec.field(name="from")
    target_release: str = msgspec.field(name="to")
    rule: str
    reason: str
    source: str


class Soak(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The three timers of a wave's time under watch, in seconds; what is unset is as for every other wave.

    ``wait``: nothing is looked at. ``stable``: how long the cluster must then stay well without a break. ``retry``: how much
    longer that is waited for.
    """

    wait: float | msgspec.UnsetType = msgspec.UNSET
    stable: float | msgspec.UnsetType = msgspec.UNSET
    retry: float | msgspec.UnsetType = msgspec.UNSET


class Pacing(msgspec.Struct, frozen=True, kw_only=True):
    """How fast a run may go; seconds and counts. The defaults are for a real cluster.

    ``look_interval`` must be longer than the slowest cache that a look reads (Exhibitor 30 s). ``bootstrap_mbit`` is what the
    bootstrap host can serve in Mbit/s and ``package_mb`` what a node fetches for a hop in MB; ``failure_budget``, ``rack_budget``
    and ``run_budget`` are how many agents a stage, a rack and the run may set aside before it halts (masters: none);
    ``out_budget`` is how many agents the cluster may be without at one time, in flight or set aside (unset: no limit of its own);
    ``soak_stable`` is how long the cluster must stay well after a wave's soak (unset: a look's interval) and ``soak_retry`` how
    long that is waited for (unset: as for a gate). ``soaks`` differ from them by the stage's name, and for a canary by "canary".
    Unset, they are not written into the plan, so that the digest of an older plan stays what it was.
    """

    look_interval: float = 31.0
    looks: int = 3
    admission_age: float = 60.0
    master_soak: float = 60.0
    agent_soak: float = 60.0
    step_timeout: float = 2700.0
    gate_timeout: float = 1800.0
    request_timeout: float = 15.0
    connect_timeout: float = 10.0
    poll_interval: float = 5.0
    first_wave: int = 1
    wave_growth: float = 2.0
    at_once: int = 10
    bootstrap_mbit: float | msgspec.UnsetType = msgspec.UNSET
    package_mb: float | msgspec.UnsetType = msgspec.UNSET
    failure_budget: int | msgspec.UnsetType = msgspec.UNSET
    rack_budget: int | msgspec.UnsetType = msgspec.UNSET
    run_budget: int | msgspec.UnsetType = msgspec.UNSET
    out_budget: int | msgspec.UnsetType = msgspec.UNSET
    soak_stable: float | msgspec.UnsetType = msgspec.UNSET
    soak_retry: float | msgspec.UnsetType = msgspec.UNSET
    soaks: dict[str, Soak] | msgspec.UnsetType = msgspec.UNSET


class SiteStep(msgspec.Struct, frozen=True, kw_only=True):
    """A command of the site's own, run where the tool runs, at a named point of the run.

    ``at``: before-hop, after-hop, before-node, after-node, after-validation, or before- and after- with a stage's name.
    ``timeout`` is for one call, ``patience`` for a row of "hold" answers, both in seconds.
    """

    name: str
    at: str
    command: tuple[str, ...]
    timeout: float = 300.0
    patience: float = 3600.0


class ServiceMarathon(msgspec.Struct, frozen=True, kw_only=True):
    """A Marathon that runs on Marathon (MoM), found by its framework, and what is to become of it between masters and agents.

    ``app`` is its app in the root Marathon, ``framework_id`` what its tasks hang on, ``patch`` the fields of its app definition
    that are changed, as reviewed; empty where its version may stay. Versions as ``/v2/info`` says them.
    """

    app: str
    framework: str
    framework_id: str
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    patch: dict[str, Any] = msgspec.field(default_factory=dict)


class TestApp(msgspec.Struct, frozen=True, kw_only=True):
    """The workbook's test app: deployed before the run, asked each second through it, deployed afresh at the validation.

    ``definition`` is the app as it is given to Marathon; ``nodes`` the agents on which it must run.
    """

    id: str
    nodes: tuple[str, ...]
    definition: dict[str, Any]
    interval: float = 1.0

    @property
    def at_validation(self) -> str:
        """The id of the fresh one that a validation deploys."""
        return f"{self.id}-validation"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One node to one release."""

    node: str
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    done: bool = False


class Wave(msgspec.Struct, frozen=True, kw_only=True):
    """Steps that may be in flight together, at most ``at_once``; ``gates`` are gate ids each step must pass.

    After its steps a wave soaks for ``soak`` seconds; then the gate ``soak_gate`` must hold for ``stable`` seconds without a
    break, which is waited for ``retry`` seconds. Without a soak gate the time alone counts.
    """

    name: str
    steps: tuple[Step, ...]
    gates: tuple[str, ...]
    at_once: int = 1
    soak: float = 0.0
    needs_approval: bool = False
    stable: float | msgspec.UnsetType = msgspec.UNSET
    retry: float | msgspec.UnsetType = msgspec.UNSET
    soak_gate: str | msgspec.UnsetType = msgspec.UNSET


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """``failure_budget``: nodes that this stage may lose before the run halts (masters: always 0).

    ``services`` are the service Marathons of the stage between masters and agents. ``hold_back``: the Marathon of masters that are
    still old is stopped once a new one can lead, until their own step. ``kinds``: how many kinds of machine its canaries show, where
    those are more than the pacing's first wave.
    """

    name: StageName
    waves: tuple[Wave, ...] = ()
    failure_budget: int = 0
    services: tuple[ServiceMarathon, ...] | msgspec.UnsetType = msgspec.UNSET
    hold_back: bool | msgspec.UnsetType = msgspec.UNSET
    kinds: int | msgspec.UnsetType = msgspec.UNSET


class Hop(msgspec.Struct, frozen=True, kw_only=True):
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    kind: HopKind
    stages: tuple[Stage, ...] = ()


class KeyChange(msgspec.Struct, frozen=True, kw_only=True):
    """A key of config.yaml with its values as one text, secrets replaced; None where it is not set."""

    key: str
    old: str | None
    new: str | None


class PlannedConfiguration(msgspec.Struct, frozen=True, kw_only=True):
    """How the configuration of the next generation compares with the cluster's own.

    ``digest`` is the SHA-256 of its keys without secrets, ``equal`` counts those that are the same, ``not_compared`` names those
    that hold secrets.
    """

    digest: str
    equal: int
    changes: tuple[KeyChange, ...] = ()
    not_compared: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The run as approved. ``relied_on`` are the facts (name → text) that ``run`` reads again before it starts.

    ``admission`` is the id of the gate that must have passed within ``pacing.admission_age`` seconds before any start.
    ``approvals`` are the points at which a person must have said yes to this digest; ``acknowledgements`` what people are asked
    once for the run. ``configuration`` is unset where none was given to compare.
    """

    schema: str = "dcos-upgrade/plan/1"
    tool_version: str
    cluster: str
    cluster_id: str
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    on: date
    policy: RoutePolicy
    route: tuple[str, ...]
    hops: tuple[Hop, ...]
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    inventory: Inventory
    relied_on: dict[str, str] = msgspec.field(default_factory=dict)
    catalog_digest: str
    admission: str = "admission"
    pacing: Pacing = msgspec.field(default_factory=Pacing)
    approvals: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    site_steps: tuple[SiteStep, ...] | msgspec.UnsetType = msgspec.UNSET
    test_app: TestApp | msgspec.UnsetType = msgspec.UNSET
    acknowledgements: Acknowledgements | msgspec.UnsetType = msgspec.UNSET
    configuration: PlannedConfiguration | msgspec.UnsetType = msgspec.UNSET
    digest: str = ""

    def steps(self) -> Iterator[tuple[int, Stage, int, Wave, Step]]:
        """Every step with its hop number, stage, wave number and wave, in the order of the run."""
        for hop_number, hop in enumerate(self.hops):
            for stage in hop.stages:
                for wave_number, wave in enumerate(stage.waves):
                    for step in wave.steps:
                        yield hop_number, stage, wave_number, wave, step

    @cached_property
    def step_count(self) -> int:
        return sum(1 for _ in self.steps())

    @cached_property
    def found_done(self) -> frozenset[tuple[int, str]]:
        """(hop number, node) of the steps that were done when the plan was made."""
        return frozenset((hop, step.node) for hop, _, _, _, step in self.steps() if step.done)

    def stage(self, hop: int, name: StageName) -> Stage | None:
        return next((stage for stage in self.hops[hop].stages if stage.name is name), None)


def site_steps_of(plan: Plan) -> tuple[SiteStep, ...]:
    return () if plan.site_steps is msgspec.UNSET else plan.site_steps


def questions_of(plan: Plan) -> tuple[Question, ...]:
    """What people are asked once for the run."""
    return () if plan.acknowledgements is msgspec.UNSET else plan.acknowledgements.asked


def own_apps(plan: Plan) -> frozenset[str]:
    """The apps that a run of this plan puts into the cluster itself."""
    app = plan.test_app
    return frozenset() if app is msgspec.UNSET else frozenset({app.id, app.at_validation})


def services_of(hop: Hop) -> tuple[ServiceMarathon, ...]:
    """The service Marathons of the stage between masters and agents."""
    found = (stage.services for stage in hop.stages if stage.services is not msgspec.UNSET)
    return tuple(service for services in found for service in services)


def taken_to(plan: Plan, hop: int) -> dict[str, str]:
    """The version that each service Marathon has by the end of this hop, by app; of those that the run changes."""
    planned = (service for each in plan.hops[: hop + 1] for service in services_of(each))
    return {service.app: service.target for service in planned if service.patch}


def canonical(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces; the form over which digests are made."""
    return msgspec.json.encode(value, order="sorted")


def node_of(step: Step) -> NodeId:
    return NodeId(step.node)
