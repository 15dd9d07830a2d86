"""The reference pages say what the product does today."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from dcos_upgrade.core.error import ExitCode

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "script" / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_current(reference: ModuleType):
    assert reference.out_of_date() == [], "script/reference writes them anew"


def test_every_exit_code_has_its_meaning(reference: ModuleType):
    assert set(reference.MEANING) == set(ExitCode)


def test_every_verb_says_what_it_does(reference: ModuleType):
    silent = [" ".join(words) for words, command in reference.verbs(reference.ROOT) if not command.help]

    assert silent == []


def verbs_used(page: Path) -> set[str]:
    """What follows ``dcos-upgrade`` at the start of a line: ``plan``, ``lab up``, ``lab fault set``."""
    called = re.findall(
        r"^dcos-upgrade ((?:[a-z-]+ ?)+?)(?= *(?:$|#|--|[^a-z\s-]|\w+[.:/]))", page.read_text(), re.MULTILINE
    )
    return {words.strip() for words in called if not words.startswith("-")}


@pytest.mark.parametrize(
    "page", ["README.md", "docs/tutorial/first-upgrade.md", "docs/how-to/add-a-check-a-gate-a-release.md"]
)
def test_the_verbs_that_a_page_uses_exist(reference: ModuleType, page: str):
    known = {" ".join(words) for words, _ in reference.verbs(reference.ROOT)}
    used = verbs_used(ROOT / page)

    assert used
    assert {call for call in used if not any(call == verb or call.startswith(f"{verb} ") for verb in known)} == set()
