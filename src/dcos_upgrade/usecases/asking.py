"""Ask one question of one node and make it a fact. Whatever goes wrong on the way is a fact that is unknown, by name.

A changed host key and the like are visible in the reason: whether that stops anything is the caller's decision.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable
from dcos_upgrade.core.probe import Answer, Command, FourLetterWord, HttpAt, HttpChain, HttpGet, Probe, Service, Via
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.core.snapshot import Key, Observed
from dcos_upgrade.ports import Api, Clock, EvidenceStore, FourLetterWords, Shell
from dcos_upgrade.probes.reading import host_port
from dcos_upgrade.usecases.keeping import Held, kept, parsed

T = TypeVar("T")
Told = TypeVar("Told", Answer, Held)

REDIRECTS = frozenset({301, 302, 307, 308})

ROUNDS, MOST_AT_ONCE = 8, 256
"""A chain asks in so many rounds, and so many questions in each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What asking needs. ``turns`` bounds how many questions are under way, ``writing`` keeps evidence in single file.

    ``own_only``: only what a service says itself counts; what somebody in between may have answered or remembered is unknown.
    """

    inventory: Inventory
    shell: Shell
    api: Api
    words: FourLetterWords
    evidence: EvidenceStore
    clock: Clock
    turns: asyncio.Semaphore
    writing: asyncio.Lock
    own_only: bool = False

    async def ask(self, probe: Probe[Any], subject: NodeId) -> Observed[object]:
        """One question over HTTP or one four-letter word."""
        if isinstance(probe.question, HttpChain):
            return await self._ask_in_turn(probe, probe.question)
        if subject == CLUSTER:
            return await self._ask_the_leader(probe)
        node = self.inventory.node(subject)
        if node is None:
            return Observed(unknown=f"{subject} is not in the inventory")
        async with self.turns:
            asked = self.clock.now()
            answer = await _tried(node, self._sent(node, probe))
        if isinstance(answer, Answer) and not _of_this_node(answer, probe.question):
            answer = f"{node.id}: Admin Router leads to whoever leads, not to this node's own service"
        held = _held(answer)
        del answer
        return await self._fact(probe, node, asked, held)

    async def ask_shell(self, node: Node, probes: Mapping[str, Probe[Any]]) -> dict[Key, Observed[object]]:
        """All commands of a node in one session."""
        commands = {name: one.question for name, one in probes.items() if isinstance(one.question, Command)}
        async with self.turns:
            asked = self.clock.now()
            answers = await _tried(node, self.shell.ask(node, commands))
        facts: dict[Key, Observed[object]] = {}
        for name, probe in probes.items():
            answer = answers if isinstance(answers, str) else answers.get(name, f"{node.id}: the session has no answer")
            facts[name, node.id] = await self._fact(probe, node, asked, _held(answer))
        return facts

    async def say(self, probe: Probe[str], subject: NodeId) -> str:
        """The word that a node answers to one command, before anything is kept; empty where there is no answer."""
        node = self.inventory.node(subject)
        if node is None:
            return ""
        async with self.turns:
            answer = await _tried(node, self._sent(node, probe))
        value = None if isinstance(answer, str) else parsed(probe, answer)
        return value if isinstance(value, str) else ""

    async def _sent(self, node: Node, probe: Probe[Any]) -> Answer:
        match probe.question:
            case HttpGet(service=service, path=path):
                return await self.api.get(node, service, path)
            case FourLetterWord(word=word):
                return await self.words.ask(node, word)
            case Command() as command:
                return (await self.shell.ask(node, {probe.id: command}))[probe.id]
            case HttpChain():
                raise Unreadable("this question is of the cluster", where=node.id)

    async def _ask_the_leader(self, probe: Probe[Any]) -> Observed[object]:
        """Ask the masters in order and follow where they point to, until one answers by itself: that one leads."""
        if not isinstance(probe.question, HttpGet) or not probe.question.of_leader:
            return Observed(unknown="this question is of no node")
        found = await self._of_any_master(probe.question)
        if isinstance(found, Silence):
            return Observed(unknown=found.why, time=found.asked)
        return await self._fact(probe, found.node, found.asked, found.answer)

    async def _of_any_master(self, question: HttpGet) -> Said | Silence:
        reasons = []
        for master in self.inventory.masters:
            async with self.turns:
                found = await self._followed(master, question)
            if isinstance(found, Silence):
                return found
            node, asked, answer = found
            if isinstance(answer, Answer) and answer.status == 200:
                return Said(node=node, asked=asked, answer=Held(answer))
            reasons.append(answer if isinstance(answer, str) else _turned_away(node, question, answer))
        return Silence(why="; ".join(dict.fromkeys(reasons)) or "the inventory has no master")

    async def _ask_in_turn(self, probe: Probe[Any], chain: HttpChain) -> Observed[object]:
        """Round after round, until no answer leads to a new question. The fact is as old as the first of them."""
        asked = self.clock.now()
        heard: dict[str, Answer | str] = {}
        for _ in range(ROUNDS):
            wanted = dict(chain.follow(heard, self.inventory))
            new = [name for name in wanted if name not in heard][:MOST_AT_ONCE]
            if not new:
                break
            heard.update(zip(new, await asyncio.gather(*(self._heard(wanted[name]) for name in new)), strict=True))
        whole = Held(Answer(body=chain.join(heard), status=200, source=probe.id, time=asked))
        return await self._kept(probe, whole, asked)

    async def _heard(self, question: HttpGet | HttpAt) -> Answer | str:
        if isinstance(question, HttpGet):
            found = await self._of_any_master(question)
            return found.why if isinstance(found, Silence) else self._counting(found.node, found.answer.take())
        address = host_port(question.url)
        node = self.inventory.at(address.host) if address else None
        if node is None:
            return f"{redact_text(question.url)!r} is no address of the inventory"
        async with self.turns:
            return self._counting(node, await _tried(node, self.api.get_url(question.url)))

    async def _followed(self, master: Node, question: HttpGet) -> tuple[Node, datetime, Answer | str] | Silence:
        """The first answer that is no redirect. A redirect is followed to a master of the inventory and nowhere else."""
        node, path = master, [master.id]
        while True:
            asked = self.clock.now()
            answer = await _tried(node, self.api.get(node, question.service, question.path))
            if isinstance(answer, str) or answer.status not in REDIRECTS:
                return node, asked, answer
            location = answer.headers.get("location", "")
            target = self._master_at(location)
            if target is None:
                why = f"{node.id}: points to {redact_text(location)!r}, which is no master of the inventory"
                return Silence(why=why, asked=asked)
            if target.id in path:
                return node, asked, f"{', '.join(path)}: point to each other, none of them leads"
            path.append(target.id)
            node = target

    def _master_at(self, location: str) -> Node | None:
        """The master that a Location names: ``//host:port/path`` or an absolute URL."""
        named = host_port(location) if "//" in location else None
        node = self.inventory.at(named.host) if named else None
        return node if node is not None and node.role is Role.MASTER else None

    async def _fact(self, probe: Probe[Any], node: Node, asked: datetime, answer: Held | str) -> Observed[object]:
        """Keep the evidence, then read it; what cannot be read is unknown, its evidence kept all the same."""
        answer = self._counting(node, answer)
        if isinstance(answer, str):
            return Observed(unknown=answer, time=asked)
        return await self._kept(probe, answer, asked, who=node.id)

    def _counting(self, node: Node, answer: Told | str) -> Told | str:
        if isinstance(answer, str) or answer.own or not self.own_only:
            return answer
        return f"{node.id}: the answer came {answer.via}, and only what the service says at its own port counts here"

    async def _kept(self, probe: Probe[Any], answer: Held, asked: datetime, *, who: str = "") -> Observed[object]:
        async with self.writing:
            return await asyncio.to_thread(kept, probe, answer, self.evidence, asked=asked, who=who)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who answered, asked when, what."""

    node: Node
    asked: datetime
    answer: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Why no master answers. One that points out of the inventory is of another cluster, and nobody else's word mends that."""

    why: str
    asked: datetime | None = None


