"""Options of the whole suite, and where recorded answers are."""

from __future__ import annotations

from pathlib import Path

import pytest
import saying

ROOT = Path(__file__).resolve().parent.parent
BESIDE = ROOT.parent / "shared" / "fixtures"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--recordings",
        metavar="DIR",
        default=None,
        help="directory of recorded answers (default: ../shared/fixtures when it is there)",
    )


def recordings(config: pytest.Config) -> Path | None:
    """The directory of recorded answers, or None. One that was named and is not there is a mistake, not an empty suite."""
    named = config.getoption("--recordings")
    if named is None:
        return BESIDE if BESIDE.is_dir() else None
    directory = Path(named).resolve()
    if not directory.is_dir():
        raise pytest.UsageError(f"--recordings: {named} is no directory")
    return directory


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one line that there was nothing to read, and what long tests counted; a header would be hidden by -q."""
    for line in saying.LINES:
        terminalreporter.write_line(line)
    if recordings(config) is None:
        terminalreporter.write_line("recordings: no directory of recorded answers, none were read (--recordings DIR)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without recorded answers their suite collects nothing."""
    here = collection_path.is_relative_to(Path(__file__).parent / "recordings")
    return True if here and recordings(config) is None else None
