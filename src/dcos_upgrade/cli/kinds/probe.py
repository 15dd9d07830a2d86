"""Probes."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import probes
from dcos_upgrade.cli.kind import Kind, said_by
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return probes.discover()


def explain(name: str) -> Explanation:
    probe = probes.discover()[name]
    text = said_by(probe.parse) or probe.title
    return Explanation(name=name, kind="probe", title=probe.title, text=text, source=probe.source)


KIND = Kind(name="probe", meaning="a question that is put to a cluster", names=names, explain=explain)
