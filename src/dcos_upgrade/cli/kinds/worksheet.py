"""Worksheets of the workbook."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind
from dcos_upgrade.render.console.explanation import Explanation
from dcos_upgrade.worksheets import sheets


def names() -> Iterable[str]:
    return (worksheet.id for worksheet in sheets.discover())


def explain(name: str) -> Explanation:
    worksheet = next(each for each in sheets.discover() if each.id == name)
    return Explanation(
        name=name, kind="worksheet", title=worksheet.title, text=worksheet.about, source=worksheet.source
    )


KIND = Kind(
    name="worksheet",
    meaning="a worksheet of the workbook, as dcos-upgrade worksheets fills it from a snapshot",
    names=names,
    explain=explain,
    rank=7,
)
