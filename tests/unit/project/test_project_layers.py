"""The layers of the design are written down as import contracts, and no room is left out of them."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "src" / "dcos_upgrade"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = next(contract for contract in CONTRACTS if contract["type"] == "layers")
PURE = next(contract for contract in CONTRACTS if contract["name"].startswith("Pure rooms"))


def rooms_on_disk() -> set[str]:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    return folders | modules


def rooms_in_order() -> list[set[str]]:
    return [set(re.findall(r"\w+", line)) for line in LAYERS["layers"]]


def test_every_room_has_its_layer():
    assert rooms_on_disk() - set().union(*rooms_in_order()) == set()


def test_the_contract_fails_for_a_room_that_has_no_layer():
    assert LAYERS["exhaustive"] is True


def test_everything_below_ports_is_held_pure():
    order = rooms_in_order()
    below = set().union(*order[order.index({"ports"}) + 1 :])

    assert {room.removeprefix("dcos_upgrade.") for room in PURE["source_modules"]} == below


def test_the_libraries_of_the_outside_world_are_kept_out_of_the_pure_rooms():
    outside = {
        "aiohttp",
        "asyncssh",
        "sqlalchemy",
        "click",
        "rich",
        "jinja2",
        "asyncio",
        "subprocess",
        "socket",
        "logging",
    }

    assert outside <= set(PURE["forbidden_modules"])


def test_no_contract_makes_an_exception():
    assert [contract["name"] for contract in CONTRACTS if contract.get("ignore_imports")] == []


def test_each_room_can_be_imported_first():
    """A circle of imports breaks only for whoever comes in by the wrong door."""
    rooms = sorted(f"dcos_upgrade.render.{each.parent.name}" for each in (PACKAGE / "render").glob("*/__init__.py"))
    doors = [subprocess.Popen([sys.executable, "-c", f"import {room}"], stderr=subprocess.PIPE) for room in rooms]

    broken = {room: door.stderr.read() for room, door in zip(rooms, doors, strict=True) if door.wait() and door.stderr}

    assert rooms and broken == {}
