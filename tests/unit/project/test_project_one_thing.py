"""One file, one thing: each probe, check, gate, rule and fault is found by its one constant, and says where it comes from."""

import importlib
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PACKAGE = Path(__file__).parents[3] / "src" / "dcos_upgrade"
ROOMS = {
    "probes": "PROBE",
    "checks": "CHECK",
    "gates": "GATE",
    "planning/rules": "RULE",
    "planning/doors": "DOOR",
    "planning/plan_rules": "PLAN_RULE",
    "planning/invariants": "INVARIANT",
    "planning/intents/rules": "INTENT_RULE",
    "drift/kinds": "DRIFT_KIND",
    "worksheets/sheets": "WORKSHEET",
    "lab/faults": "FAULT",
    "saved/kinds": "KIND",
}
HAVE_THEIR_FILES_NAME = frozenset(
    {
        "probes",
        "checks",
        "gates",
        "planning/doors",
        "planning/plan_rules",
        "planning/invariants",
        "planning/intents/rules",
        "drift/kinds",
        "worksheets/sheets",
        "saved/kinds",
    }
)


def files_of(room: str) -> list[Path]:
    return sorted(path for path in (PACKAGE / room).glob("*.py") if path.stem != "__init__")


def module_of(path: Path) -> ModuleType:
    dotted = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    return importlib.import_module(dotted)


def things_of(room: str) -> dict[str, Any]:
    """File name → its constant, for the files that have one."""
    modules = {path.stem: module_of(path) for path in files_of(room)}
    return {name: getattr(module, ROOMS[room]) for name, module in modules.items() if hasattr(module, ROOMS[room])}


def built_upon(room: str) -> set[str]:
    """Names of the room's modules that other modules of the product import."""
    package = re.escape("dcos_upgrade." + room.replace("/", "."))
    imports = re.compile(rf"^ *from {package}(?:\.(\w+))? import (\([^)]*\)|.*)$", re.MULTILINE)
    found = (match for path in PACKAGE.rglob("*.py") for match in imports.finditer(path.read_text()))
    return {name for match in found for name in (match[1], *re.findall(r"\w+", match[2])) if name}


@pytest.mark.parametrize("room", ROOMS)
def test_a_file_holds_its_one_thing_or_serves_others(room: str):
    without = {path.stem for path in files_of(room)} - set(things_of(room))

    assert things_of(room)
    assert without - built_upon(room) == set()


@pytest.mark.parametrize("room", ROOMS)
def test_each_thing_has_an_id_of_its_own_a_title_and_a_source(room: str):
    things = things_of(room)

    assert len({thing.id for thing in things.values()}) == len(things)
    assert [
        name for name, thing in things.items() if not (thing.id and thing.title.strip() and thing.source.strip())
    ] == []


@pytest.mark.parametrize("room", sorted(HAVE_THEIR_FILES_NAME))
def test_a_file_is_named_after_its_thing(room: str):
    assert {name: thing.id for name, thing in things_of(room).items() if thing.id != name.replace("_", "-")} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_each_file_says_what_it_is_for(room: str):
    assert [path.name for path in files_of(room) if not module_of(path).__doc__] == []


def test_gates_name_checks_that_exist():
    checks = {check.id for check in things_of("checks").values()}

    assert {
        gate.id: set(gate.checks) - checks for gate in things_of("gates").values() if set(gate.checks) - checks
    } == {}


def test_a_gate_asks_something():
    assert [gate.id for gate in things_of("gates").values() if not gate.checks or gate.in_a_row < 1] == []
