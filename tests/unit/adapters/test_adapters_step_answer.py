"""What a node answers is read strictly: anything that step.sh does not print is unreadable."""

from datetime import UTC, datetime

import pytest

from dcos_upgrade.adapters.step_answer import BEGIN, END, read_frame, read_look
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Unreachable, Unreadable
from dcos_upgrade.core.step import StepLook

NODE = NodeId("m1")
GOOD = "alive no\nversion 1.9.4\nactive a--1\nactive b--2\nactive_present yes\nnew_generation no\n"
BEGUN = "run r\nepoch 1\nattempt 2\nboot b\nrebooted no\n"


def look(text: str) -> StepLook:
    frame = f"{BEGIN}\n{text}{END}\n".encode()
    return read_look(read_frame(frame, node=NODE, cut=""), node=NODE, time=datetime(2018, 7, 10, tzinfo=UTC))


def test_a_good_look_is_read():
    seen = look(GOOD + BEGUN + "exit 0\nlog 6f6b0a\n")

    assert (seen.exit, seen.active, seen.log_tail) == (0, ("a--1", "b--2"), "ok\n")
    assert seen.begun is not None
    assert seen.begun.attempt == 2


@pytest.mark.parametrize(
    "text",
    [
        GOOD + "surprise 1\n",
        GOOD.replace("alive no\n", ""),
        GOOD.replace("alive no", "alive perhaps"),
        GOOD.replace("alive no", "alive no\nalive yes"),
        GOOD + "exit nine\n",
        GOOD + "exit \n",
        GOOD + "log zz\n",
        GOOD + BEGUN.replace("attempt 2\n", ""),
        GOOD + BEGUN.replace("epoch 1", "epoch one"),
        GOOD.replace("active_present yes\n", ""),
    ],
)
def test_anything_else_is_unreadable(text: str):
    with pytest.raises(Unreadable):
        look(text)


def test_an_answer_of_something_else_is_unreadable():
    with pytest.raises(Unreadable):
        read_frame(b"sh: syntax error\n", node=NODE, cut="")


@pytest.mark.parametrize("stdout", [b"", f"{BEGIN}\n{GOOD}".encode()], ids=["nothing", "half"])
def test_an_answer_that_was_cut_is_unreachable(stdout: bytes):
    with pytest.raises(Unreachable):
        read_frame(stdout, node=NODE, cut="the connection was lost")
