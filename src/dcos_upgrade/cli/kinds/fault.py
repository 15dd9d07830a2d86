"""Faults of the lab."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.lab.fault import Target, known_faults
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return known_faults()


def explain(name: str) -> Explanation:
    fault = known_faults()[name]
    node = "" if fault.target is Target.NONE else " --node ID"
    whom = "" if fault.target in {Target.NONE, Target.ANY} else f" It is for a node that is {fault.target}."
    text = sentence(f"{fault.title}.", f"Set it with dcos-upgrade lab fault set {name}{node}.", whom)
    return Explanation(name=name, kind="fault", title=fault.title, text=text, source=fault.source)


KIND = Kind(name="fault", meaning="what can go wrong in the lab", names=names, explain=explain, rank=3)
