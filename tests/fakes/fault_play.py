"""A row of the table of faults, played on a site in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import msgspec
from fakes.fault_rows import APPROVALS, FIRST, Row, Set

from dcos_upgrade import probes
from dcos_upgrade.core.check import CheckStage
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import DcosUpgradeError, ExitCode, Refused
from dcos_upgrade.core.journal import Approved, Halted, RetryRequested
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import Pacing, Plan, RoutePolicy
from dcos_upgrade.core.run_policy import RunPolicy, ServiceWish
from dcos_upgrade.engine.recovery import START_UNITS
from dcos_upgrade.engine.state import fold
from dcos_upgrade.lab.memory.disk import GENERATION
from dcos_upgrade.lab.memory.rehearsal import plan_for, rehearse, resume
from dcos_upgrade.lab.memory.site import Site, memory_site, memory_spec
from dcos_upgrade.usecases.beginning import look_at_all
from dcos_upgrade.usecases.preflight import chosen, exit_code, preflight
from dcos_upgrade.usecases.running import Progress
from dcos_upgrade.usecases.starting import may_retry
from dcos_upgrade.usecases.words import Word, quarantine

A_CYCLE = 60.0
"""Virtual seconds in which every cache has seen a fault that was set."""
A_WHILE = 100.0
"""Virtual seconds of the run after which a fault is gone by itself: several looks, and less than a gate waits."""
SETTLED = 600.0
"""Virtual seconds after which a cluster that was mended is whole again."""
SOON = 2.0
"""Virtual seconds after which a node that is told to begin has begun."""


@dataclass
class Play:
    """One row on a site of its own; ``words`` is all that was said, ``failed`` the last refusal."""

    row: Row
    site: Site
    plan: Plan | None = None
    run: str | None = None
    words: list[str] = field(default_factory=list)
    failed: DcosUpgradeError | None = None
    started: bool = False

    @property
    def halts(self) -> list[Halted]:
        events = [entry.event for entry in self.site.runs.entries(self.run)] if self.run else []
        return [event for event in events if isinstance(event, Halted)]

    @property
    def halted(self) -> Halted | None:
        return self.halts[-1] if self.halts else None

    def named(self, node: str) -> str:
        if node != FIRST or self.plan is None:
            return node
        return next(step.node for stage in self.plan.hops[0].stages for wave in stage.waves for step in wave.steps)

    def set(self, when: str) -> None:
        for each in self.row.faults:
            if each.when == when:
                self.set_one(each)
                self.site.timeline.move(0.0 if when == "started" else A_CYCLE + each.works_after_in_memory)

    def set_one(self, fault: Set) -> None:
        self.site.set_fault(fault.fault, self.named(fault.node) or None)
        if fault.passes:
            self.site.at(A_CYCLE + A_WHILE, lambda: self.site.clear_fault(fault.fault))

    def tell(self, progress: Progress) -> None:
        self.words.append(f"{progress.message} {progress.why_not_yet}")
        if progress.message.startswith("starting") and not self.started:
            self.started = True
            self.site.at(SOON, lambda: self.set("started"))

    def make_plan(self) -> None:
        points = tuple(point for point in APPROVALS if any(each.when == point for each in self.row.faults))
        self.plan = plan_for(
            self.site,
            self.row.lab.target,
            on=date.fromisoformat(self.row.lab.on),
            policy=RoutePolicy(self.row.lab.rules) if self.row.lab.rules else None,
            pacing=self._pacing(),
            run_policy=RunPolicy(approvals=points, service_marathons=wishes(self.row)),
        )

    def _pacing(self) -> Pacing:
        asked = self.row.lab
        pacing = Pacing(gate_timeout=asked.gate_timeout_in_memory, step_timeout=500)
        return msgspec.structs.replace(pacing, failure_budget=asked.failure_budget) if asked.failure_budget else pacing

    def go(self, verb: str) -> str | None:
        """The verb's outcome; None when it refused or the run halted."""
        self.failed = None
        try:
            if verb == "check":
                return self._check()
            if verb == "plan":
                self.make_plan()
                return "done"
            return self._run(verb)
        except DcosUpgradeError as error:
            self.failed = error
            self.words.append(f"{error.what} {error.where} {error.evidence} {error.next_command}")
            return None

    def _check(self) -> str | None:
        """What `check` judges before a run; what fails is told as a refusal is."""
        snapshot = self.site.run(look_at_all(self.site, probes.discover()))
        judgements = preflight(snapshot, chosen(CheckStage.PRE, ()), baseline=None, hop=None)
        code = exit_code(judgements)
        if code is ExitCode.DONE:
            return "done"
        bad = [each for each in judgements if each.verdict is not Verdict.PASS]
        told = "; ".join(f"{each.subject}: {each.summary} ({each.check}): {each.remedy}" for each in bad)
        raise Refused("a check fails", evidence=told, exit_code=code)

    def _run(self, verb: str) -> str | None:
        assert self.plan is not None
        if verb == "run":
            outcome = rehearse(self.site, self.plan, tell=self.tell).outcome
        else:
            assert self.run is not None
            if verb == "retry":
                self._word(self._retry())
            if verb == "quarantine":
                for node in (self.row.mended.node, *self.row.mended.with_it):
                    for event in self._set_aside(self.named(node)).events:
                        self.site.runs.request(self.run, event)
            outcome = resume(self.site, self.plan, self.run, tell=self.tell).outcome
        self.run = self.site.runs.latest_run()
        return self._past_approvals() or outcome

    def _past_approvals(self) -> str | None:
        """At each approval the faults of that point are set, then it is given."""
        outcome = None
        while self.halted is not None and self.halted.what == "approval" and self.halted.name not in self._approved():
            assert self.plan is not None
            assert self.run is not None
            self.set(self.halted.name)
            self._word(Approved(plan=self.plan.digest, hop=0, point=self.halted.name, by="x", reason="y"))
            outcome = resume(self.site, self.plan, self.run, tell=self.tell).outcome
        return outcome

    def _approved(self) -> set[str]:
        assert self.run is not None
        return {entry.event.point for entry in self.site.runs.entries(self.run) if isinstance(entry.event, Approved)}

    def _retry(self) -> RetryRequested:
        assert self.plan is not None
        assert self.run is not None
        state = fold(self.site.runs.entries(self.run))
        node = self.named(self.row.mended.node)
        return self.site.run(may_retry(self.plan, state, self.site.nodes, node, by="x"))

    def _set_aside(self, node: str) -> Word:
        assert self.plan is not None
        assert self.run is not None
        state = fold(self.site.runs.entries(self.run))
        return self.site.run(
            quarantine(self.plan, state, self.site.nodes, node, by="x", reason="its tasks are gone", carried_out=False)
        )

    def _word(self, event: Approved | RetryRequested) -> None:
        assert self.run is not None
        self.site.runs.request(self.run, event)

    def mend(self) -> None:
        for hand in self.row.mended.hands:
            if hand == "clear":
                for name in self.row.mended.clears or (None,):
                    self.site.clear_fault(name)
            if hand == "run-advice":
                self._finish_by_hand(self.named(self.row.mended.node))
        self.site.timeline.move(SETTLED)

    def _finish_by_hand(self, node: str) -> None:
        """What the commands of ``recover`` do: pkgpanda's setup moves the rest of the new generation in, then the units start."""
        disk = self.site.machines[node].disk
        for name in GENERATION:
            if name in disk.new:
                disk.live[name] = disk.new.pop(name)
        disk.install_progress = None
        for command in START_UNITS:
            words = (*command.removeprefix("sudo systemctl ").split(), "--no-block")
            self.site.run(self.site.services.systemctl(NodeId(node), words))


def wishes(row: Row) -> dict[str, ServiceWish]:
    return {
        app: ServiceWish(to=to, patch={"container": {"docker": {"image": f"mesosphere/marathon:v{to}"}}})
        for app, to in row.lab.wishes.items()
    }


def play(row: Row) -> Play:
    masters, private, public = map(int, row.lab.size.split("+"))
    spec = memory_spec(
        masters=masters,
        private_agents=private,
        public_agents=public,
        release=row.lab.release,
        racks=2,
        service_marathons=row.lab.service_marathons,
    )
    return Play(row=row, site=memory_site(spec))


def until_found(row: Row) -> tuple[Play, str | None]:
    """From a fresh site to where the fault is found."""
    played = play(row)
    played.set("before-plan")
    outcome = played.go(row.found.by if row.found.by == "check" else "plan")
    if row.found.by == "run" and outcome:
        played.set("before-run")
        outcome = played.go("run")
    return played, outcome
