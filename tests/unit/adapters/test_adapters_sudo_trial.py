"""A wrong password is tried as rarely as can be: accounts of a directory lock after a few."""

import asyncio

import pytest

from dcos_upgrade.adapters import sudo_trial
from dcos_upgrade.adapters.sudo_trial import SudoTrial
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Refused


class Nodes:
    """Counts how often a password was sent to each; ``good`` let it in."""

    def __init__(self, *good: str) -> None:
        self.good = set(good)
        self.sent: list[str] = []
        self.inside = self.most_inside = 0
        self.trial = SudoTrial()

    async def ask(self, node: str) -> str:
        try:
            async with self.trial.turn(NodeId(node)):
                self.sent.append(node)
                self.inside += 1
                self.most_inside = max(self.most_inside, self.inside)
                await asyncio.sleep(0)
                self.inside -= 1
                if node not in self.good:
                    raise Refused("wrong password", where=node)
        except Refused as refused:
            return f"refused at {refused.where}"
        return "in"


async def test_a_wrong_password_is_sent_to_one_node_of_many():
    nodes = Nodes()

    answers = await asyncio.gather(*(nodes.ask(f"a{number}") for number in range(200)))

    assert nodes.sent == ["a0"]
    assert set(answers) == {"refused at a0"}


async def test_a_password_that_let_one_in_is_sent_to_all():
    everybody = [f"a{number}" for number in range(50)]
    nodes = Nodes(*everybody)

    answers = await asyncio.gather(*map(nodes.ask, everybody))

    assert answers == ["in"] * 50
    assert nodes.most_inside > 1


async def test_until_one_was_let_in_each_tries_alone():
    nodes = Nodes("a1", "a2")

    async with nodes.trial.turn(NodeId("a0")):
        waiting = [asyncio.create_task(nodes.ask(name)) for name in ("a1", "a2")]
        await asyncio.sleep(0)
        sent = list(nodes.sent)

    assert sent == []
    assert await asyncio.gather(*waiting) == ["in", "in"]


async def test_an_old_success_is_proven_again_by_one_alone(monkeypatch: pytest.MonkeyPatch):
    nodes = Nodes("a0")
    await nodes.ask("a0")
    nodes.good.clear()
    monkeypatch.setattr(sudo_trial, "FRESH_SECONDS", 0.0)

    await asyncio.gather(*(nodes.ask(f"a{number}") for number in range(1, 30)))

    assert (nodes.sent, nodes.most_inside) == (["a0", "a1", "a2"], 1)


async def test_a_node_that_refused_is_not_asked_again():
    nodes = Nodes("a1", "a3")

    answers = [await nodes.ask(name) for name in ("a1", "a2", "a2", "a3", "a2")]

    assert answers == ["in", "refused at a2", "refused at a2", "in", "refused at a2"]
    assert nodes.sent == ["a1", "a2", "a3"]


async def test_a_password_that_was_changed_in_mid_run_stops_after_two():
    nodes = Nodes("a0")
    await nodes.ask("a0")
    nodes.good.clear()

    answers = [await nodes.ask(f"a{number}") for number in range(1, 30)]

    assert nodes.sent == ["a0", "a1", "a2"]
    assert answers[-1] == "refused at a2"


async def test_who_was_not_asked_is_told_so():
    trial = SudoTrial()
    with pytest.raises(Refused):
        async with trial.turn(NodeId("a1")):
            raise Refused("wrong password", evidence="it asks again")

    with pytest.raises(Refused) as refused:
        async with trial.turn(NodeId("a2")):
            raise AssertionError("it is not a2's turn")

    assert refused.value.evidence == "it asks again; so it was not sent to a2"


async def test_an_end_without_an_answer_is_no_refusal():
    nodes = Nodes("a1")
    with pytest.raises(TimeoutError):
        async with nodes.trial.turn(NodeId("a1")):
            raise TimeoutError

    assert await nodes.ask("a1") == "in"
