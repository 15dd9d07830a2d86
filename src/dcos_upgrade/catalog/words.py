"""The glossary: what each word means in this product, in its own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcos_upgrade.catalog.reader import CatalogError, Reader, read_toml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """``meaning`` is one or two sentences. ``forms`` are others of the same word (plurals are not listed), ``unsaid`` what this product
    does not say for it, ``related`` other words of the glossary.
    """

    name: str
    meaning: str
    forms: tuple[str, ...]
    unsaid: tuple[str, ...]
    related: tuple[str, ...]
    sources: tuple[str, ...]


def read_words(file: Traversable) -> tuple[Word, ...]:
    """Raises CatalogError for a word that is there twice, or that names one that is not there."""
    reader = Reader(file.name, read_toml(file))
    reader.only("sources", "word")
    sources = reader.sources()
    words = tuple(_word(row, sources) for row in reader.rows("word"))
    for key, reason in _mistakes(words):
        raise CatalogError(file.name, key, reason)
    return words


def _word(reader: Reader, sources: tuple[str, ...]) -> Word:
    reader.only("name", "meaning", "forms", "unsaid", "related", "sources")
    return Word(
        name=reader.want("name", str),
        meaning=reader.want("meaning", str),
        forms=reader.texts("forms"),
        unsaid=reader.texts("unsaid"),
        related=reader.texts("related"),
        sources=reader.texts("sources") or sources,
    )


def _mistakes(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    names = [word.name for word in words]
    said = [each for word in words for each in (word.name, *word.forms, *word.unsaid)]
    for each in said:
        if said.count(each) > 1:
            yield each, "is there twice"
    for word in words:
        for other in word.related:
            if other not in names:
                yield f"{word.name}.related", f"there is no word {other}"
