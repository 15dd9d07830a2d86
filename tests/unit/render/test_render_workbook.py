"""The report as HTML and Markdown: the same content twice, nothing that acts, no secrets."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import hostile as strings
import pytest
from fakes.cluster import FakeCluster
from markdown_it import MarkdownIt
from reported import cluster, plan, report, run

from dcos_upgrade import catalog
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import Refusal
from dcos_upgrade.drift import Change
from dcos_upgrade.render.document.markdown import escaped
from dcos_upgrade.render.workbook import html, markdown
from dcos_upgrade.render.workbook.catalogue import report as document_of
from dcos_upgrade.render.workbook.catalogue import sections
from dcos_upgrade.usecases.workbook import Captured, Workbook, records
from dcos_upgrade.usecases.workbook.model import Attempt, Finding

VOID = {"meta", "br", "link", "img", "input"}
HOSTILE = "/app<script>alert(1)</script>|`x`|[a](http://evil.example) & \x1b[31m\u202e"
SECRET = "password=hunter2"


class Tags(HTMLParser):
    """Which elements a page has, with what attributes, and what text; whether each is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


@pytest.fixture(scope="module")
def done() -> Workbook:
    return report(run(cluster()))


def hostile(done: Workbook) -> Workbook:
    change = Change(kind="app", subject=HOSTILE, before=SECRET, after="b", why=HOSTILE)
    refusal = Refusal(source_release="1.9.9", target_release="1.11.3", rule=HOSTILE, reason=HOSTILE, source=HOSTILE)
    lost = Finding(kind="task", subject=HOSTILE, why=f"{HOSTILE} {SECRET}", evidence=(HOSTILE,))
    proof = replace(done.proof, expected=(change,), lost=(lost,))
    log = f"````\n# heading\n{HOSTILE}\n{SECRET}\n"
    attempt = Attempt(number=1, started=done.began, settled=done.ended, exit=1, state="swap-interrupted", log_tail=log)
    steps = (replace(done.steps[0], attempts=(attempt,)), *done.steps[1:])
    return replace(done, proof=proof, refusals=(refusal,), steps=steps, cluster=HOSTILE, by=HOSTILE)


def test_the_page_is_well_formed_and_needs_nothing_from_elsewhere(done: Workbook):
    page = Tags(html(done))

    loading = {"src", "href", "srcset", "data", "action"}
    outside = [
        (tag, attrs) for tag, attrs in page.seen for name in loading if not (attrs.get(name) or "#").startswith("#")
    ]
    assert page.open == []
    assert outside == []
    assert "url(" not in html(done)
    assert {tag for tag, _ in page.seen} & {"script", "link", "iframe", "img"} == set()


def test_every_section_is_in_both_forms(done: Workbook):
    page, text = html(done), markdown(done)

    assert sections()[0].title == "Outcome"
    assert all(f'<section id="{section.id}">' in page for section in sections())
    chapters = [chapter.title for chapter in document_of(done).chapters]
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == chapters
    assert [title for title in chapters if title in {section.title for section in sections()}] == [
        section.title for section in sections()
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Done. Nothing was lost.",
        "one-minor-at-a-time",
        "1.10 lies between",
        "workbook, 'Upgrade Paths'",
        "10.0.1.1",
        "private agent",
        "2018-07-24T03:00:00Z",
        "master-rejoined",
    ],
)
def test_both_forms_say_it(done: Workbook, said: str):
    assert said in "".join(Tags(html(done)).texts)
    assert said in markdown(done)


def test_every_step_is_there_with_its_evidence(done: Workbook):
    text = markdown(done)

    for step in done.steps:
        assert f"| {step.node} | {step.stage}, {step.wave} |" in text
        assert all(look.look[:12] in text for look in step.looks)


def test_hostile_texts_do_not_become_elements(done: Workbook):
    page = html(hostile(done))

    assert "<script" not in page
    assert [tag for tag, _ in Tags(page).seen] == [tag for tag, _ in Tags(html(_same_shape(done))).seen]


