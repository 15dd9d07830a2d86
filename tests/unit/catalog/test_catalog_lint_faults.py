"""``catalog lint`` finds each slip of a pen: one fault in a copy of the entries, and it names file, key and reason.

Of the entries with conditions only a few are copied: what is wrong with one is wrong with any.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.problem import Problem
from dcos_upgrade.planning.lint import problems_of
from dcos_upgrade.usecases.homes import homes, unhoused

RISK = "risks/systemd-before-218.toml"
MENDED = "risks/secrets-away-during-the-hop.toml"
STEP = "steps/event-subscribers-are-gone.toml"
AUTOMATIC = "steps/script-is-for-this-release.toml"
RULE = "policy/one-minor-at-a-time.toml"
SAID = "acknowledgements/event-subscribers-gone.toml"
KEPT = (RISK, MENDED, STEP, AUTOMATIC, RULE, SAID)
THINNED = ("policy", "risks", "steps", "acknowledgements", "workbook")


@pytest.fixture(scope="module")
def thin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's entries with a few of those that carry conditions."""
    whole = tmp_path_factory.mktemp("catalog") / "entries"
    with resources.as_file(resources.files("dcos_upgrade.catalog") / "entries") as entries:
        shutil.copytree(entries, whole)
    for folder in THINNED:
        for file in (whole / folder).glob("*.toml"):
            if f"{folder}/{file.name}" not in KEPT:
                file.unlink()
    return whole


@pytest.fixture
def copy(thin: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(thin, tmp_path / "entries"))


def lint(entries: Path) -> tuple[Problem, ...]:
    """All that ``catalog lint`` asks."""
    found = Catalog(entries)
    return problems_of(found) or unhoused(found, homes(found, {"verb": ["plan"], "report": [], "lab": []}))


def change(file: Path, old: str, new: str) -> None:
    assert old in file.read_text(), old
    file.write_text(file.read_text().replace(old, new, 1))


def test_the_copy_without_a_fault_is_right(thin: Path):
    assert lint(thin) == ()


