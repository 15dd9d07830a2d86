"""The documents: links resolve, the README shows the two commands, every decision has its page."""

import re
from pathlib import Path

import pytest

import dcos_upgrade

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
TWO_SCREENS = 100


def anchors(page: Path) -> set[str]:
    titles = HEADING.findall(CODE.sub("", page.read_text()))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(page: Path) -> list[str]:
    broken = []
    for link in LINK.findall(CODE.sub("", page.read_text())):
        target, _, anchor = link.partition("#")
        file = (page.parent / target) if target else page
        if re.match(r"[a-z]+:", link):
            continue
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path):
    assert broken_links(page) == []


def test_a_broken_link_would_be_seen(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("# Here\n[there](there.md) [here](#here) [nowhere](#nowhere)\n")

    assert broken_links(page) == ["there.md", "#nowhere"]


def test_the_readme_shows_both_commands_and_fits_two_screens():
    readme = (ROOT / "README.md").read_text()

    assert {"script/demo", "script/test"} <= set(re.findall(r"^script/\w+", readme, re.MULTILINE))
    assert len(readme.splitlines()) <= TWO_SCREENS


def test_every_page_can_be_reached_from_the_readme():
    seen: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop().resolve()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(page.read_text()) if "://" not in link)
        ahead += [page.parent / link for link in links if link]

    assert {page.resolve() for page in PAGES} - seen == set()


def test_decisions_are_numbered_without_gaps():
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))

    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    assert records


def test_the_changelog_knows_this_version():
    assert f"## {dcos_upgrade.__version__}" in (ROOT / "CHANGELOG.md").read_text()
