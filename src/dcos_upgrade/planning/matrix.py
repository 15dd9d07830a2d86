"""What the vendor's page says of a step: marked, blank, or never written into the page. Pure."""

from __future__ import annotations

from dcos_upgrade.planning.rule import Candidate


def marked(step: Candidate) -> bool:
    table = step.catalog.table(step.kind, step.target.version.minor)
    return table is not None and table.marks(step.source.version, step.target.version)


def blank(step: Candidate) -> str | None:
    """Why the page refuses this step: it speaks of both ends and leaves their cell blank, or it knows no such leap."""
    if _backwards(step) or marked(step):
        return None
    source, target = step.source.version, step.target.version
    if _leap(step):
        return f"{_page(step)} has no source in {source.minor}: {source} to {target} is no supported leap"
    if _gap(step) is not None:
        return None
    table = step.catalog.table(step.kind, target.minor)
    if table is not None and target in table.empty_columns:
        return f"{_page(step)} marks no source at all for {target}: not supported"
    return f"{_page(step)} leaves {source} to {target} blank: not supported"


def undocumented(step: Candidate) -> str | None:
    """Why the page says neither yes nor no."""
    if _backwards(step) or marked(step) or _leap(step):
        return None
    return _gap(step)


def _gap(step: Candidate) -> str | None:
    table = step.catalog.table(step.kind, step.target.version.minor)
    if table is None or not table.matrix:
        return f"{_page(step)} was never published"
    if not table.lists_target(step.target.version):
        return f"{_page(step)} has no column for {step.target.version}"
    if not table.lists_source(step.source.version):
        return f"{_page(step)} has no row for {step.source.version}"
    return None


def _leap(step: Candidate) -> bool:
    """Over at least one minor, from one that the page does not speak of."""
    table = step.catalog.table(step.kind, step.target.version.minor)
    rows = table.edges if table is not None else {}
    return step.minors_apart > 1 and not any(row.minor == step.source.version.minor for row in rows)


def _backwards(step: Candidate) -> bool:
    return step.target.version <= step.source.version


def _page(step: Candidate) -> str:
    return f"the {step.kind} table of {step.target.version.minor}"