FAULTS = [
    ("a range names a release that does not exist", STEP, '"< 1.10.0"', '"< 1.10.99"', "from"),
    ("no hop fits the range", STEP, '"< 1.10.0"', '"> 2.2.0"', "from, to"),
    ("a range that is none", STEP, '"< 1.10.0"', '"before 1.10"', "from"),
    ("no source", RISK, "sources = [", "titles = [", "titles"),
    ("an empty list of sources", RISK, 'sources = ["', 'sources = [] # ["', "sources"),
    ("a fact that nobody has", RISK, "agent.systemd", "agent.sytemd", "when"),
    ("a text that the fact never is", RISK, "agent.systemd < 218", 'agent.docker == \\"runing\\"', "when"),
    ("a number compared with a text", RISK, "agent.systemd < 218", 'agent.systemd == \\"218\\"', "when"),
    (
        "a fact of each agent outside a quantifier",
        RISK,
        "some agent (agent.systemd < 218)",
        "agent.systemd < 218",
        "when",
    ),
    ("a condition that is none", RISK, "agent.systemd < 218)", "agent.systemd < 218", "when"),
    ("a severity that is none", RISK, 'severity = "blocker"', 'severity = "bad"', "severity"),
    ("a fix before everything it could mend", MENDED, '"1.11.1"', '"1.10.9"', "fixed_in"),
    ("a fix of everything", MENDED, 'fixed_in = ["1.11.1"]', 'fixed_in = ["1.11.0"]', "fixed_in"),
    ("a fix that does not exist", MENDED, '"1.11.1"', '"1.11.77"', "fixed_in"),
    ("nothing to verify by", RISK, 'verify = "systemctl --version"', 'verify = ""', "verify"),
    ("no remedy", RISK, 'remedy = "', 'remedy = "" # "', "remedy"),
    ("a page that does not exist", STEP, '"upgrading-1.10"', '"upgrading-1.77"', "links"),
    ("a part that does not exist", RULE, '"rule:not-adjacent-minors"', '"rule:not-adjacent"', "homes"),
    ("a kind of part that does not exist", RULE, '"rule:not-adjacent-minors"', '"ruler:not-adjacent-minors"', "homes"),
    ("a part without its kind", RULE, '"rule:not-adjacent-minors"', '"not-adjacent-minors"', "homes"),
    ("a rule that nothing makes real", RULE, 'homes = ["', 'homes = [] # ["', "homes"),
    ("a step that sees to itself", AUTOMATIC, '"engine:hop-binding"', '"engine:hope"', "by"),
    (
        "an automatic step by somebody's word",
        AUTOMATIC,
        '"engine:hop-binding"',
        '"acknowledgement:event-subscribers-gone"',
        "by",
    ),
    ("a moment that is none", STEP, 'at = "before-hop"', 'at = "sometime"', "at"),
    ("another id than the file's name", RISK, 'id = "systemd-before-218"', 'id = "systemd-before-219"', "id"),
    ("an id in capitals", RISK, 'id = "systemd-before-218"', 'id = "Systemd"', "id"),
    ("a key that nobody reads", RISK, "remedy =", "remdy =", "remdy"),
    ("a flag that is a text", RISK, "acceptable = false", 'acceptable = "no"', "acceptable"),
    ("no TOML", RISK, 'title = "', "title = ", "the file"),
    ("a question without words", SAID, 'question = "', 'question = " " # "', "question"),
    ("a release withdrawn without a reason", "releases/1.13.8.toml", "reason =", "# reason =", "reason"),
    ("a withdrawn release in a table", "edges/patch-2.0.toml", "notes =", "# notes =", "2.0.0 to 2.0.3"),
    ("a hotfix in a table", "edges/patch-1.10.toml", '"1.10.6"', '"1.10.5.1"', "1.10.0 to 1.10.5.1"),
    ("a way back", "edges/upgrade-1.11.toml", 'to = ["1.11.6"]', 'to = ["1.9.1"]', "1.10.1 to 1.9.1"),
    ("a minor that is missing", "minors.toml", 'minor = "1.12"', 'minor = "1.99"', "version"),
    ("a page without its path", "links/1.11.toml", "path =", "paht =", "paht"),
    ("a page's name twice", "links/1.11.toml", '"upgrading-1.11"', '"upgrading-1.10"', "name"),
    ("pages of a minor that does not exist", "links/1.11.toml", 'minor = "1.11"', 'minor = "1.99"', "minor"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), [pytest.param(*row[1:], id=row[0]) for row in FAULTS])
def test_a_fault_is_named_with_file_and_key(copy: Path, file: str, old: str, new: str, key: str):
    change(copy / file, old, new)

    found = lint(copy)

    assert key in {problem.key for problem in found}
    assert all(problem.reason for problem in found)
    assert any(_names(problem, file) for problem in found if problem.key == key)


def _names(problem: Problem, file: str) -> bool:
    """Of a minor that is missing its releases are told, of a name that stands twice either file."""
    if problem.key in {"version", "name"}:
        return problem.file.endswith(".toml")
    return problem.file.startswith(Path(file).name)


def _twin(copy: Path) -> str:
    shutil.copy(copy / RISK, copy / "risks" / "systemd-too.toml")
    return "systemd-too.toml"


def _not_utf8(copy: Path) -> str:
    (copy / STEP).write_bytes(b"id = \xff\xfe")
    return Path(STEP).name


def _nobody_asks(copy: Path) -> str:
    (copy / STEP).unlink()
    return Path(SAID).name


def _empty(copy: Path) -> str:
    (copy / RULE).write_text("")
    return Path(RULE).name


@pytest.mark.parametrize(
    ("fault", "key"),
    [(_twin, "id"), (_not_utf8, "the file"), (_nobody_asks, "id"), (_empty, "id")],
    ids=["an id that two files have", "not UTF-8", "an acknowledgement that nobody asks for", "an empty file"],
)
def test_a_fault_of_files_is_named(copy: Path, fault: Callable[[Path], str], key: str):
    file = fault(copy)

    assert (file, key) in {(problem.file, problem.key) for problem in lint(copy)}


def test_every_file_at_fault_is_named_and_not_only_the_first(copy: Path):
    change(copy / RISK, "agent.systemd", "agent.sytemd")
    change(copy / RULE, "hop.minors", "hop.miners")

    assert {problem.file for problem in lint(copy)} == {Path(RISK).name, Path(RULE).name}
