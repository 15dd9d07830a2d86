"""What ``explain`` answers: everything that has a name in this product says itself what it is."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator

from dcos_upgrade.cli import kinds
from dcos_upgrade.cli.kind import Kind
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.error import Usage
from dcos_upgrade.render.console.explanation import Explanation, explanation_text, kinds_text

_BETWEEN = re.compile(r"[\s_-]+")


def explained(name: str) -> Reply:
    """``kind:name`` asks for one of this kind alone. Raises Usage for a name that nothing has, with the nearest ones."""
    found = tuple(_found(name))
    if not found:
        raise _nothing(name)
    first, *others = (kind.explain(known) for kind, known in found)
    also = [f"{other.kind}: {other.title}" for other in others]
    return Reply(
        keys={**_keys(first), "also": [_keys(other) for other in others]},
        text=explanation_text(first, terminal_of(sys.stdout), also=also),
    )


def counted() -> Reply:
    """Which kinds there are, and how many of each."""
    rows = [(kind.name, kind.meaning, tuple(kind.names())) for kind in kinds.discover()]
    keys = [
        {"kind": name, "meaning": meaning, "count": len(known), "example": known[0] if known else ""}
        for name, meaning, known in rows
    ]
    told = [(name, len(known), meaning, known[0] if known else "") for name, meaning, known in rows]
    return Reply(keys={"kinds": keys}, text=kinds_text(told, terminal_of(sys.stdout)))


def _keys(found: Explanation) -> dict[str, str]:
    return {
        "name": found.name,
        "kind": found.kind,
        "title": found.title,
        "text": found.text,
        "source": found.source,
    }


def _found(name: str) -> Iterator[tuple[Kind, str]]:
    """Each kind that has one of this name, with the name as the kind writes it."""
    for kind, wanted in _asked(name):
        known = {_plain(each): each for each in kind.names()}
        other = {_plain(alias): meant for alias, meant in kind.aliases().items()}
        found = known.get(wanted) or other.get(wanted)
        if found is not None:
            yield kind, found


def _asked(name: str) -> Iterator[tuple[Kind, str]]:
    prefix, _, rest = name.partition(":")
    of_kind = [kind for kind in kinds.discover() if rest and _plain(kind.name) == _plain(prefix)]
    wanted = _plain(rest if of_kind else name)
    return ((kind, wanted) for kind in (of_kind or kinds.discover()))


def _plain(name: str) -> str:
    """One form for ``in doubt``, ``in-doubt`` and ``In_Doubt``."""
    return _BETWEEN.sub("-", name.strip()).lower()


def _nothing(name: str) -> Usage:
    known = {_plain(each): each for kind in kinds.discover() for each in (*kind.names(), *kind.aliases())}
    near = [known[each] for each in difflib.get_close_matches(_plain(name.partition(":")[2] or name), known, n=3)]
    return Usage(
        f"nothing here is called {name}",
        evidence=f"the nearest are {', '.join(near)}" if near else "",
        next_command=f"dcos-upgrade explain {near[0]}" if near else "dcos-upgrade explain",
    )
