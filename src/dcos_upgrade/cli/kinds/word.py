"""The words in which this product speaks."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import catalog
from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return (word.name for word in catalog.own().words)


def explain(name: str) -> Explanation:
    word = next(each for each in catalog.own().words if each.name == name)
    unsaid = f"Not called {' or '.join(word.unsaid)} here." if word.unsaid else ""
    related = f"See also {', '.join(word.related)}." if word.related else ""
    return Explanation(
        name=name,
        kind="word",
        title=word.name[:1].upper() + word.name[1:],
        text=sentence(word.meaning, unsaid, related),
        source="; ".join(word.sources),
    )


def aliases() -> dict[str, str]:
    """What others say for it finds it, too."""
    return {other: word.name for word in catalog.own().words for other in (*word.unsaid, *word.forms)}


KIND = Kind(
    name="word", meaning="a word in which this product speaks", names=names, explain=explain, aliases=aliases, rank=4
)
