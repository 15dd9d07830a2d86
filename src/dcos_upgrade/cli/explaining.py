"""What ``explain`` answers: everything that has a name in this product says itself what it is."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from dcos_upgrade import catalog, checks, gates, probes
from dcos_upgrade.catalog import Release
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.error import Usage
from dcos_upgrade.core.gate import Gate
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import invariants, plan_rules, rules
from dcos_upgrade.render.console.explanation import Explanation, explanation_text


def explained(name: str) -> Reply:
    """Raises Usage for a name that nothing has, with the nearest ones."""
    found = _release(name) or next(_parts(name), None)
    if found is None:
        raise _nothing(name)
    keys = {
        "name": found.name,
        "kind": found.kind,
        "title": found.title,
        "text": found.text,
        "source": found.source,
    }
    return Reply(keys=keys, text=explanation_text(found, terminal_of(sys.stdout)))


def _release(name: str) -> Explanation | None:
    try:
        version = Version.parse(name)
    except ValueError:
        return None
    known = catalog.release(version)
    return Explanation(
        name=name,
        kind="release",
        title=f"DC/OS {known.version}",
        text=" ".join(_told(known)),
        source="; ".join(known.sources),
    )


def _told(known: Release) -> Iterator[str]:
    yield (
        f"Released on {known.released}." if known.released else f"Tagged on {known.tagged}, no public release is known."
    )
    if known.withdrawn:
        yield f"Withdrawn: {known.withdrawn}."
    if known.hotfix:
        yield f"Not a public release: {known.hotfix}."
    yield f"With {', '.join(f'{name} {version}' for name, version in known.components.items())}."


def _kinds() -> dict[str, Mapping[str, Any]]:
    return {
        "check": checks.discover(),
        "gate": gates.discover(),
        "rule": rules.discover(),
        "plan rule": plan_rules.discover(),
        "invariant": invariants.discover(),
        "probe": probes.discover(),
    }


def _parts(name: str) -> Iterator[Explanation]:
    for kind, things in _kinds().items():
        thing = things.get(name)
        if thing is not None:
            yield Explanation(name=name, kind=kind, title=thing.title, text=_text(thing), source=thing.source)


def _text(thing: Any) -> str:
    """What its file says it is for; a gate also names its checks."""
    function = getattr(thing, "judge", None) or getattr(thing, "objection", None) or getattr(thing, "parse", None)
    module = sys.modules.get(getattr(function, "__module__", ""))
    said = " ".join((module.__doc__ or "").split()) if module else ""
    if isinstance(thing, Gate):
        return f"Passes when these hold {thing.in_a_row} looks in a row: {', '.join(thing.checks)}."
    return said or thing.title


def _nothing(name: str) -> Usage:
    names = [each for things in _kinds().values() for each in things]
    near = difflib.get_close_matches(name, names, n=3)
    return Usage(
        f"nothing here is called {name}",
        evidence=f"the nearest are {', '.join(near)}" if near else "",
        next_command="dcos-upgrade check --list",
    )
