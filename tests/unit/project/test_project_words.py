"""Nothing in the project names the machine it was made on, a package index, or work that was left undone."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def joined(*words: str) -> tuple[str, ...]:
    """The words without the mark that keeps this file from containing what it looks for."""
    return tuple(word.replace("~", "") for word in words)


PLACES = joined("/wo~rk/", "/fa~rm/", "/tmp/bash~_jobs", "/root/.py~env", "/opt/wh~eels", "/opt/py~pi")
INDEXES = joined("pypi~.org", "python~hosted", "deb.~debian.org", "registry.~npmjs")
UNDONE = joined(
    "TO~DO", "FIX~ME", "X~XX", "NotImplemented~Error", "assert ~True", "# type: ~ignore\n", "pytest.mark.~xfail"
)
VAGUE_MODULES = ("utils", "util", "helpers", "helper", "manager", "misc", "common")


def project_files() -> list[Path]:
    """What git knows or would take; without git, what lies in the project's own folders."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = [str(path) for folder in ("src", "tests", "docs", "script") for path in (ROOT / folder).rglob("*")]
    return [ROOT / name for name in listed if (ROOT / name).is_file() and "__pycache__" not in name]


def text_of(path: Path) -> str:
    return path.read_bytes().decode(errors="replace")


def hits(words: tuple[str, ...], files: list[Path]) -> Iterator[str]:
    for path in files:
        text = text_of(path)
        yield from (f"{path.relative_to(ROOT)}: {word.strip()}" for word in words if word in text)


@pytest.mark.parametrize("words", [PLACES, INDEXES], ids=["places", "indexes"])
def test_no_file_names_this_machine_or_an_index(words: tuple[str, ...]):
    assert list(hits(words, project_files())) == []


def test_nothing_is_left_undone():
    code = [
        path for path in project_files() if path.is_relative_to(ROOT / "src") or path.is_relative_to(ROOT / "tests")
    ]

    assert code
    assert list(hits(UNDONE, [path for path in code if path.suffix in {".py", ".sh", ".toml", ".j2"}])) == []


def test_no_module_has_a_name_that_says_nothing():
    assert [path for path in project_files() if path.suffix == ".py" and path.stem in VAGUE_MODULES] == []
