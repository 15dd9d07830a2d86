"""Whatever a cluster calls its things: no form of the worksheets is changed by it, and none does anything.

For each kind of hostile string there is a cluster in which every name that a stranger chooses is one of them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import crowds
import hostile
import openpyxl
import pytest
from markdown_it import MarkdownIt

from dcos_upgrade.render.console.worksheets import worksheets_text
from dcos_upgrade.render.terminal import Terminal, plainly
from dcos_upgrade.render.worksheets import files_of
from dcos_upgrade.render.worksheets.separated import FORMULA
from dcos_upgrade.worksheets import Book, Given, SupportCase, filled

ALL = ("html", "md", "csv", "xlsx", "json")
KINDS = sorted(set(hostile.KINDS.values()))
PLAIN = "plain"


def named(texts: Sequence[str]) -> crowds.Name:
    """``a7`` becomes the seventh of the texts, and so on; what has no number becomes the first."""
    return lambda plain: texts[int(re.sub(r"\D", "", plain) or 0) % len(texts)] or plain


def book_of(kind: str) -> Book:
    if kind == PLAIN:
        return filled(Given(snapshot=crowds.crowd(private=30, racks=30), cases=(SupportCase(id="1"),)))
    texts = [text for name, text in hostile.STRINGS.items() if hostile.KINDS[name] == kind]
    snapshot = crowds.crowd(
        masters=1, private=len(texts), public=2, racks=len(texts), services=3, inactive=1, name=named(texts)
    )
    cases = tuple(SupportCase(id=text, title=text, note=text) for text in texts)
    return filled(Given(snapshot=snapshot, racks={text: text for text in texts}, cases=cases))


@cache
def files_for(kind: str) -> dict[str, bytes]:
    return dict(files_of(book_of(kind), ALL, "0"))


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


def tokens(text: str) -> list[str]:
    """What a reader of Markdown makes of it, without the texts."""
    found = MarkdownIt("commonmark").enable("table").parse(text)
    return [each.type for token in found for each in (token, *(token.children or ()))]


def test_there_are_two_hundred_of_all_kinds():
    assert len(set(hostile.STRINGS.values())) >= 200
    assert len(set(hostile.KINDS.values())) == 11


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_no_other_elements_than_its_own(kind: str):
    page = files_for(kind)["worksheets.html"].decode()
    plain = hostile.Elements(files_for(PLAIN)["worksheets.html"].decode())
    elements = hostile.Elements(page)

    assert elements.open == []
    assert {tag for tag, _ in elements.seen} <= {tag for tag, _ in plain.seen}
    assert [tag for tag, _ in elements.seen].count("h1") == 1
    assert {tag for tag, _ in plain.seen} & {"script", "iframe", "img", "link", "form", "object"} == set()
    assert [attributes for _, attributes in elements.seen if any(each.startswith("on") for each in attributes)] == []
    assert len(set(elements.ids)) == len(elements.ids)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_xml_with_nothing_but_shapes_and_texts(kind: str):
    root = ElementTree.fromstring(files_for(kind)["cluster-diagram.svg"])

    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "rect",
        "path",
        "g",
        "text",
    }
    assert [key for element in root.iter() for key in element.attrib if key.startswith("on") or "href" in key] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_of_csv_has_its_columns_and_no_formula(kind: str):
    files = {key: data for key, data in files_for(kind).items() if key.endswith(".csv")}

    for data in files.values():
        rows = rows_of(data)
        assert {len(row) for row in rows} == {len(rows[0])}
        assert [cell for row in rows for cell in row if cell.lstrip().startswith(FORMULA)] == []
        assert data.count(b"\r\n") == len(rows)


@pytest.mark.parametrize("kind", KINDS)
def test_a_spreadsheet_holds_texts_and_numbers_only(kind: str):
    workbook = openpyxl.load_workbook(io.BytesIO(files_for(kind)["worksheets.xlsx"]))

    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell for cell in cells if cell.hyperlink is not None] == []
    assert max(len(str(cell.value)) for cell in cells) <= 32_767


@pytest.mark.parametrize("kind", KINDS)
def test_markdown_keeps_its_shape(kind: str):
    plain, bent = (files_for(text)["worksheets.md"].decode() for text in (PLAIN, kind))

    made = set(tokens(bent))
    assert made <= set(tokens(plain))
    assert re.findall(r"^#+ ", bent, re.MULTILINE) == re.findall(r"^#+ ", plain, re.MULTILINE)
    assert "link_open" not in made
    assert "html_inline" not in made


@pytest.mark.parametrize("kind", KINDS)
def test_json_can_be_read_and_says_the_same_tables(kind: str):
    read = json.loads(files_for(kind)["worksheets.json"])

    assert [sheet["id"] for sheet in read["worksheets"]] == [
        sheet["id"] for sheet in json.loads(files_for(PLAIN)["worksheets.json"])["worksheets"]
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_acts_and_no_secret_is_in_any_text(kind: str):
    files = files_for(kind)

    for key, data in files.items():
        if not key.endswith(".xlsx"):
            text = data.decode().replace("\r\n", "\n")
            assert hostile.ACTING.findall(text) == []
            assert hostile.SECRET not in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_console_says_nothing_that_acts(kind: str):
    told = plainly(worksheets_text(book_of(kind), (Path("/out/a.html"),), Terminal()), "utf-8")

    assert hostile.ACTING.findall(told) == []
    assert len(told) < 20_000
