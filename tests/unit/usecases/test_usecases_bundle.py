"""Evidence of a failed node: everything with its digest, nothing that changes a node, no secret, and for a dead node as well."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import re
import subprocess
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import zstandard
from fakes.cluster import FakeCluster, plan_of
from fakes.memory import Stage, stage

from dcos_upgrade.adapters.bundle_archive import write_bundle
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.journal import Halted, Quarantined
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.probe import Answer, Command
from dcos_upgrade.engine.state import fold
from dcos_upgrade.lab.memory.script import Moment
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.render.terminal import PLAIN
from dcos_upgrade.usecases.bundle import Bundle, gather, manifest
from dcos_upgrade.usecases.bundle_questions import OUTPUT_LIMIT, QUESTIONS
from dcos_upgrade.usecases.recovering import step_of
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.status import describe

NOW = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)


class Recorder:
    """A node's shell that says the same to each command, and a record of what it was asked."""

    def __init__(self, body: bytes = b"line\n", status: int = 0) -> None:
        self.body, self.status = body, status
        self.asked: list[str] = []

    async def ask(self, node: Node, commands: Mapping[str, Command]) -> Mapping[str, Answer]:
        self.asked += [command.text for command in commands.values()]
        return {
            name: Answer(body=self.body, status=self.status, source=command.text, time=NOW)
            for name, command in commands.items()
        }


class Eyes:
    """The site's, with another shell."""

    def __init__(self, run: Stage, shell: object) -> None:
        self.inventory, self.api, self.words = run.site.inventory, run.site.api, run.site.words
        self.evidence, self.clock, self.shell = run.site.evidence, run.site.clock, shell


def halted() -> Stage:
    run = stage()
    run.site.machines.strike("a1", Moment.ARCHIVED)
    run.go()
    return run


def bundle_of(run: Stage, node: str = "a1", shell: object | None = None) -> Bundle:
    latest = run.site.runs.latest_run()
    assert latest is not None
    entries = run.site.runs.entries(latest)
    known = run.site.inventory.node(node)
    assert known is not None
    eyes = Eyes(run, shell) if shell else run.site
    step = step_of(run.plan, fold(entries), node)
    return run.site.run(gather(eyes, run.site.nodes, known, entries, step))  # type: ignore[arg-type]  # a shell of the test


def view(bundle: Bundle, name: str) -> dict:
    return json.loads(bundle.contents[f"views/{name}.json"])["value"]


def test_it_holds_what_the_node_the_masters_and_the_journal_say():
    bundle = bundle_of(halted(), shell=Recorder())

    assert set(QUESTIONS) <= set(bundle.contents)
    assert len(view(bundle, "mesos-slaves-cluster")["at_this_address"]) <= 1
    assert view(bundle, "exhibitor-status-m1")["rows"]
    kinds = [json.loads(line)["event"]["kind"] for line in bundle.contents["journal.jsonl"].splitlines()]
    assert {"RunCreated", "HopBound", "StepStarted", "StepSettled", "Halted"} <= set(kinds)
    assert json.loads(bundle.contents["recovery.json"])["state"] == "swap-interrupted"


def test_only_entries_of_this_node_and_of_the_whole_run_are_in_it():
    lines = bundle_of(halted(), shell=Recorder()).contents["journal.jsonl"].splitlines()

    nodes = {json.loads(line)["event"].get("node", "a1") for line in lines}
    assert nodes == {"a1"}


def test_every_file_is_in_the_manifest_with_its_digest():
    bundle = bundle_of(halted(), shell=Recorder())
    told = manifest(bundle, cluster="lab", run="r1", made=NOW, tool_version="0")

    assert {each.name: each.sha256 for each in told.files} == {
        name: hashlib.sha256(body).hexdigest() for name, body in bundle.contents.items()
    }
    assert all(each.source for each in told.files)
    assert msgspec.json.decode(msgspec.json.encode(told))["schema"] == "dcos-upgrade/bundle-manifest/1"


def test_a_node_that_does_not_answer_has_a_bundle_that_says_so():
    run = halted()
    run.site.set_fault("power-lost", "a1")

    bundle = bundle_of(run)

    assert bundle.silent
    assert set(QUESTIONS) <= {each.what for each in bundle.unknown}
    assert all(each.reason for each in bundle.unknown)
    assert view(bundle, "exhibitor-status-m1")["rows"]
    assert json.loads(bundle.contents["recovery.json"])["state"] == "unreachable"
    assert b"StepStarted" in bundle.contents["journal.jsonl"]