def _same_shape(done: Workbook) -> Workbook:
    """What the hostile report would be if all its texts were harmless."""
    bent = hostile(done)
    proof = replace(
        bent.proof,
        expected=(Change(kind="app", subject="a", before="b", after="b", why="c"),),
        lost=(Finding(kind="task", subject="a", why="b", evidence=("c",)),),
    )
    attempt = replace(bent.steps[0].attempts[0], log_tail="line")
    return replace(bent, proof=proof, steps=(replace(bent.steps[0], attempts=(attempt,)), *bent.steps[1:]))


def all_hostile(done: Workbook) -> Workbook:
    """The report of a cluster of which every hostile string is a part."""
    texts = tuple(strings.STRINGS.values())
    changes = tuple(Change(kind="app", subject=text, before=text, after=text, why=text) for text in texts)
    findings = tuple(Finding(kind="task", subject=text, why=text, evidence=(text,)) for text in texts)
    return replace(done, proof=replace(done.proof, expected=changes, lost=findings, unknown=findings))


def test_no_hostile_string_becomes_an_element_or_acts(done: Workbook):
    page, plain = html(all_hostile(done)), html(_same_shape(done))
    elements = strings.Elements(page)

    assert elements.open == []
    assert {tag for tag, _ in elements.seen} <= {tag for tag, _ in strings.Elements(plain).seen} | {"strong"}
    assert [names for _, names in elements.seen if any(name.startswith("on") for name in names)] == []
    assert strings.ACTING.findall(page.replace("\t", "")) == []
    assert strings.SECRET not in page


def test_no_hostile_string_changes_the_shape_of_markdown(done: Workbook):
    text = markdown(all_hostile(done))

    assert strings.ACTING.findall(text) == []
    assert strings.SECRET not in text
    made = [
        each
        for token in MarkdownIt("commonmark").enable("table").parse(text)
        for each in (token, *(token.children or ()))
    ]
    assert not {each.type for each in made} & {"html_inline", "html_block", "link_open", "em_open"}
    assert [each.attrs["src"] for each in made if each.type == "image"] == [f"cluster-{done.run}.svg"]


