"""The reference pages say what the product does today."""

import importlib.util
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


def test_the_verbs_of_the_readme_exist(reference: ModuleType):
    known = {words[0] for words, _ in reference.verbs(reference.ROOT)}
    lines = (ROOT / "README.md").read_text().splitlines()

    assert {line.split()[1] for line in lines if line.startswith("dcos-upgrade ")} <= known
