"""Every step with its attempts and the looks that judged it, and every hop, from the plan and the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.plan import Plan, Stage, Step, Wave
from dcos_upgrade.usecases.workbook.model import Attempt, GateLook, HopRow, StepRow


def step_rows(plan: Plan, entries: Sequence[Entry]) -> tuple[StepRow, ...]:
    """In the order in which they happened; what never began comes last, in the order of the plan."""
    rows = [
        _step_row(hop, stage, wave, step, _of_step(entries, hop, step.node))
        for hop, stage, _, wave, step in plan.steps()
    ]
    return tuple(sorted(rows, key=_when))


def _when(row: StepRow) -> tuple[int, float]:
    begun = row.admitted or row.started or row.verified
    return row.hop, begun.timestamp() if begun else (0.0 if row.found_done else float("inf"))


def _of_step(entries: Sequence[Entry], hop: int, node: str) -> list[Entry]:
    def mine(event: object) -> bool:
        return getattr(event, "hop", None) == hop and getattr(event, "node", None) == node

    return [entry for entry in entries if mine(entry.event)]


def _step_row(hop: int, stage: Stage, wave: Wave, step: Step, mine: Sequence[Entry]) -> StepRow:
    admissions = [entry for entry in mine if isinstance(entry.event, journal.Admitted)]
    verified = [entry.time for entry in mine if isinstance(entry.event, journal.StepVerified)]
    last = admissions[-1] if admissions else None
    return StepRow(
        hop=hop,
        stage=str(stage.name),
        wave=wave.name,
        node=step.node,
        source=step.source,
        target=step.target,
        found_done=step.done and not mine,
        admitted=last.time if last else None,
        admission_look=last.event.look if last and isinstance(last.event, journal.Admitted) else "",
        attempts=tuple(_attempts(mine)),
        looks=tuple(_looks(mine)),
        verified=verified[-1] if verified else None,
    )


def _attempts(mine: Sequence[Entry]) -> Iterator[Attempt]:
    """A start begins an attempt, a settling ends it; a node found at its target settles without a start."""
    attempts: dict[int, Attempt] = {}
    for entry in mine:
        match entry.event:
            case journal.StepStarted(attempt=number):
                attempts[number] = Attempt(number=number, started=entry.time)
            case journal.StepSettled(attempt=number) as settled:
                known = attempts.get(number, Attempt(number=number, started=None))
                attempts[number] = replace(
                    known,
                    settled=entry.time,
                    exit=settled.exit,
                    state=settled.state,
                    version=settled.version or "",
                    log_tail=settled.log_tail,
                )
            case _:
                continue
    yield from attempts.values()


def _looks(mine: Sequence[Entry]) -> Iterator[GateLook]:
    for entry in mine:
        match entry.event:
            case journal.GatePassed(gate=gate, look=look):
                yield GateLook(time=entry.time, gate=gate, passed=True, verdict="pass", look=look)
            case journal.GateBroken() as broken:
                yield GateLook(
                    time=entry.time,
                    gate=broken.gate,
                    passed=False,
                    verdict=broken.verdict,
                    reason=broken.reason,
                    evidence=broken.evidence,
                )
            case _:
                continue


def hop_rows(plan: Plan, entries: Sequence[Entry]) -> tuple[HopRow, ...]:
    return tuple(_hop_row(plan, number, entries) for number in range(len(plan.hops)))


def _hop_row(plan: Plan, number: int, entries: Sequence[Entry]) -> HopRow:
    planned = plan.hops[number]
    bound = next((e for e in entries if isinstance(e.event, journal.HopBound) and e.event.hop == number), None)
    ended = next((e for e in entries if isinstance(e.event, journal.HopCompleted) and e.event.hop == number), None)
    script = bound.event if bound and isinstance(bound.event, journal.HopBound) else None
    return HopRow(
        number=number,
        source=planned.source,
        target=planned.target,
        kind=str(planned.kind),
        script_url=script.script_url if script else "",
        script_sha256=script.script_sha256 if script else "",
        packages=script.package_ids if script else (),
        began=bound.time if bound else None,
        ended=ended.time if ended else None,
    )