def test_hostile_texts_do_not_break_a_table_of_markdown(done: Workbook):
    text = markdown(hostile(done))

    rows = [line for line in text.splitlines() if line.startswith(("| app ", "| task "))]
    assert len(rows) == 2
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [5, 6]
    outside = re.sub(r"^(`{3,})text\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "<script" not in outside
    pictures = [line for line in outside.splitlines() if line.startswith("![")]
    assert [line.rpartition("](")[2] for line in pictures] == [f"cluster-{done.run}.svg)"]
    others = "\n".join(line for line in outside.splitlines() if line not in pictures)
    assert re.findall(r"(?<!\\)\]\(", others) == []


def test_a_log_cannot_end_its_own_fence(done: Workbook):
    lines = markdown(hostile(done)).splitlines()

    start = next(number for number, line in enumerate(lines) if line == "`````text")
    assert lines[start + 1 : start + 3] == ["````", "# heading"]
    assert "`````" in lines[start + 3 :]


def test_no_secret_and_nothing_that_acts_is_in_either_form(done: Workbook):
    for text in (html(hostile(done)), markdown(hostile(done))):
        assert "hunter2" not in text
        assert not set(text) & {"\x1b", "\u202e", "\x00"}


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("a_b", "a_b"),
        ("_a_", "\\_a\\_"),
        ("1. first", "1\\. first"),
        ("1.9.4 to", "1.9.4 to"),
        ("# no", "\\# no"),
        ("two\nlines", "two lines"),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_escaped_reads_as_it_was_written(raw: str, safe: str):
    assert escaped(raw) == safe


def halted() -> FakeCluster:
    broken = cluster()
    broken.verdicts = lambda gate, node: Verdict.UNKNOWN if gate == "master-rejoined" else Verdict.PASS
    return run(broken)


def test_a_halted_run_begins_with_node_reason_and_the_next_command():
    text = markdown(report(halted(), snapshots=False))

    summary = text.partition("## Inventory")[0]
    assert "Halted: the run waits for people." in summary
    assert "m1: gate master-rejoined" in summary
    assert "dcos-upgrade resume" in summary
    assert "Not validated yet" in text


def test_something_lost_is_the_first_thing_that_is_said():
    losing = cluster()
    losing.lost = ("task web.2: it is gone",)

    summary = markdown(report(run(losing), snapshots=False)).partition("## Inventory")[0]

    assert "Over, and 1 thing lost." in summary
    assert "task web.2: it is gone" in summary


def test_a_forged_journal_is_told_before_the_outcome(done: Workbook):
    forged = replace(done, integrity=replace(done.integrity, broken_at=7))

    page = html(forged)

    assert page.index("The journal was changed from outside") < page.index("Done. Nothing was lost.")


def test_done_is_not_called_proven_where_something_is_unknown(done: Workbook):
    unsure = replace(done, proof=replace(done.proof, unknown=(Finding(kind="app", subject="/a", why="no answer"),)))

    assert "Nothing was lost." not in markdown(unsure).partition("## Inventory")[0]


def test_a_plan_of_an_empty_run_can_be_shown():
    empty = FakeCluster(plan=plan())

    text = markdown(report(empty, snapshots=False))

    assert "Begun and not over." in text
    assert "The journal is empty" in text


def test_every_bar_lies_within_the_picture(done: Workbook):
    bars = [attrs for tag, attrs in Tags(html(done)).seen if tag == "i" and "style" in attrs]

    numbers = [tuple(map(float, re.findall(r"[\d.]+", str(bar["style"])))) for bar in bars]
    kinds = Counter(str(bar["class"]) for bar in bars)
    assert (kinds["script"], kinds["gates"]) == (6, 6)
    assert kinds["wait"] == len(done.soaks) > 0
    assert all(left >= 0 and width > 0 and left + width <= 100.3 for left, width in numbers)


def test_a_soak_is_drawn_as_what_is_waited_and_what_is_watched(done: Workbook):
    soak = next(each for each in done.soaks if each.ended)
    longer = replace(soak, watched=soak.began + (soak.ended - soak.began) / 2)

    page = html(replace(done, soaks=(longer,)))

    assert f"soak: {soak.stage}" in page
    assert page.count('<i class="wait" style') == page.count('<i class="soak" style') == 1


def test_without_the_snapshot_from_before_each_part_that_needs_it_says_so(done: Workbook):
    blind = replace(done, before=None, ground=None)

    text = markdown(blind)

    assert text.count("Not known: the snapshot from before the run could not be read.") == 4
    assert "Sources of the figures" not in text
    assert "the snapshot from before the run could not be read" in text.split("## The workbook's sections")[1]


def test_every_section_of_the_workbook_leads_to_a_part_that_is_there(done: Workbook):
    chapters = {chapter.id for chapter in document_of(done).chapters}
    parts = catalog.own().workbook

    assert len(parts) == 37
    assert [part.number for part in parts if not part.report or not set(part.report) <= chapters] == []
    links = {(attrs.get("href") or "").removeprefix("#") for tag, attrs in Tags(html(done)).seen if tag == "a"}
    assert links <= chapters


def test_what_a_section_lacks_is_told_and_agrees_with_the_index(done: Workbook):
    """A section with a statement that nothing makes real yet cannot be called whole."""
    lacking = {part.number for part in catalog.own().workbook if any(each.planned for each in part.statements)}
    told = {part.number for part in catalog.own().workbook if part.missing}

    assert lacking <= told


def test_each_capture_and_each_run_is_a_version_of_the_document(done: Workbook):
    captured = Captured(
        taken=done.made - timedelta(days=2),
        cluster="fake",
        where="/srv/before",
        by="Ada",
        tool_version="0.1.0",
        releases=("1.9.4",),
    )
    other = replace(captured, cluster="another")
    entries = tuple(run(cluster()).entries)

    rows = records("fake", (captured, other), (entries,))
    text = markdown(replace(done, records=rows))

    assert [row.what for row in rows][:2] == ["captured", "run begun, baseline captured"]
    assert rows[-1].what == "run done"
    assert sum(row.what.startswith("captured and compared") for row in rows) == len(done.hops)
    assert "releases seen: 1.9.4; kept in /srv/before" in text
    assert f"run {done.run}: {done.outcome}" in text