async def _tried(node: Node, call: Awaitable[T]) -> T | str:
    """What a port answers, or why there is no answer."""
    try:
        return await call
    except Refused as error:
        return _reason(node, f"refused: {error.what}", error.evidence)
    except Unreadable as error:
        return _reason(node, error.what)
    except DcosUpgradeError as error:
        return _reason(node, error.what, error.evidence)
    except Exception as error:  # no answer is unknown, whatever the reason: one node must not end the capture of all
        return _reason(node, f"no answer: {type(error).__name__}", str(error))


def _held(answer: Answer | str) -> Held | str:
    return Held(answer) if isinstance(answer, Answer) else answer


def _reason(node: Node, what: str, evidence: str = "") -> str:
    lines = evidence.strip().splitlines()
    return redact_text(f"{node.id}: {what}" + (f" ({lines[0][:200]})" if lines else ""))


def _turned_away(node: Node, question: HttpGet, answer: Answer) -> str:
    """Whose answer it is counts: a service's own port may be fine while Admin Router before it is not."""
    wants = {401: ", which asks for a login", 403: ", which does not let us in"}.get(answer.status, "")
    return f"{node.id}: answered HTTP {answer.status} at its {question.service}{wants}"


def _of_this_node(answer: Answer, question: object) -> bool:
    """Behind a master's Admin Router only Exhibitor is that master's own."""
    own = isinstance(question, HttpGet) and question.service in (Service.EXHIBITOR, Service.ADMINROUTER)
    return own or answer.via is not Via.ADMINROUTER
