"""Each ZooKeeper server's role in its own words."""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, FourLetterWord, Probe, every_master
from dcos_upgrade.probes.reading import text, unreadable

NOT_SERVING = "not serving"

_MODE = re.compile(r"^Mode:\s*(\w+)\s*$", re.MULTILINE)
_VERSION = re.compile(r"^Zookeeper version:\s*([^\s,]+)", re.MULTILINE)
_ZXID = re.compile(r"^Zxid:\s*(0x[0-9a-fA-F]+)\s*$", re.MULTILINE)


class Srvr(msgspec.Struct, frozen=True, kw_only=True):
    """``mode`` is leader, follower, standalone, observer, or "not serving" when the server is up without a quorum."""

    mode: str
    version: str = ""
    zxid: str = ""


def parse(answer: Answer) -> Srvr:
    body = text(answer)
    if "not currently serving requests" in body:
        return Srvr(mode=NOT_SERVING)
    mode = _MODE.search(body)
    if mode is None:
        raise unreadable(answer, "no mode in the answer to srvr")
    return Srvr(mode=mode.group(1), version=_first(_VERSION, body), zxid=_first(_ZXID, body))


def _first(pattern: re.Pattern[str], body: str) -> str:
    match = pattern.search(body)
    return match.group(1) if match else ""


PROBE = Probe(
    id="zookeeper-srvr",
    title="Role of each ZooKeeper server",
    source="workbook, 'Zookeeper Health Check'; ZooKeeper 3.4, four-letter words",
    fact=Srvr,
    question=FourLetterWord(word="srvr"),
    parse=parse,
    subjects=every_master,
)
