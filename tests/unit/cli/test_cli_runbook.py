"""The runbook verb: which files it writes, what stands in both forms, and which plans it refuses."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from scenario.command import Caller, calling, plan_file  # noqa: F401  # calling is the fixture "call"

from dcos_upgrade.core.plan import canonical
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.planning.read import read_plan


@pytest.fixture
def plan(call: Caller) -> str:
    return call.file("plan.json", plan_file())


def both(call: Caller, plan: str) -> tuple[str, str]:
    assert call("runbook", plan, "--out", "book", "--format", "html", "--format", "md").code == 0
    return Path("book.html").read_text(), Path("book.md").read_text()


def test_the_answer_names_the_files_and_the_digest(call: Caller, plan: str):
    called = call("runbook", plan, "--out", "book.html", "--output", "json")

    assert called.code == 0
    assert called.keys["schema"] == "dcos-upgrade/runbook/1"
    assert called.keys["files"] == [str(Path("book.html").absolute())]
    assert called.keys["digest"] in Path("book.html").read_text()


def test_without_a_name_both_forms_lie_beside_the_plan(call: Caller, plan: str):
    files = [Path(file) for file in call("runbook", plan, "--output", "json").keys["files"]]

    assert [file.suffix for file in files] == [".html", ".md"]
    assert all(file.parent == Path(plan).parent and file.exists() for file in files)


def test_both_forms_have_the_same_chapters_and_say_what_is_not_done(call: Caller, plan: str):
    page, text = both(call, plan)

    assert re.findall(r"<h2>(.*)</h2>", page) == re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert "What is not listed here is not done." in page
    assert "What is not listed here is not done." in text


def test_the_page_needs_nothing_from_elsewhere(call: Caller, plan: str):
    page, _ = both(call, plan)

    assert not re.search(r"<(script|link|img|iframe)\b|url\(", page)


def test_without_a_cluster_file_the_reader_is_told_not_to_sign(call: Caller, plan: str):
    _, text = both(call, plan)

    assert "Sign a document that was made with" in text
    assert "SCRIPT-URL" in text


def test_a_plan_for_another_cluster_than_the_file_s_is_refused(call: Caller, plan: str):
    called = call("runbook", plan, "--cluster", call.cluster(), "--out", "book.html")

    assert called.code == 3
    assert not Path("book.html").exists()


def test_a_changed_plan_is_refused_and_a_missing_one_is_a_usage_error(call: Caller, plan: str):
    changed = call.file("changed.json", plan_file().replace(b'"fake"', b'"fale"'))

    assert call("runbook", changed).code == 3
    assert call("runbook", "nowhere.json").code == 64


def test_a_plan_whose_digest_is_right_and_whose_content_is_not_is_refused_with_its_rule(call: Caller):
    known = read_plan(plan_file())
    hop = known.hops[0]
    stages = tuple(stage for stage in hop.stages if stage.name != "masters")
    unsafe = sealed(msgspec.structs.replace(known, hops=(msgspec.structs.replace(hop, stages=stages),)))

    called = call("runbook", call.file("unsafe.json", canonical(unsafe)), "--out", "book.html")

    assert called.code == 3 and "this plan is not safe to run" in " ".join(called.err.split())
    assert not Path("book.html").exists()


def test_what_the_release_asks_for_stands_in_both_forms(call: Caller, plan: str):
    page, text = both(call, plan)

    assert "asked for, before the hop" in page and "asked for, before the hop" in text


def test_the_risks_stand_in_it_and_a_word_that_was_said_for_the_plan_is_told(call: Caller, plan: str):
    before, _ = both(call, plan)
    name = re.search(r"dcos-upgrade accept ([a-z0-9.-]+)", before)
    assert name is not None

    until = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    said = call("accept", name[1], "--reason", "known here", "--by", "Ada", "--until", until, "--plan", plan)
    _, after = both(call, plan)

    assert said.code == 0, said.err
    assert f"taken by Ada until {until}: known here" in after
    assert f"dcos-upgrade accept {name[1]}" not in after


def test_with_a_cluster_file_the_site_s_own_places_stand_in_the_lines(call: Caller, plan: str):
    known = read_plan(Path(plan).read_bytes())
    entries = {
        role: [node for node in known.inventory.nodes if node.role == role]
        for role in ("master", "private_agent", "public_agent")
    }
    lines = [f"name: {known.cluster}", "ssh: {user: core, port: 2222}"]
    for role, nodes in entries.items():
        listed = ", ".join(f"{{id: {node.id}, address: {node.address}}}" for node in nodes)
        lines.append(f"{role}s: [{listed}]")
    lines += ["endpoints: {mesos: 15050}", 'bootstrap: {script_url: "http://boot/{from}-{to}.sh"}']
    cluster = call.file("site.yaml", "\n".join(lines))

    called = call("runbook", plan, "--cluster", cluster, "--out", "book.md")

    text = Path("book.md").read_text()
    first = known.hops[0]
    assert called.code == 0
    assert f"http://boot/{first.source}-{first.target}.sh" in text
    assert "ssh -p 2222 core@" in text and "sudo -n sh -s" in text
    assert ":15050/" in text
    assert "SCRIPT-URL RUN" not in text and "Sign a document that was made with" not in text
