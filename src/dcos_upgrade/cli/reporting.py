"""What ``report`` does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dcos_upgrade import __version__, probes, wiring
from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.adapters.files import write_atomically
from dcos_upgrade.adapters.journal import NAME as JOURNAL
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.core.error import Usage
from dcos_upgrade.render import workbook as shown
from dcos_upgrade.usecases.workbook import Workbook, workbook_of

FORMATS: dict[str, Callable[[Workbook], str]] = {"html": shown.html, "md": shown.markdown}
READABLE = 0o644
"""A report is made to be handed on; secrets were replaced in it."""


def report(state: Path, out: Path | None, formats: Sequence[str] = ()) -> Reply:
    """Write the report of the newest run; without ``formats`` as the name of ``out`` asks for, without both in each form."""
    known = _workbook(state)
    wanted = tuple(dict.fromkeys(formats)) or _formats_of(out)
    first = out or state / f"report-{known.run}.{wanted[0]}"
    files = [_written(known, first.with_suffix(f".{each}") if len(wanted) > 1 else first, each) for each in wanted]
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
        return workbook_of(
            store.plan(latest.run),
            store.open_run(latest.run),
            EvidenceDirectory(state / wiring.EVIDENCE),
            probes.discover(),
            mesos_of=wiring.mesos_of,
            made=datetime.now(UTC),
            tool_version=__version__,
        )


def _nothing(state: Path) -> Usage:
    return Usage("there is no run to report on", where=str(state), next_command="dcos-upgrade run --help")


def _written(known: Workbook, path: Path, form: str) -> Path:
    write_atomically(path, FORMATS[form](known).encode("utf-8", "replace"), READABLE)
    return path.absolute()
