"""Documents that steps of a version point to: where each page is kept, where it once was, and which address the workbook prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from dcos_upgrade.catalog.reader import CatalogError, Reader, read_toml
from dcos_upgrade.core.version import Minor

TABLE_KEYS = ("minor", "repository", "ref", "site", "gone", "sources", "link")
LINK_KEYS = ("name", "path", "older", "printed", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One page. ``path`` is inside ``repository`` at ``ref``; ``older`` are paths that it had there before.

    ``address`` is where a browser would look, empty for a file that was never on a site; ``gone`` says why it is most likely not
    there any more, empty where nothing is known against it. ``printed`` are the addresses of the workbook. ``minor`` is None for
    a page that speaks of all releases.
    """

    name: str
    minor: Minor | None
    repository: str
    ref: str
    path: str
    older: tuple[str, ...]
    address: str
    printed: tuple[str, ...]
    gone: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTable:
    """The pages of one file."""

    file: str
    links: tuple[Link, ...]
    sources: tuple[str, ...]


def read_links(file: Traversable) -> LinkTable:
    """Raises CatalogError for a page without a name or path, and for a name that the file has twice."""
    reader = Reader(file.name, read_toml(file))
    reader.only(*TABLE_KEYS)
    links = tuple(_link(reader, row) for row in reader.rows("link"))
    twice = next(_twice(links), None)
    if twice is not None:
        raise CatalogError(file.name, "name", f"{twice} stands here twice")
    if not links:
        raise CatalogError(file.name, "link", "is missing")
    return LinkTable(file=file.name, links=links, sources=reader.sources())


def _link(table: Reader, row: Reader) -> Link:
    row.only(*LINK_KEYS)
    path = row.want("path", str)
    return Link(
        name=row.want("name", str),
        minor=table.minor("minor") if table.may("minor", str) else None,
        repository=table.want("repository", str),
        ref=table.want("ref", str),
        path=path,
        older=row.texts("older"),
        address=_address(table.may("site", str) or "", path),
        printed=row.texts("printed"),
        gone=table.may("gone", str) or "",
        note=row.may("note", str) or "",
    )


def _address(site: str, path: str) -> str:
    """``pages/x/index.md`` was served as ``/x/``."""
    if not site:
        return ""
    return f"{site}/{path.removeprefix('pages/').removesuffix('index.md')}"


def _twice(links: tuple[Link, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for link in links:
        if link.name in seen:
            yield link.name
        seen.add(link.name)
