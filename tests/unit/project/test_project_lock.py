"""The lock holds exact, hashed packages, covers what pyproject.toml asks for, and names no index and no machine."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOCK = (ROOT / "requirements.lock").read_text()
ADDRESS = re.compile(r"[a-z]+://|^\s*-|(?<![\w.])/[a-z]+/", re.MULTILINE)
OPTION_OF_A_REQUIREMENT = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$", re.MULTILINE)


def addresses(lock: str) -> list[str]:
    return ADDRESS.findall(OPTION_OF_A_REQUIREMENT.sub("", lock))


def requirements(lock: str) -> dict[str, str]:
    """Name → its block of lines."""
    blocks = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    return {re.split(r"==", block)[0]: block for block in blocks}


def normal(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None
    return re.sub(r"[-_.]+", "-", match.group()).lower()


def test_no_address_path_or_option_stands_in_the_lock():
    assert addresses(LOCK) == []


def test_an_index_address_would_be_seen():
    assert addresses("--index-url https://index.example/simple\n")
    assert addresses("# made in /home/someone\n")


def test_every_locked_package_has_an_exact_version_and_a_hash():
    loose = [name for name, block in requirements(LOCK).items() if "==" not in block or "--hash=sha256:" not in block]

    assert requirements(LOCK)
    assert loose == []


def test_everything_that_the_project_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
    ]

    assert {normal(requirement) for requirement in asked} - set(requirements(LOCK)) == set()