def test_a_command_that_failed_without_a_word_is_unknown_and_not_an_empty_file():
    bundle = bundle_of(halted(), shell=Recorder(body=b"", status=127))

    assert not set(QUESTIONS) & set(bundle.contents)
    assert set(QUESTIONS) <= {each.what for each in bundle.unknown}


def test_secrets_are_replaced_and_a_flood_is_cut_to_its_end():
    flood = b"password=hunter2\n" + b"x" * (OUTPUT_LIMIT + 10) + b"\ntoken: s3cret\nthe end\n"
    bundle = bundle_of(halted(), shell=Recorder(body=flood))

    log = bundle.contents["step/log.txt"]
    assert len(log) == OUTPUT_LIMIT
    assert log.endswith(b"the end\n")
    assert not any(b"hunter2" in body or b"s3cret" in body for body in bundle.contents.values())
    assert next(each for each in bundle.files if each.name == "step/log.txt").cut


def test_the_node_is_asked_the_listed_commands_and_no_others():
    shell = Recorder()
    bundle_of(halted(), shell=shell)
    probes_of_recover = 2

    listed = {command.text for command in QUESTIONS.values()}
    assert listed <= set(shell.asked)
    assert len(set(shell.asked) - listed) <= probes_of_recover


WRITES = re.compile(
    r"\b(rm|mv|cp|ln|tee|touch|mkdir|chmod|chown|kill|pkill|reboot|dd|sed -i|curl|wget)\b(?![-.])"
    r"|systemctl (?!show|list-units|is-)\w|pkgpanda (activate|setup|swap|fetch|remove)|(?<![0-9&])>(?!&|/dev/null)"
)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_command_only_reads_and_a_shell_can_read_it(name: str):
    text = QUESTIONS[name].text

    assert WRITES.findall(text.replace("2>/dev/null", "").replace(">/dev/null", "")) == []
    assert subprocess.run(["sh", "-n", "-c", text], check=False, timeout=20).returncode == 0


@pytest.mark.parametrize("text", ["rm -rf /x", "systemctl restart x", "echo a > /etc/x", "pkgpanda setup"])
def test_a_command_that_writes_would_be_seen(text: str):
    assert WRITES.search(text)


# --- on disk ----------------------------------------------------------------------------------------------------------

CONTENTS = {"step/log.txt": b"log\n", "manifest.json": b"{}"}


def test_an_archive_holds_every_file_below_one_folder_and_is_the_same_each_time(tmp_path: Path):
    first = write_bundle(tmp_path / "a1.tar.zst", CONTENTS, made=NOW)
    (tmp_path / "a").mkdir()
    second = write_bundle(tmp_path / "a" / "a1.tar.zst", CONTENTS, made=NOW)

    packed = (tmp_path / "a1.tar.zst").read_bytes()
    unpacked = zstandard.ZstdDecompressor().decompress(packed, max_output_size=1 << 20)
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        found = {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]  # files only
    assert found == {f"a1/{name}": body for name, body in CONTENTS.items()}
    assert first == second == hashlib.sha256(packed).hexdigest()
    assert (tmp_path / "a1.tar.zst").stat().st_mode & 0o77 == 0


def test_a_directory_holds_the_same_files(tmp_path: Path):
    write_bundle(tmp_path / "a1", CONTENTS, made=NOW)

    assert {name: (tmp_path / "a1" / name).read_bytes() for name in CONTENTS} == CONTENTS


def test_evidence_is_not_written_over(tmp_path: Path):
    write_bundle(tmp_path / "a1", CONTENTS, made=NOW)

    with pytest.raises(Refused):
        write_bundle(tmp_path / "a1", CONTENTS, made=NOW)


# --- the command is named -----------------------------------------------------------------------------------------------


def test_a_halt_names_the_command_that_puts_the_evidence_together():
    cluster = FakeCluster(plan=plan_of())
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "agent-rejoined" else Verdict.PASS
    asyncio.run(drive(cluster.process()))
    failed = {each.event.node for each in cluster.entries if isinstance(each.event, Halted | Quarantined)}

    status = describe(cluster.plan, cluster.entries, carried_out=False)

    assert failed
    for node in failed:
        assert f"dcos-upgrade bundle {node}" in status_text(status, PLAIN)
        assert f"dcos-upgrade recover {node}" in status_text(status, PLAIN)
        assert f"dcos-upgrade bundle {node}" in status_keys(status)["bundle"]
