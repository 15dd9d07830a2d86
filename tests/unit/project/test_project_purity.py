"""Below ports nothing opens a file, sleeps, prints or asks the time: ``now`` is an argument."""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "src" / "dcos_upgrade"
PURE_ROOMS = (
    "core",
    "catalog",
    "probes",
    "engine",
    "planning",
    "checks",
    "drift",
    "worksheets",
    "gates",
    "compat",
    "backup",
)
READS_ITS_OWN_ENTRIES = "catalog"

EFFECTS = frozenset({"print", "input", "breakpoint", "exec", "eval"})
FILES = frozenset({"open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "rmdir", "touch"})
TALKERS = frozenset({"urllib.request", "http.client", "http.server", "socketserver", "ssl"})
CLOCKS = frozenset({"now", "utcnow", "today", "sleep", "monotonic", "perf_counter"})


@cache
def parsed(source: str) -> ast.AST:
    """The tree, made without a garbage collection in between: CPython 3.11 loses count when a finalizer makes one as well."""
    gc.disable()
    try:
        return ast.parse(source)
    finally:
        gc.enable()


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def is_clock(call: ast.Call) -> bool:
    """``datetime.now()`` and its like; a field called ``now`` is no clock."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="datetime" | "date" | "time" | "asyncio"), attr=name):
            return name in CLOCKS
        case _:
            return False


def effects(source: str, *, may_read: bool = False) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parsed(source)):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node)
        if name in EFFECTS or is_clock(node) or (name in FILES and not may_read):
            yield node.lineno, name


def talkers(source: str) -> set[str]:
    """Modules of the standard library that talk, and whose package has pure parts too."""
    imported: set[str] = set()
    for node in ast.walk(parsed(source)):
        match node:
            case ast.Import(names=names):
                imported |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), names=names):
                imported |= {module, *(f"{module}.{alias.name}" for alias in names)}
    return imported & TALKERS


def test_no_pure_room_talks():
    files = [path for room in PURE_ROOMS for path in (PACKAGE / room).rglob("*.py")]

    assert files
    assert [path for path in files if talkers(path.read_text())] == []
    assert talkers("from urllib import request") == {"urllib.request"}
    assert talkers("from urllib.parse import urlsplit") == set()


def test_no_pure_room_has_an_effect():
    found = [
        f"{path.relative_to(PACKAGE)}:{line} {name}"
        for room in PURE_ROOMS
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for line, name in effects(path.read_text(), may_read=room == READS_ITS_OWN_ENTRIES)
    ]

    assert found == []


def test_an_effect_would_be_seen():
    assert list(effects("datetime.now(UTC)")) == [(1, "now")]
    assert list(effects("\npath.read_text()")) == [(2, "read_text")]
    assert list(effects("print(1)", may_read=True)) == [(1, "print")]
    assert list(effects("scene.now.fact(PROBE, node)")) == []
