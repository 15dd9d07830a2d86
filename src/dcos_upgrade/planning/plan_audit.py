"""Is this plan safe to run? Asked of every plan that is made and of every plan file that is read, before anything is touched. Pure.

Two answers together: the rules for plans, each with its place, and the walk over every state that the plan allows. A digest says
that nobody has changed a plan; it does not say that the plan is a good one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog import own as own_catalog
from dcos_upgrade.core.cluster import Leaders
from dcos_upgrade.core.error import UNTOUCHED, Broken, Refused
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.planning import invariants, plan_rules
from dcos_upgrade.planning.invariants.comes_to_its_end import INVARIANT as ENDS
from dcos_upgrade.planning.plan_rule import Review
from dcos_upgrade.planning.read import AGAIN
from dcos_upgrade.planning.skew import Violation, Walk, walk
from dcos_upgrade.planning.skew_model import BOUNDS, Bounds
from dcos_upgrade.planning.skew_trace import shortened

NOBODY = Leaders()
KNOWN = "releases-known"
"""Without it nothing can be walked: the order of releases is the catalog's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """``objections``: what the rules have against the plan, then the bad state that can be reached. ``walk`` is None where
    nothing could be walked.
    """

    objections: tuple[Violation, ...]
    walk: Walk | None

    @property
    def sound(self) -> bool:
        return not self.objections

    @property
    def sentence(self) -> str:
        """One line for people."""
        if self.objections:
            many = len(self.objections)
            return f"{many} objection{'s' if many > 1 else ''}: {', '.join(each.rule for each in self.objections)}"
        assert self.walk is not None
        return (
            f"{self.walk.states:,} states of {self.walk.waves:,} waves were walked, and none breaks one of the "
            f"{len(invariants.discover())} rules of skew; nor does the plan break one of its {len(plan_rules.discover())}"
        )


def audit(plan: Plan, *, leaders: Leaders = NOBODY, bounds: Bounds = BOUNDS, catalog: Catalog | None = None) -> Audit:
    """``leaders`` as they were observed when the plan was made; nobody where it is read from a file."""
    review = Review(plan=plan, leaders=leaders, catalog=catalog or own_catalog())
    against = tuple(_against(review))
    walked = None if any(each.rule == KNOWN for each in against) else walk(plan, bounds=bounds, catalog=review.catalog)
    return Audit(objections=(*against, *_of_walk(walked)), walk=walked)


def _against(review: Review) -> Iterator[Violation]:
    for rule in plan_rules.discover().values():
        found = rule.objection(review)
        if found is not None:
            yield Violation(rule=rule.id, title=rule.title, source=rule.source, reason=found.reason, trace=found.trace)


def _of_walk(walked: Walk | None) -> Iterator[Violation]:
    if walked is None:
        return
    if walked.violation is not None:
        yield walked.violation
    elif not walked.complete:
        yield Violation(
            rule=ENDS.id,
            title=ENDS.title,
            source=ENDS.source,
            reason=f"unknown: the walk gave up after {walked.states:,} states, so that nothing is proven",
            trace=(f"{walked.waves:,} waves",),
        )


def require_safe(plan: Plan, *, where: str = "") -> Audit:
    """For a plan that comes from outside. Raises Refused, with the first rule that it breaks and the trace."""
    found = audit(plan)
    if found.sound:
        return found
    first = found.objections[0]
    raise Refused(
        f"this plan is not safe to run, it breaks the rule {first.rule}: {first.reason}",
        where=where,
        evidence=_told(found.objections),
        next_command=f"dcos-upgrade explain {first.rule}; then: {AGAIN}",
    )


def require_own_safe(plan: Plan, *, leaders: Leaders) -> Audit:
    """For a plan that was made just now. Raises Broken: such a plan is our own mistake."""
    found = audit(plan, leaders=leaders)
    if found.sound:
        return found
    first = found.objections[0]
    raise Broken(
        f"the plan that was made breaks the rule {first.rule}: {first.reason}",
        evidence=_told(found.objections),
        safe=UNTOUCHED,
        next_command=f"dcos-upgrade explain {first.rule}; report this with the snapshot, it is our mistake",
    )


def _told(objections: Sequence[Violation]) -> str:
    """Each with its reason and its trace, one line each."""
    return "\n".join(line for each in objections for line in _lines(each))


def _lines(each: Violation) -> Iterator[str]:
    yield f"{each.rule}: {each.reason}"
    yield from (f"  {line}" for line in shortened(each.trace))
