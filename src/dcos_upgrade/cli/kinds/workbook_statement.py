"""Statements of the workbook, each with the parts that make it real."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dcos_upgrade import catalog
from dcos_upgrade.catalog.workbook_index import Section, Statement
from dcos_upgrade.cli.kind import Kind
from dcos_upgrade.render.console.explanation import Explanation


def _statements() -> Mapping[str, tuple[Section, Statement]]:
    found = ((section, each) for section in catalog.own().workbook for each in section.statements)
    return {each.id: (section, each) for section, each in found}


def names() -> Iterable[str]:
    return _statements()


def explain(name: str) -> Explanation:
    section, statement = _statements()[name]
    home = f"Planned: {statement.planned}." if statement.planned else f"Made real by {', '.join(statement.homes)}."
    return Explanation(
        name=name,
        kind="workbook statement",
        title=statement.title,
        text=f"A {statement.kind} of the workbook. {home}",
        source=f"workbook, section {section.number}, '{section.title}'",
    )


KIND = Kind(name="workbook statement", meaning="one statement of the workbook", names=names, explain=explain, rank=3)
