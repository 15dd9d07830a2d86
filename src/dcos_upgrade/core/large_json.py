"""JSON that is too large to be held as objects: gone through piece by piece, and only what needs it is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import msgspec

PIECE = 64 * 1024
"""Bytes that are decoded at once, at most, unless a single text is longer."""

Clean = Callable[[object], object]


def by_pieces(body: bytes, clean: Clean, suspicious: Callable[[bytes], bool], whole: frozenset[str]) -> bytes:
    """The body with ``clean`` applied to every value of it, which is asked for pieces that are ``suspicious`` only.

    What stands below the keys of ``whole`` is never taken apart: its name says what becomes of it. Unchanged pieces keep their bytes.
    Raises msgspec.DecodeError for what is no JSON.
    """
    return b"".join(_Pieces(clean, suspicious, whole).of(body))


class _Pieces:
    def __init__(self, clean: Clean, suspicious: Callable[[bytes], bool], whole: frozenset[str]) -> None:
        self._clean = clean
        self._suspicious = suspicious
        self._whole = whole

    def of(self, raw: msgspec.Raw | bytes) -> Iterator[msgspec.Raw | bytes]:
        kind = bytes(memoryview(raw)[:64]).lstrip()[:1]
        if len(memoryview(raw)) <= PIECE or kind not in {b"[", b"{"}:
            yield self._small(bytes(raw))
        elif kind == b"[":
            yield from self._array(msgspec.json.decode(raw, type=list[msgspec.Raw]))
        else:
            yield from self._object(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]))

    def _small(self, raw: bytes) -> bytes:
        if not self._suspicious(raw):
            return raw
        value: object = msgspec.json.decode(raw)
        cleaned = self._clean(value)
        return raw if cleaned == value else msgspec.json.encode(cleaned, order="sorted")

    def _array(self, items: list[msgspec.Raw]) -> Iterator[msgspec.Raw | bytes]:
        yield b"["
        for number, batch in enumerate(_batches(items)):
            if number:
                yield b","
            joined = b",".join(batch)
            if len(joined) <= 2 * PIECE and not self._suspicious(joined):
                yield joined
                continue
            for place, item in enumerate(batch):
                yield from chain((b",",) if place else (), self.of(item))
        yield b"]"

    def _object(self, members: dict[str, msgspec.Raw]) -> Iterator[msgspec.Raw | bytes]:
        """Small members are looked at together: one may say what another one is."""
        large = {key: raw for key, raw in members.items() if len(memoryview(raw)) > PIECE and key not in self._whole}
        small = {key: raw for key, raw in members.items() if key not in large}
        head = self._small(msgspec.json.encode(small))
        yield head[:-1]
        for number, (key, raw) in enumerate(large.items()):
            yield (b"," if number or small else b"") + msgspec.json.encode(key) + b":"
            yield from self.of(raw)
        yield b"}"


def _batches(items: list[msgspec.Raw]) -> Iterator[list[msgspec.Raw]]:
    batch: list[msgspec.Raw] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(memoryview(item))
        if size >= PIECE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
