"""Checks that must hold several times in a row: one gate per file, found by its constant ``GATE``, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from itertools import chain
from types import MappingProxyType

from dcos_upgrade import checks
from dcos_upgrade.core import check as core_check
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.gate import Gate
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict


@cache
def discover() -> Mapping[str, Gate]:
    """Every gate by its id, in the order of their ids."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    found = (module.GATE for module in modules if hasattr(module, "GATE"))
    return MappingProxyType({gate.id: gate for gate in sorted(found, key=lambda gate: gate.id)})


Shared = dict[str, tuple[Judgement, ...]]
"""Check id to its judgements, for all focus nodes of one look."""


def judge(gate: Gate, scene: Scene, shared: Shared | None = None) -> tuple[Judgement, ...]:
    """The judgements of all its checks in one look; a check that is not there is unknown, never left out.

    A check that makes sense before a run looks at no focus: with ``shared`` it is judged once for all nodes of a look.
    """
    judged = (_judged(check_id, scene, {} if shared is None else shared) for check_id in gate.checks)
    return tuple(chain.from_iterable(judged))


def _judged(check_id: str, scene: Scene, shared: Shared) -> tuple[Judgement, ...]:
    check = checks.discover().get(check_id)
    if check is None:
        return (_missing(check_id),)
    if CheckStage.PRE not in check.stages:
        return core_check.judge(check, scene)
    if check_id not in shared:
        shared[check_id] = core_check.judge(check, scene)
    return shared[check_id]


def probes_of(gate: Gate) -> frozenset[str]:
    """Ids of all facts that a look for this gate must ask for."""
    return everywhere(gate) | on_focus(gate)


def everywhere(gate: Gate) -> frozenset[str]:
    """Ids of the facts that are asked of all their subjects."""
    return frozenset(gate.keeps).union(*(check.probes for check in _checks(gate)))


def on_focus(gate: Gate) -> frozenset[str]:
    """Ids of the facts that are asked of the node in focus only; the others' would cost and decide nothing."""
    return frozenset[str]().union(*(check.focus_probes for check in _checks(gate))) - everywhere(gate)


def _checks(gate: Gate) -> tuple[Check, ...]:
    known = checks.discover()
    return tuple(known[check_id] for check_id in gate.checks if check_id in known)


def _missing(check_id: str) -> Judgement:
    return Judgement(
        check=check_id,
        verdict=Verdict.UNKNOWN,
        severity=Severity.BLOCKER,
        subject=CLUSTER,
        summary=f"unknown: there is no check {check_id}",
        remedy="do not go on; this gate is not the one that was planned",
    )


__all__ = ["Shared", "discover", "everywhere", "judge", "on_focus", "probes_of"]
