"""Typed access to one entry; bad data is answered with the file, the key and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import tomli  # compiled; the standard library's reader takes more than twice as long, and a plan reads 300 entries

from dcos_upgrade.core.error import ExitCode, Refused
from dcos_upgrade.core.version import Minor, Version

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

T = TypeVar("T")


class CatalogError(Refused):
    """An entry that cannot be used; ``file`` and ``key`` say which."""

    exit_code = ExitCode.BROKEN

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(
            f"the catalog entry {file} is bad: {key}: {reason}",
            where=f"{file}, {key}",
            evidence=reason,
            next_command="dcos-upgrade catalog lint",
        )
        self.file, self.key, self.reason = file, key, reason


def read_toml(file: Traversable) -> dict[str, Any]:
    try:
        return tomli.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(file.name, "the file", f"cannot be read: {error}") from error
    except tomli.TOMLDecodeError as error:
        raise CatalogError(file.name, "the file", f"is not TOML: {error}") from error


class Reader:
    """Typed access to the keys of one entry; whatever is missing or of another type is a CatalogError."""

    def __init__(self, file: str, data: Mapping[str, Any]) -> None:
        self.file, self._data = file, data

    def want(self, key: str, kind: type[T], *, blank: bool = False) -> T:
        """``blank``: a text may be there and say nothing, as a cell of a printed table may."""
        found = self.may(key, kind)
        if found is None:
            raise CatalogError(self.file, key, "is missing")
        if isinstance(found, str) and not found.strip() and not blank:
            raise CatalogError(self.file, key, "is empty")
        return found

    def may(self, key: str, kind: type[T]) -> T | None:
        found = self._data.get(key)
        if found is not None and type(found) is not kind:  # a time of day is a date by inheritance, and is none here
            raise CatalogError(self.file, key, f"is a {type(found).__name__}, not a {kind.__name__}")
        return found

    def only(self, *keys: str) -> None:
        """A key that nobody reads is most likely misspelt, and its value would be missed in silence."""
        for key in self._data:
            if key not in keys:
                raise CatalogError(self.file, key, f"is not known; the keys are {', '.join(keys)}")

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.may(key, list) or []
        if any(not isinstance(each, str) or not each.strip() for each in found):
            raise CatalogError(self.file, key, "is not a list of texts")
        return tuple(found)

    def table(self, key: str) -> dict[str, str]:
        found = self.may(key, dict) or {}
        if any(not isinstance(each, str) or not each for each in found.values()):
            raise CatalogError(self.file, key, "is not a table of texts")
        return found

    def versions(self, key: str) -> frozenset[Version]:
        return frozenset(self.version(key, text) for text in self.texts(key))

    def rows(self, key: str) -> Iterator[Reader]:
        """Each of an array of tables, named by its number."""
        for number, row in enumerate(self.may(key, list) or [], start=1):
            if not isinstance(row, dict):
                raise CatalogError(self.file, f"{key} {number}", "is not a table")
            yield Reader(f"{self.file} [[{key}]] {number}", row)

    def version(self, key: str, text: object) -> Version:
        try:
            return Version.parse(str(text))
        except ValueError as error:
            raise CatalogError(self.file, key, str(error)) from error

    def minor(self, key: str) -> Minor:
        first, _, second = self.want(key, str).partition(".")
        if not (first.isdecimal() and second.isdecimal()):
            raise CatalogError(self.file, key, "is not a minor such as 1.10")
        return Minor(int(first), int(second))

    def sources(self) -> tuple[str, ...]:
        found = self.texts("sources")
        if not found:
            raise CatalogError(self.file, "sources", "an entry without a source is not a fact")
        return found
