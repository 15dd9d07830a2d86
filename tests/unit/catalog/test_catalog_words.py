"""The glossary: every word once, and none that leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.catalog import CatalogError
from dcos_upgrade.catalog.words import read_words

HEAD = 'sources = ["test"]\n'
NODE = '[[word]]\nname = "node"\nmeaning = "One machine."\n'


def glossary(path: Path, *rows: str) -> Path:
    path = path / "words.toml"
    path.write_text(HEAD + "\n".join(rows))
    return path


def test_a_word_has_its_own_source_or_that_of_all(tmp_path: Path):
    other = '[[word]]\nname = "hop"\nmeaning = "An edge."\nsources = ["own"]\n'

    node, hop = read_words(glossary(tmp_path, NODE, other))

    assert (node.sources, hop.sources) == (("test",), ("own",))


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (NODE, "node"),
        ('[[word]]\nname = "box"\nmeaning = "x"\nunsaid = ["node"]\n', "node"),
        ('[[word]]\nname = "hop"\nmeaning = "x"\nrelated = ["route"]\n', "hop.related"),
        ('[[word]]\nname = "hop"\n', "meaning"),
        ('[[word]]\nname = "hop"\nmeaning = "x"\nmeening = "y"\n', "meening"),
    ],
)
def test_a_word_that_is_there_twice_or_leads_nowhere_is_named(tmp_path: Path, row: str, key: str):
    with pytest.raises(CatalogError) as raised:
        read_words(glossary(tmp_path, NODE, row))

    assert raised.value.key == key


def test_the_glossary_speaks_of_nothing_that_it_does_not_have():
    words = catalog.own().words

    assert len(words) > 50
    assert all(len(word.meaning) > 20 and word.sources for word in words)
