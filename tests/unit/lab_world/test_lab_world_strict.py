"""A strict cluster of the lab: who logs in gets a token that ends, and without one only what is open to all is to be had."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jwt
import pytest

from dcos_upgrade.lab.wire import mesos_master, strict
from dcos_upgrade.lab.wire.reply import Ask, Reply
from dcos_upgrade.lab.world.iam import ACCOUNT, USER, Iam

PASSWORD = "correct horse"


@pytest.fixture
def guarded(bench: Any) -> Any:
    bench.world.iam = Iam(lambda: bench.world.now, life=7200.0, password=PASSWORD)
    bench.world.ca = b"-----BEGIN CERTIFICATE-----"
    return bench


def login(bench: Any, words: object) -> Reply:
    ask = Ask(path=strict.LOGIN, method="POST", body=json.dumps(words).encode())
    return strict.doorkeeper(bench.world, "m1", ask)


def token(bench: Any) -> str:
    return str(json.loads(login(bench, {"uid": USER, "password": PASSWORD}).body)["token"])


def asked(bench: Any, path: str, token: str = "") -> int:
    ask = Ask(path=path, headers={"authorization": f"token={token}"} if token else {})
    return strict.Guarded(mesos_master.answer)(bench.world, "m1", ask).status


async def test_a_token_opens_what_is_closed_to_all(guarded: Any) -> None:
    assert [asked(guarded, "/metrics/snapshot"), asked(guarded, "/version")] == [401, 200]
    assert asked(guarded, "/metrics/snapshot", token(guarded)) == 200


async def test_a_token_ends(guarded: Any) -> None:
    mine = token(guarded)
    guarded.clock.now += 7201
    guarded.world.advance()

    assert asked(guarded, "/metrics/snapshot", mine) == 401


async def test_with_a_new_secret_of_the_cluster_every_token_is_worthless(guarded: Any) -> None:
    mine = token(guarded)
    guarded.world.iam.forget()

    assert [asked(guarded, "/metrics/snapshot", mine), asked(guarded, "/metrics/snapshot", token(guarded))] == [
        401,
        200,
    ]


@pytest.mark.parametrize(
    "words",
    [{"uid": USER, "password": "wrong"}, {"uid": "x", "password": PASSWORD}, {"uid": ACCOUNT, "token": "x"}, []],
)
async def test_who_is_not_who_they_say_gets_none(guarded: Any, words: object) -> None:
    refused = login(guarded, words)

    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, "acsjwt")
    assert json.loads(refused.body)["code"] == "ERR_INVALID_CREDENTIALS"


@pytest.mark.parametrize(("ahead", "status"), [(300, 200), (3600, 401), (-1, 401)])
async def test_a_service_account_signs_a_word_that_ends_soon(guarded: Any, ahead: int, status: int) -> None:
    key = json.loads(guarded.world.iam.account_secret())["private_key"]
    signed = jwt.encode({"uid": ACCOUNT, "exp": int(guarded.world.now) + ahead}, key, algorithm="RS256")

    assert login(guarded, {"uid": ACCOUNT, "token": signed}).status == status


async def test_port_80_has_the_certificate_and_the_way_to_443(guarded: Any) -> None:
    certificate = strict.to_tls(guarded.world, "m1", Ask(path=strict.CA))
    other = strict.to_tls(guarded.world, "m1", replace(Ask(path="/mesos/state"), query_text="?a=1"))

    assert certificate.body.startswith(b"-----BEGIN CERTIFICATE")
    assert other.status == 307
    assert other.headers["Location"].startswith("https://")
    assert other.headers["Location"].endswith("/mesos/state?a=1")


async def test_the_first_master_of_1_13_makes_every_token_worthless_once(guarded: Any) -> None:
    guarded.world.iam = Iam(lambda: guarded.world.now, life=7200.0, password=PASSWORD, old=True)
    before = token(guarded)
    guarded.files["m2"].release = "1.13.9"
    await guarded.stop("m2")
    guarded.wait(20)
    await guarded.start("m2")
    guarded.wait(300)
    strict.doorkeeper(guarded.world, "m2", Ask(path="/"))
    after = token(guarded)
    strict.doorkeeper(guarded.world, "m2", Ask(path="/"))

    assert [asked(guarded, "/metrics/snapshot", each) for each in (before, after)] == [401, 200]
