"""The runbook says all that a run does, in its order, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import cluster_facts as facts
import msgspec
import pytest
from fakes.cluster import plan_of

from dcos_upgrade import gates, probes
from dcos_upgrade.adapters import nodes as node_port
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.core import plan as plans
from dcos_upgrade.core.plan import Plan, SiteStep, StageName
from dcos_upgrade.core.probe import Command, HttpGet
from dcos_upgrade.core.step import StepOrder
from dcos_upgrade.usecases.runbook import Places, Runbook, runbook_of
from dcos_upgrade.usecases.runbook.asked import CAPTURE
from dcos_upgrade.usecases.runbook.model import HopPages, Line
from dcos_upgrade.usecases.runbook.vendor import script_of
from dcos_upgrade.usecases.running.test_app import definition_of

SCRIPT = "http://boot/1.10.7/dcos_node_upgrade.sh"
PLACES = Places(
    shell=lambda node: f"ssh core@{node.address} sudo -n sh -s --",
    url=Endpoints().url,
    zookeeper_port=2181,
    script_url=lambda source, target: SCRIPT,
    step_sha256="5" * 64,
    hold_sha256="6" * 64,
    known=True,
)


def plan() -> Plan:
    return msgspec.structs.replace(plan_of(("1.9.9", "1.10.7"), nodes=facts.INVENTORY), digest="d" * 64)


def runbook(of: Plan | None = None) -> Runbook:
    made = datetime(2018, 7, 9, tzinfo=UTC)
    return runbook_of(of or plan(), probes.discover(), PLACES, made=made, tool_version="0")


def lines_of(hop: HopPages) -> list[Line]:
    return [line for part in hop.parts for line in part.lines]


def all_lines(book: Runbook) -> list[Line]:
    parts = (book.start, *(part for hop in book.hops for part in hop.parts), book.end, *book.rare)
    return [line for part in parts for line in part.lines]


def with_wave(changes: dict, *, stage: StageName = StageName.PRIVATE_AGENTS) -> Plan:
    """The plan with all steps of a stage in one wave, which is changed so."""
    known = plan()
    hop = known.hops[0]
    found = known.stage(0, stage)
    assert found is not None
    steps = tuple(step for wave in found.waves for step in wave.steps)
    wave = msgspec.structs.replace(found.waves[0], **{"steps": steps, **changes})
    stages = tuple(msgspec.structs.replace(each, waves=(wave,)) if each is found else each for each in hop.stages)
    return msgspec.structs.replace(known, hops=(msgspec.structs.replace(hop, stages=stages),))


def test_every_step_of_the_plan_is_begun_once_and_in_the_plans_order():
    begun = [line.on for line in lines_of(runbook().hops[0]) if line.what.startswith("begin ")]

    assert begun == [step.node for *_, step in plan().steps()]


def test_lines_are_numbered_without_gaps_in_the_order_of_the_document():
    numbers = [line.number for line in all_lines(runbook())]

    assert numbers == list(range(1, len(numbers) + 1))


def test_an_order_has_the_words_that_the_node_is_told():
    order = StepOrder(
        node=facts.M1,
        run="RUN",
        epoch=1,
        attempt=1,
        source="1.9.9",
        target="1.10.7",
        script_url=SCRIPT,
        script_sha256="SHA256",
    )
    told = list(node_port._arguments(order))
    told[2] = "EPOCH"

    commands = [line.command for line in lines_of(runbook().hops[0]) if line.on == facts.M1]
    assert f"ssh core@10.0.1.1 sudo -n sh -s -- start {' '.join(told)} < step.sh" in commands
    assert "ssh core@10.0.1.1 sudo -n sh -s -- look 1.10.7 < step.sh" in commands


def test_a_step_is_admitted_begun_followed_and_judged_in_this_order():
    part = next(part for part in runbook().hops[0].parts if part.title.startswith("masters, "))

    kinds = [(line.what.split(":")[0], line.effect) for line in part.lines[:5]]
    assert kinds == [
        ("look", False),
        ("begin 1.9.9 → 1.10.7", True),
        ("the node runs the vendor's script, on its own", True),
        ("see whether the job has ended", False),
        ("look", False),
    ]
    assert [line.what for line in part.lines if line.what.startswith("look")] == [
        "look: admission",
        "look: master-rejoined",
    ]


def test_the_cluster_is_claimed_on_every_master_first_and_given_back_last():
    book = runbook()

    claims = [line.on for line in book.start.lines if line.what == "claim the cluster"]
    releases = [line.on for line in book.end.lines]
    assert claims == releases == [facts.M1, facts.M2, facts.M3]
    assert all("claim example RUN EPOCH" in line.command for line in book.start.lines if line.on in claims)
    assert not [line for line in book.start.lines[: -len(claims)] if line.effect]


def held_back(done: bool = False) -> Plan:
    """Two masters more, or one that was new when the plan was made."""
    known = plan_of(("1.9.9", "1.10.7"), nodes=facts.INVENTORY, hold_back=True)
    if not done:
        return known
    (hop,), (masters, *rest) = known.hops, known.hops[0].stages
    first, *others = masters.waves
    new = msgspec.structs.replace(first, steps=tuple(msgspec.structs.replace(each, done=True) for each in first.steps))
    stages = (msgspec.structs.replace(masters, waves=(new, *others)), *rest)
    return msgspec.structs.replace(known, hops=(msgspec.structs.replace(hop, stages=stages),))


def whats(book: Runbook) -> list[tuple[str, str]]:
    return [(line.on, line.what) for line in lines_of(book.hops[0])]


def test_old_marathons_are_held_back_right_after_the_first_new_master_and_each_comes_back_by_its_own_step():
    book = runbook(held_back())
    told = whats(book)
    first, second, third = (step.node for wave in held_back().hops[0].stages[0].waves for step in wave.steps)

    begun = [told.index((node, "begin 1.9.9 → 1.10.7")) for node in (first, second, third)]
    held = [told.index((node, "hold its Marathon back")) for node in (second, third)]
    back = [told.index((node, "let its Marathon go")) for node in (second, third)]
    assert begun[0] < held[0] < held[1] < begun[1] < back[0] < begun[2] < back[1]
    assert (first, "hold its Marathon back") not in told
    stop = next(line for line in lines_of(book.hops[0]) if line.what == "hold its Marathon back")
    assert stop.effect
    assert stop.command == f"{PLACES.shell(facts.INVENTORY.node(second))} stop < hold.sh"


def test_where_a_master_is_new_already_the_others_are_held_back_before_the_first_step():
    told = whats(runbook(held_back(done=True)))

    held = told.index((facts.M3, "hold its Marathon back"))
    admitted = next(number for number, (_, what) in enumerate(told) if what == "look: admission")
    assert admitted < held < told.index((facts.M2, "begin 1.9.9 → 1.10.7"))
    assert [node for node, what in told if what == "hold its Marathon back"] == [facts.M3]


def test_how_each_is_let_go_without_its_step_and_what_lies_there_is_told():
    book = runbook(held_back())

    let_go = {line.on: line.command for line in book.rare[0].lines if line.what == "let its Marathon go"}
    assert set(let_go) == {facts.M1, facts.M2, facts.M3}
    assert all(command.endswith("start < hold.sh") for command in let_go.values())
    assert any("name no one leader" in stop.when for stop in book.stops)
    assert any("dcos-marathon.service.d" in path for path, _ in book.files)


def test_a_plan_that_holds_none_back_says_nothing_of_it():
    book = runbook()

    assert not [line for line in all_lines(book) if "hold.sh" in line.command]
    assert not any("dcos-marathon.service.d" in path for path, _ in book.files)


def test_the_script_is_read_before_the_first_step_of_its_hop():
    first = lines_of(runbook().hops[0])[0]

    assert (first.on, first.command) == ("bootstrap host", f"GET {SCRIPT}")


def test_every_look_that_a_line_names_is_explained():
    book = runbook()

    named = {line.what.removeprefix("look: ") for line in all_lines(book) if line.what.startswith("look: ")}
    assert named == {look.id for look in book.looks}
    assert {"admission", "master-rejoined", "agent-rejoined", CAPTURE} == named


@pytest.mark.parametrize("gate", ["admission", "master-rejoined", "agent-rejoined"])
def test_a_look_lists_every_check_and_every_question_of_its_gate(gate: str):
    page = next(look for look in runbook().looks if look.id == gate)
    known = gates.discover()[gate]

    assert tuple(each.check for each in page.judged) == known.checks
    assert {each.probe for each in page.asked} == gates.probes_of(known) | {"dcos-version"}


def test_the_capture_lists_every_question_that_there_is():
    page = next(look for look in runbook().looks if look.id == CAPTURE)

    assert {each.probe for each in page.asked} == set(probes.discover())


def test_questions_have_their_exact_words():
    asked = {each.probe: each.how for look in runbook().looks for each in look.asked}

    for name, probe in probes.discover().items():
        match probe.question:
            case Command(text=text):
                assert asked[name] == text
            case HttpGet(path=path):
                assert path in asked[name]
    assert "GET http://10.0.1.2:5050/metrics/snapshot" in asked["mesos-metrics"].splitlines()
    assert "srvr to 10.0.1.3:2181" in asked["zookeeper-srvr"].splitlines()


def test_a_machine_has_the_numbers_of_every_line_that_writes_on_it():
    book = runbook()

    for machine in book.machines:
        writing = tuple(line.number for line in all_lines(book) if line.effect and line.on == machine.node.id)
        assert machine.lines == writing
    assert len(book.machines) == len(facts.INVENTORY.nodes)


def test_the_doors_are_the_first_new_marathon_and_the_last_master():
    book = runbook()

    begun = {line.number: line.on for line in all_lines(book) if line.what.startswith("begin ")}
    masters = [number for number, node in begun.items() if node.startswith("m")]
    assert [door.what for door in book.doors] == ["the first new Marathon leads", "the last master"]
    assert book.doors[0].lines == (masters[0], masters[-1])
    assert book.doors[1].lines == (masters[-1],)
    assert "Marathon 1.4.11 becomes 1.5.8" in book.doors[0].when


def done(*names: str) -> Plan:
    known = plan()
    hop = known.hops[0]

    def marked(wave):
        steps = tuple(msgspec.structs.replace(step, done=step.node in names) for step in wave.steps)
        return msgspec.structs.replace(wave, steps=steps)

    stages = tuple(
        msgspec.structs.replace(stage, waves=tuple(marked(wave) for wave in stage.waves)) for stage in hop.stages
    )
    return msgspec.structs.replace(known, hops=(msgspec.structs.replace(hop, stages=stages),))


def test_a_node_that_is_done_is_not_touched_and_its_masters_door_stands_open():
    book = runbook(done("m1"))

    lines = [line for line in lines_of(book.hops[0]) if line.on == "m1"]
    assert [line.effect for line in lines] == [False]
    assert book.doors[0].when.startswith("at any election: a master is new already")


def test_with_all_masters_done_every_door_was_passed_before():
    assert [door.what for door in runbook(done("m1", "m2", "m3")).doors] == ["passed before this plan"]


def test_nodes_of_one_admission_are_begun_before_any_of_them_is_followed():
    book = runbook(with_wave({"at_once": 2}))

    part = next(part for part in book.hops[0].parts if part.title.startswith("private-agents"))
    kinds = [line.what.split(" ")[0] for line in part.lines]
    assert kinds == ["look:", "begin", "the", "begin", "the", "see", "see", "look:", *(["wait"] if kinds[8:] else [])]
    assert part.lines[0].note.startswith("a1, a2 are in hand")


def test_an_approval_and_a_soak_are_lines():
    part = next(
        part
        for part in runbook(with_wave({"needs_approval": True, "soak": 90.0})).hops[0].parts
        if part.title.startswith("private-agents")
    )

    assert part.lines[0].what == "approve the point private-agents private_agent"
    assert part.lines[0].command.startswith("dcos-upgrade approve 'private-agents private_agent' --plan dddddddddddd")
    assert part.lines[-1].what == "wait 90 s, then go on"


def test_a_sites_own_command_is_a_line_where_it_will_run():
    step = SiteStep(name="drain", at="before-node", command=("/usr/bin/drain", "a b"), timeout=30.0)
    at_the_end = SiteStep(name="tell", at="after-hop", command=("tell",))
    book = runbook(msgspec.structs.replace(plan(), site_steps=(step, at_the_end)))

    lines = lines_of(book.hops[0])
    begun = [index for index, line in enumerate(lines) if line.what.startswith("begin ")]
    assert all(lines[index - 1].command == "/usr/bin/drain 'a b'" for index in begun)
    assert [lines[index - 1].what.split()[-1] for index in begun] == [lines[index].on for index in begun]
    assert lines[-1].command == "tell"


def test_a_sites_own_command_is_signed_with_its_programs_digest():
    step = SiteStep(name="drain", at="after-hop", command=("/usr/bin/drain",))
    facts = {"program of the site's step drain": "abc"}
    book = runbook(msgspec.structs.replace(plan(), site_steps=(step,), relied_on=facts))

    assert lines_of(book.hops[0])[-1].note.endswith("its program has SHA-256 abc")


def test_a_soak_is_its_wait_and_the_looks_of_its_gate_with_all_that_they_ask():
    book = runbook(with_wave({"soak": 90.0, "soak_gate": "soak-health", "stable": 120.0, "retry": 600.0}))
    part = next(part for part in book.hops[0].parts if part.title.startswith("private-agents"))
    page = next(page for page in book.looks if page.id == "soak-health")

    assert [line.what for line in part.lines[-2:]] == ["wait 90 s, then go on", "look: soak-health"]
    assert "for 120 s without a break" in part.lines[-1].note
    assert "within 600 s more, the run halts" in part.lines[-1].note
    assert "stable time" in page.passes
    assert {asked.of for asked in page.asked if asked.probe == "journal-errors"} == {
        "the masters and the nodes of the wave"
    }
    assert "mesos-state" in {asked.probe for asked in page.asked}


@pytest.mark.parametrize(
    ("target", "says", "not_says"),
    [
        ("1.9.10", "checks nothing more", "check runner"),
        ("1.10.7", "dcos-diagnostics check node-poststart", "in vain"),
        ("1.12.3", "in a way that runs no check", "dcos-diagnostics"),
        ("2.1.2", "waits until all have stopped", "does not wait"),
        ("2.1.1", "does not wait for them", "waits until all"),
    ],
)
def test_the_vendors_script_is_described_by_the_era_that_made_it(target: str, says: str, not_says: str):
    told = " ".join(script_of("1.9.9", target))

    assert says in told
    assert not_says not in told


def test_an_early_1_10_script_fails_in_silence_and_a_late_1_11_one_says_why():
    assert "without a word" in " ".join(script_of("1.9.9", "1.10.7"))
    assert "without a word" not in " ".join(script_of("1.10.7", "1.11.3"))


def test_every_stop_has_one_next_command():
    stops = runbook().stops

    assert stops
    assert all(stop.next.count("dcos-upgrade ") == 1 for stop in stops)


# --- the test app -----------------------------------------------------------------------------------------------------

APP = plans.TestApp(id="/dcos-upgrade/test-app-1", nodes=("a1",), definition={"cmd": "serve $PORT0", "instances": 1})


def with_test_app() -> Runbook:
    return runbook(msgspec.structs.replace(plan(), test_app=APP))


def test_the_test_app_is_told_to_marathon_word_for_word_before_the_first_hop_and_gone_at_the_end():
    book = with_test_app()
    deploy = next(line for line in book.start.lines if line.what == "deploy the test app")
    remove = next(line for line in book.end.lines if line.what == "remove the test app")

    assert deploy.effect
    assert deploy.command.startswith("PUT http://10.0.1.1:8080/v2/apps/dcos-upgrade/test-app-1\n")
    assert json.loads(deploy.command.partition("\n")[2]) == definition_of(APP.id, APP.definition, "RUN")
    assert remove.command == "DELETE http://10.0.1.1:8080/v2/apps/dcos-upgrade/test-app-1"
    assert remove.number < min(line.number for line in book.end.lines if line.what == "give the cluster back")


def test_the_fresh_app_of_a_validation_comes_and_goes_in_its_stage():
    validation = with_test_app().hops[-1].parts[-1]

    assert [line.what for line in validation.lines if line.effect] == ["deploy a fresh test app", "remove it"]
    assert "Nothing is written in this stage." not in validation.text


def test_a_runbook_without_a_test_app_tells_marathon_nothing():
    assert [line.command for line in all_lines(runbook()) if line.command.startswith(("PUT", "DELETE"))] == []


def test_the_test_app_stands_among_what_is_laid_down_and_among_the_ways_to_stop():
    book = with_test_app()

    assert {APP.id, APP.at_validation} <= {where for where, _ in book.files}
    assert any("test app" in stop.when for stop in book.stops)
    assert not any("test app" in stop.when for stop in runbook().stops)
