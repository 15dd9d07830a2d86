"""The worksheets in each form: the same figures, where they come from, and what is unknown as that."""

from __future__ import annotations

import csv
import io
import json
import re

import cluster_facts as facts
import crowds
import hostile
import openpyxl
import pytest
from reported import plan

from dcos_upgrade.core.snapshot import Evidence, Observed, Snapshot
from dcos_upgrade.render.diagram import cluster_svg
from dcos_upgrade.render.worksheets import FORMATS, chapters, files_of
from dcos_upgrade.render.worksheets.separated import harmless
from dcos_upgrade.render.worksheets.spreadsheet import text_of
from dcos_upgrade.worksheets import Book, Given, filled

DIGEST = "0123456789abcdef" * 4


@pytest.fixture(scope="module")
def book() -> Book:
    return filled(Given(snapshot=evident(facts.snapshot(facts.healthy())), plan=plan()))


@pytest.fixture(scope="module")
def files(book: Book) -> dict[str, bytes]:
    return dict(files_of(book, tuple(FORMATS), "0.1.0"))


def evident(snapshot: Snapshot) -> Snapshot:
    """With evidence of the right form for the agents."""
    known = Observed(
        value=snapshot.facts["mesos-slaves", facts.CLUSTER].value,
        time=facts.NOW,
        evidence=Evidence(digest=DIGEST, source="", time=facts.NOW),
    )
    return Snapshot(
        inventory=snapshot.inventory,
        taken=snapshot.taken,
        facts={**snapshot.facts, ("mesos-slaves", facts.CLUSTER): known},
    )


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


def test_every_format_has_every_worksheet(book: Book, files: dict[str, bytes]):
    titles = [sheet.worksheet.title for sheet in book.sheets]

    page, text = files["worksheets.html"].decode(), files["worksheets.md"].decode()
    assert [re.sub("&#39;", "'", title) for title in re.findall(r"<h2>(.*)</h2>", page)][:-1] == titles
    assert re.findall(r"^## (.*)$", text, re.MULTILINE)[:-1] == titles
    assert [sheet["title"] for sheet in json.loads(files["worksheets.json"])["worksheets"]] == titles
    sheets = openpyxl.load_workbook(io.BytesIO(files["worksheets.xlsx"])).sheetnames
    assert len(sheets) == len(titles) + 1


def test_the_same_values_give_the_same_bytes(book: Book, files: dict[str, bytes]):
    assert dict(files_of(book, tuple(FORMATS), "0.1.0")) == files


@pytest.mark.parametrize("name", ["worksheets.html", "worksheets.md", "worksheets.json", "sources.csv"])
def test_evidence_is_named_by_its_digest(files: dict[str, bytes], name: str):
    assert DIGEST[:12] in files[name].decode()


def test_each_row_names_sources_that_are_listed(files: dict[str, bytes]):
    listed = {row[0] for row in rows_of(files["sources.csv"])}

    named = {source for row in rows_of(files["node-rack-private.csv"])[1:] for source in row[-1].split()}
    assert named
    assert named <= listed


def test_tables_of_a_page_have_captions_and_scopes_and_nothing_is_loaded(files: dict[str, bytes]):
    page = files["worksheets.html"].decode()
    elements = hostile.Elements(page)

    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert tables
    assert [table for table in tables if "<caption>" not in table] == []
    assert [names for tag, names in elements.seen if tag == "th" and "scope" not in names] == []
    assert not {"src", "srcset", "action"} & {name for _, names in elements.seen for name in names}
    assert "http-equiv" in page
    assert [link for link in re.findall(r'href="([^"]*)"', page) if not link.startswith("#")] == []


def test_a_reason_stands_in_the_cell_of_a_csv_file():
    files = files_of(filled(Given(snapshot=facts.snapshot(facts.healthy()))), ("csv",), "0")

    assert rows_of(files["marathons-root.csv"])[1][2] == "unknown: no plan was given (--plan plan.json)"
    assert "nobody has said" in rows_of(files["support-cases.csv"])[1][0]


def test_numbers_are_numbers_and_texts_are_texts_in_a_spreadsheet(files: dict[str, bytes]):
    sheet = openpyxl.load_workbook(io.BytesIO(files["worksheets.xlsx"]))["Nodes and racks"]

    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    row = next(row for row in rows if row[0] == "r1")
    assert row[1:3] == [1, 1]
    assert isinstance(row[3], str)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", " =1", "\u00a0=1", "\uff1d1", "|a"])
def test_a_text_that_would_be_a_formula_is_marked_as_a_text(text: str):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", "1+1", "/app", "", "–", "10.0.0.1"])
def test_a_text_that_is_none_is_left_as_it_is(text: str):
    assert harmless(text) == text


def test_a_cell_says_how_much_of_a_text_it_cannot_hold():
    shortened = text_of("\U0001f600" * 20_000)

    assert len(shortened.encode("utf-16-le")) // 2 <= 32_767
    assert shortened.endswith("more characters; a cell takes 32767)")


def test_a_page_says_how_many_rows_it_leaves_to_the_other_forms(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chapters, "ROWS", 5)
    book = filled(Given(snapshot=crowds.crowd(private=8, public=0)))

    page = files_of(book, ("md",), "0")["worksheets.md"].decode()

    assert "3 more rows are in the CSV, JSON and spreadsheet forms." in page


def test_the_diagram_is_drawn_from_a_snapshot_and_a_plan_alone():
    drawn = cluster_svg(facts.snapshot(facts.healthy()), plan())

    assert "1.9.9 → 1.10.7" in drawn
    assert drawn.startswith("<svg ")
    assert "<title id=" in drawn
    assert "<desc id=" in drawn


def test_two_diagrams_on_one_page_have_ids_of_their_own():
    before, after = (cluster_svg(crowds.crowd(), name=name) for name in ("before", "after"))

    ids = re.findall(r' id="([^"]*)"', before + after)
    assert ids == ["before-title", "before-words", "after-title", "after-words"]


def test_nothing_of_the_diagram_depends_on_colour():
    drawn = cluster_svg(crowds.crowd(inactive=1))

    assert "stroke-dasharray" in drawn
    assert "not active" in drawn
    assert "leads Mesos" in drawn
