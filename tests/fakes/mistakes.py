"""Mistakes of an engine, each planted in ours: the random nights must find every one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from dcos_upgrade.engine import decide, failing, state
from dcos_upgrade.engine.state import Phase
from dcos_upgrade.usecases.running import context, judging, services, stepping


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """``plant`` puts it in for one test; ``found`` is part of what the broken rule says."""

    name: str
    plant: Callable[[pytest.MonkeyPatch], None]
    found: str


def _leader_first(patch: pytest.MonkeyPatch) -> None:
    def choose(candidates: Any, count: int, leading: Any) -> list[str]:
        return sorted(candidates, key=lambda node: node != leading.mesos)[:count]

    patch.setattr(judging, "choose", choose)


def _masters_side_by_side(patch: pytest.MonkeyPatch) -> None:
    right = decide._admission

    def admission(plan: Any, known: Any, position: Any, waiting: Any, now: Any) -> Any:
        action = right(plan, known, position, waiting, now)
        return replace(action, count=2) if isinstance(action, decide.Admit) else action

    patch.setattr(decide, "_admission", admission)


def _a_failed_master_is_passed_over(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide, "_failures", lambda plan, known: None)
    patch.setattr(decide, "_gates", lambda *words: None)


def _one_good_look_is_enough(patch: pytest.MonkeyPatch) -> None:
    right = decide._gates

    def gates(plan: Any, known: Any, position: Any, settled: Any, now: Any) -> Any:
        from msgspec.structs import replace as changed

        hasty = changed(plan, pacing=changed(plan.pacing, looks=1))
        return right(hasty, known, position, settled, now)

    patch.setattr(decide, "_gates", gates)


def _looks_outlive_the_process(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(state, "_without_looks", lambda progress: progress)


def _an_old_admission_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide, "_is_fresh", lambda plan, progress, now: progress.admitted is not None)
    patch.setattr(stepping, "_admission_holds", lambda *words: True)


def _what_was_begun_is_begun_again(patch: pytest.MonkeyPatch) -> None:
    def looked_at_again(progress: Any) -> Any:
        if progress.phase in {Phase.IN_FLIGHT, Phase.SETTLED}:
            return replace(progress, phase=Phase.WAITING)
        return progress

    patch.setattr(state, "_looked_at_again", looked_at_again)


def _the_same_cause_twice_is_fine(patch: pytest.MonkeyPatch) -> None:
    right = failing._within_budget

    def within(plan: Any, known: Any, hop: int, stage: Any, node: str, signature: str) -> bool:
        return right(plan, replace(known, quarantines=()), hop, stage, node, signature)

    patch.setattr(failing, "_within_budget", within)


def _racks_are_not_counted(patch: pytest.MonkeyPatch) -> None:
    right = failing._within_budget

    def within(plan: Any, known: Any, hop: int, stage: Any, node: str, signature: str) -> bool:
        from msgspec.structs import replace as changed

        wide = changed(plan, pacing=changed(plan.pacing, rack_budget=99, run_budget=99))
        return right(wide, known, hop, stage, node, signature)

    patch.setattr(failing, "_within_budget", within)


def _the_next_hop_does_not_wait_for_quarantine(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide, "quarantined_before", lambda plan, known, hop: None)


def _decisions_are_written_whatever_was_said(patch: pytest.MonkeyPatch) -> None:
    def decided(self: Any, event: Any, seen: int) -> bool:
        self.journal.append(event)
        return True

    patch.setattr(context.RunContext, "decided", decided)


def _the_batch_does_not_end_with_the_wave(patch: pytest.MonkeyPatch) -> None:
    right = decide.position_of

    def position(plan: Any, known: Any, only: Any = None) -> Any:
        from msgspec.structs import replace as changed

        found = right(plan, known, only)
        if found is None or not found.stage.waves or str(found.stage.name) == "masters":
            return found
        steps = tuple(step for wave in found.stage.waves for step in wave.steps)
        return replace(found, steps=steps, wave=changed(found.wave or found.stage.waves[-1], at_once=3))

    patch.setattr(decide, "position_of", position)


def _owner_files_stay_after_an_abort(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide, "_leave", lambda known: None)


def _agents_do_not_wait_for_service_marathons(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide, "service", lambda *words: None)


def _a_service_marathon_is_changed_again(patch: pytest.MonkeyPatch) -> None:
    """What a process that died had done already is not looked for."""
    patch.setattr(services.app_patch, "holds", lambda definition, wanted: False)


def _one_good_look_at_a_service_marathon_is_enough(patch: pytest.MonkeyPatch) -> None:
    right = decide.service

    def service(plan: Any, known: Any, position: Any, now: Any) -> Any:
        from msgspec.structs import replace as changed

        return right(changed(plan, pacing=changed(plan.pacing, looks=1)), known, position, now)

    patch.setattr(decide, "service", service)


MISTAKES = (
    Mistake(name="the leader goes first", plant=_leader_first, found="the leader"),
    Mistake(name="two masters at once", plant=_masters_side_by_side, found="begins while"),
    Mistake(name="a failed master is passed over", plant=_a_failed_master_is_passed_over, found="before the masters"),
    Mistake(name="one good look is enough", plant=_one_good_look_is_enough, found="is verified by"),
    Mistake(
        name="good looks outlive the process", plant=_looks_outlive_the_process, found="is verified by|is started on"
    ),
    Mistake(name="an old admission counts", plant=_an_old_admission_counts, found="admission of"),
    Mistake(name="what was begun is begun again", plant=_what_was_begun_is_begun_again, found="times on"),
    Mistake(name="the same cause twice is fine", plant=_the_same_cause_twice_is_fine, found="failed twice"),
    Mistake(name="racks are not counted", plant=_racks_are_not_counted, found="beyond the budget"),
    Mistake(
        name="the next hop does not wait for quarantine",
        plant=_the_next_hop_does_not_wait_for_quarantine,
        found="begins, set aside",
    ),
    Mistake(
        name="decisions are written whatever was said meanwhile",
        plant=_decisions_are_written_whatever_was_said,
        found="paused: True|is verified by 0 looks",
    ),
    Mistake(
        name="the batch does not end with the wave", plant=_the_batch_does_not_end_with_the_wave, found="under way"
    ),
    Mistake(
        name="agents do not wait for service Marathons",
        plant=_agents_do_not_wait_for_service_marathons,
        found="begins before the service Marathons",
    ),
    Mistake(
        name="a service Marathon is changed again after a death",
        plant=_a_service_marathon_is_changed_again,
        found=r"was changed \d times",
    ),
    Mistake(
        name="one good look at a service Marathon is enough",
        plant=_one_good_look_at_a_service_marathon_is_enough,
        found="the service Marathon .* is verified by",
    ),
    Mistake(name="owner files stay", plant=_owner_files_stay_after_an_abort, found="owner files are left"),
)
