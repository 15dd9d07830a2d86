"""The marks that a kind is recognised by."""

from __future__ import annotations

from collections.abc import Callable

from dcos_upgrade.saved.kind import Content

Mark = Callable[[Content], bool]


def has(*keys: str, without: tuple[str, ...] = ()) -> Mark:
    """An object with these keys and none of the others."""

    def holds(content: Content) -> bool:
        return all(key in content.keys for key in keys) and not any(key in content.keys for key in without)

    return holds


def only(*keys: str) -> Mark:
    """An object with some of these keys, the first among them, and no other."""
    return lambda content: keys[0] in content.keys and set(content.keys) <= set(keys)


def rows(*keys: str, without: tuple[str, ...] = ()) -> Mark:
    """A list that is not empty, of objects that all have these keys."""

    def holds(content: Content) -> bool:
        return bool(content.rows) and all(
            all(key in row for key in keys) and not any(key in row for key in without) for row in content.rows
        )

    return holds


def listing(key: str, *inner: str) -> Mark:
    """An object whose ``key`` is a list of objects that each have one of the keys; the list may be empty."""

    def holds(content: Content) -> bool:
        listed = content.keys.get(key)
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            return False
        return not inner or all(any(name in each for name in inner) for each in listed)

    return holds


def either(*marks: Mark) -> Mark:
    return lambda content: any(mark(content) for mark in marks)


def both(*marks: Mark) -> Mark:
    return lambda content: all(mark(content) for mark in marks)


def no(mark: Mark) -> Mark:
    return lambda content: not mark(content)
