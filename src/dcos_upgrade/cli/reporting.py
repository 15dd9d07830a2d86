"""What ``report`` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from dcos_upgrade import __version__, probes, wiring
from dcos_upgrade.adapters.capture_log import noted_captures
from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.adapters.files import write_atomically
from dcos_upgrade.adapters.journal import NAME as JOURNAL
from dcos_upgrade.adapters.journal import JournalStore
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.core.error import DcosUpgradeError, Usage
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.render import workbook as shown
from dcos_upgrade.render.document.blocks import Drawing
from dcos_upgrade.usecases.workbook import Workbook, records, workbook_of

FORMATS: dict[str, Callable[[Workbook], str]] = {"html": shown.html, "md": shown.markdown}
READABLE = 0o644
"""A report is made to be handed on; secrets were replaced in it."""


def report(state: Path, out: Path | None, formats: Sequence[str] = ()) -> Reply:
    """Write the report of the newest run; without ``formats`` as the name of ``out`` asks for, without both in each form."""
    known = _workbook(state)
    wanted = tuple(dict.fromkeys(formats)) or _formats_of(out)
    first = out or state / f"report-{known.run}.{wanted[0]}"
    files = [_written(known, first.with_suffix(f".{each}") if len(wanted) > 1 else first, each) for each in wanted]
    if "md" in wanted:
        files += _drawings(known, first.parent)
    text = "\n".join((f"{known.outcome}: run {known.run}", *(f"Report   {file}" for file in files)))
    keys = {"run": known.run, "outcome": str(known.outcome), "files": [str(file) for file in files]}
    return Reply(keys=keys, text=text)


def _formats_of(out: Path | None) -> tuple[str, ...]:
    if out is None:
        return tuple(FORMATS)
    return ("md",) if out.suffix in {".md", ".markdown"} else ("html",)


def _workbook(state: Path) -> Workbook:
    """Raises Usage when there is no run in this state directory; nothing is made where there is nothing."""
    if not (state / JOURNAL).exists():
        raise _nothing(state)
    with wiring.open_journal(state) as store:
        latest = store.latest_run()
        if latest is None:
            raise _nothing(state)
        runs = tuple(_entries(store))
        return workbook_of(
            store.plan(latest.run),
            store.open_run(latest.run),
            EvidenceDirectory(state / wiring.EVIDENCE),
            probes.discover(),
            mesos_of=wiring.mesos_of,
            made=datetime.now(UTC),
            tool_version=__version__,
            record=records(latest.cluster, noted_captures(state), runs),
        )


def _entries(store: JournalStore) -> Iterator[Sequence[Entry]]:
    """Of every run that this version can read; another version's run has its own report."""
    for run in store.all_runs():
        with suppress(DcosUpgradeError):
            yield store.open_run(run).entries()


def _drawings(known: Workbook, beside: Path) -> list[Path]:
    """Markdown holds no picture: each lies beside it, under the name by which it is pointed to."""
    blocks = (block for chapter in shown.report(known).chapters for block in chapter.blocks)
    drawings = [block for block in blocks if isinstance(block, Drawing)]
    for drawing in drawings:
        write_atomically(beside / drawing.file, drawing.svg.encode(), READABLE)
    return [(beside / drawing.file).absolute() for drawing in drawings]


def _nothing(state: Path) -> Usage:
    return Usage("there is no run to report on", where=str(state), next_command="dcos-upgrade run --help")


def _written(known: Workbook, path: Path, form: str) -> Path:
    write_atomically(path, FORMATS[form](known).encode("utf-8", "replace"), READABLE)
    return path.absolute()
