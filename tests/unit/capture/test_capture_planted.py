"""Thirty secrets in every place of a capture: none is in anything that is written, and a changed one is seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import zstandard

from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.adapters.seal_keys import SealKeys
from dcos_upgrade.adapters.snapshot_directory import write_snapshot
from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId, Role
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.judging import compare_snapshots
from dcos_upgrade.probes import journal_errors, marathon_apps, mesos_redirect, mesos_state, user_configuration
from dcos_upgrade.usecases.keeping import Held, kept

NOW = datetime(2018, 7, 10, tzinfo=UTC)
SECRETS = tuple(f"planted{number:02d}x9c41" for number in range(30))
M1 = NodeId("m1")


def answers(secrets: tuple[str, ...]) -> dict[str, bytes]:
    s = secrets
    app = {
        "id": "/web",
        "instances": 1,
        "env": {"PLAIN": s[0], "DB_PASSWORD": s[1], "HELD": {"secret": s[2]}},
        "secrets": {"db": {"source": s[3]}},
        "labels": {"API_TOKEN": s[4], "DB_PASS": s[5]},
        "cmd": f"serve --password={s[6]} --db-token {s[7]} && curl -u me:{s[8]} http://x",
        "container": {
            "docker": {"parameters": [{"key": "env", "value": s[9]}], "pullConfig": {"secret": s[10]}, "auth": s[11]}
        },
        "fetch": [{"uri": f"https://u:{s[12]}@h/x"}, {"uri": f"https://h/x?X-Amz-Signature={s[13]}"}],
    }
    task = {"id": "t", "state": "TASK_RUNNING", "environment": {"variables": [{"name": "A", "value": s[14]}]}}
    framework = {"id": "F", "tasks": [task], "webui_url": f"http://u:{s[15]}@h/", "credential": {"secret": s[16]}}
    agent = {"id": "S0", "attributes": {"token": s[17]}, "auths": {"r": {"auth": s[18]}}}
    state = {"id": "m", "version": "1.4.2", "slaves": [agent], "frameworks": [framework], "flags": {"api_key": s[19]}}
    configuration = (
        f'"exhibitor_admin_password": |\n  {s[20]}\n"superuser_password_hash": "{s[21]}"\n'
        f'"http_proxy": "http://u:{s[22]}@p:3128"\n"aws_secret_access_key": {s[23]}\n'
    )
    lines = [f"password={s[24]}", f"Authorization: token={s[25]}", f"Cookie: a={s[26]}", f"zk://u:{s[27]}@h/x"]
    journal = "[now] 1531180900\n" + "".join(f"2018-07-10T00:00:01+0000 m1 dcos[1]: {line}\n" for line in lines)
    return {
        marathon_apps.PROBE.id: json.dumps({"apps": [app]}).encode(),
        mesos_state.PROBE.id: json.dumps(state).encode(),
        user_configuration.PROBE.id: configuration.encode(),
        journal_errors.PROBE.id: journal.encode(),
        mesos_redirect.PROBE.id: f'{{"session_token":"{s[28]}","passphrase":"{s[29]}"}}'.encode(),
    }


def captured(out: Path, keys: Path, secrets: tuple[str, ...] = SECRETS) -> Snapshot:
    store = EvidenceDirectory(out / "evidence", SealKeys(keys)).of("6c1f")
    by_id = {
        each.id: each
        for each in (
            marathon_apps.PROBE,
            mesos_state.PROBE,
            user_configuration.PROBE,
            journal_errors.PROBE,
            mesos_redirect.PROBE,
        )
    }
    facts = {}
    for name, body in answers(secrets).items():
        command = name in {user_configuration.PROBE.id, journal_errors.PROBE.id}
        held = Held(Answer(body=body, status=0 if command else 200, source=f"x://u:{secrets[0]}@m1", time=NOW))
        subject = CLUSTER if name == mesos_state.PROBE.id else M1
        facts[name, subject] = kept(by_id[name], held, store, asked=NOW)  # type: ignore[arg-type]  # of several types
    inventory = Inventory(cluster="c", nodes=(Node(id=M1, address="10.0.1.1", role=Role.MASTER),))
    snapshot = Snapshot(inventory=inventory, taken=NOW, facts=facts, sealed_by=store.sealed_by)
    write_snapshot(out, snapshot, pacing=Pacing(), tool_version="0", cluster_id="6c1f")
    return snapshot


def written(out: Path) -> bytes:
    files = [path for path in out.rglob("*") if path.is_file()]
    plain = [zstandard.ZstdDecompressor().decompress(path.read_bytes()) for path in files if path.suffix == ".zst"]
    return b"\n".join([*plain, *(path.read_bytes() for path in files if path.suffix != ".zst")])


def test_no_planted_secret_is_in_anything_that_is_written(tmp_path: Path) -> None:
    captured(tmp_path / "out", tmp_path / "keys")

    everything = written(tmp_path / "out")

    assert b"hmac:" in everything and b"/web" in everything
    assert [secret for secret in SECRETS if secret.encode() in everything] == []


def test_exactly_the_secret_that_changed_is_a_difference(tmp_path: Path) -> None:
    before = captured(tmp_path / "a", tmp_path / "keys")
    same = captured(tmp_path / "b", tmp_path / "keys")
    after = captured(tmp_path / "c", tmp_path / "keys", ("another", *SECRETS[1:]))

    assert compare_snapshots(before, same).unexpected == ()
    assert [(each.kind, each.subject, each.what) for each in compare_snapshots(before, after).unexpected] == [
        ("app-environment", "/web", "variable PLAIN")
    ]
