"""A sign of life from agents to their executors, as Mesos 1.10 and later send by themselves.

An executor may count its patience from the last word of its agent. Agents before 1.10 say nothing for hours, so the lab lets
each of them pass an empty framework message on: Mesos' own way from a scheduler to an executor, which changes no state.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

import aiohttp

from dcos_upgrade.lab.wire.mesos_agent import PORT

EVERY = 15.0
"""Seconds; far below the minute after which an executor may give up."""

_MESSAGE = "mesos.internal.FrameworkToExecutorMessage"
_SENDER = {"Libprocess-From": "lab@127.0.0.1:1"}
_WITHIN = aiohttp.ClientTimeout(total=3.0)
_BYTES, _CONTINUES = 2, 0x80


async def keep_beating(addresses: Iterable[str]) -> None:
    """Until cancelled; an agent that does not answer is asked again in the next round."""
    agents = tuple(addresses)
    async with aiohttp.ClientSession(timeout=_WITHIN) as session:
        while True:
            await asyncio.gather(*(_beat(session, f"http://{agent}:{PORT}/slave(1)") for agent in agents))
            await asyncio.sleep(EVERY)


async def _beat(session: aiohttp.ClientSession, agent: str) -> None:
    try:
        async with session.get(f"{agent}/state") as answer:
            answer.raise_for_status()
            state = await answer.json(content_type=None)
        for body in messages(state):
            async with session.post(f"{agent}/{_MESSAGE}", data=body, headers=_SENDER):
                pass
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError):
        return  # it is away: being upgraded, or starting


def messages(state: dict[str, Any]) -> Iterator[bytes]:
    """One message for each executor in an agent's state, as Protocol Buffers write it (messages/messages.proto)."""
    for framework in state["frameworks"]:
        for executor in framework["executors"]:
            ids = (state["id"], framework["id"], executor["id"])
            named = b"".join(_field(number, _field(1, text.encode())) for number, text in enumerate(ids, start=1))
            yield named + _field(4, b"")


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | _BYTES]) + _length(len(content)) + content


def _length(size: int) -> bytes:
    """A varint: seven bits a byte, the lowest first."""
    digits = bytearray()
    while size >= _CONTINUES:
        digits.append(size % _CONTINUES | _CONTINUES)
        size //= _CONTINUES
    return bytes([*digits, size])
