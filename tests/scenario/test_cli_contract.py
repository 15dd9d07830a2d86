"""What callers of the command line may rely on: keys, exit codes, what goes to which stream."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import cluster_facts as facts
import pytest
from scenario.command import Called, Caller, calling, plan_file  # noqa: F401  # calling is the fixture "call"

import dcos_upgrade
from dcos_upgrade import catalog, probes
from dcos_upgrade.adapters.snapshot_directory import write_snapshot
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.probes import clock

OFFLINE = {
    "plan": ("plan", "--from", "1.9.4", "--to", "1.11.3", "--on", "2018-07-10"),
    "why-not": ("why-not", "1.11.3", "--from", "1.9.4", "--on", "2018-07-10"),
    "status": ("status",),
    "catalog-list": ("catalog", "list"),
    "catalog-show": ("catalog", "show", "1.11.3"),
    "catalog-lint": ("catalog", "lint"),
    "check": ("check", "--list"),
    "explain": ("explain", "replog-recovered"),
    "faq": ("faq",),
    "schema-cluster": ("schema", "cluster"),
    "schema-plan": ("schema", "plan"),
    "lab-down": ("lab", "down"),
}


def written(path: Path, values: dict, unknown: dict | None = None) -> str:
    seen = facts.snapshot(values, unknown=unknown)
    write_snapshot(path, seen, pacing=Pacing(), tool_version="0", cluster_id="id")
    return str(path)


@pytest.mark.parametrize("verb", OFFLINE)
def test_json_is_one_object_with_schema_and_version(call: Caller, verb: str):
    called = call(*OFFLINE[verb], "--output", "json")

    assert called.code == 0
    assert called.keys["schema"] == f"dcos-upgrade/{verb}/1"
    assert called.keys["tool_version"] == dcos_upgrade.__version__
    assert called.err == ""


@pytest.mark.parametrize("verb", OFFLINE)
def test_text_is_on_stdout_and_fits_80_columns(call: Caller, verb: str):
    called = call(*OFFLINE[verb])

    lines = called.out.splitlines()
    assert called.code == 0 and lines
    assert [line for line in lines if len(line) > 80] == [] or verb.startswith(("schema", "catalog-list"))


def test_plan_has_the_route_of_its_day(call: Caller):
    early = call("plan", "--from", "1.9.4", "--to", "1.11.3", "--on", "2018-07-10", "--output", "json").keys
    late = call("plan", "--from", "1.9.4", "--to", "1.11.3", "--on", "2018-07-24", "--output", "json").keys

    assert early["route"] == ["1.9.4", "1.9.9", "1.10.7", "1.11.3"]
    assert late["route"] == ["1.9.4", "1.9.10", "1.10.8", "1.11.3"]
    assert (early["from"], early["to"], early["on"]) == ("1.9.4", "1.11.3", "2018-07-10")
    assert early["policy"] in {"seed_strict", "text_2018", "matrix_final"}
    assert [set(hop) for hop in early["hops"]] == [{"from", "to", "kind"}] * 3
    assert all(set(each) == {"from", "to", "rule", "reason", "source"} for each in early["refusals"])


def test_a_route_that_does_not_exist_has_no_hops_and_says_why(call: Caller):
    called = call("plan", "--from", "1.11.3", "--to", "1.9.4", "--output", "json")

    assert called.code == 3
    assert called.keys["hops"] == []
    assert called.keys["refusals"]


def test_a_plan_for_a_cluster_is_written_whole_and_is_what_was_printed(call: Caller, tmp_path: Path):
    before = written(tmp_path / "before", facts.healthy())

    called = call(
        "plan", "--snapshot", before, "--to", "1.10.7", "--on", "2018-07-10", "--out", "plan.json", "--output", "json"
    )

    keys = called.keys
    assert called.code == 0
    assert (keys["from"], keys["to"], keys["route"]) == ("1.9.9", "1.10.7", ["1.9.9", "1.10.7"])
    stages = keys["hops"][0]["stages"]
    assert [stage["name"] for stage in stages] == [
        "masters",
        "service-marathons",
        "private-agents",
        "public-agents",
        "validation",
    ]
    wave = stages[0]["waves"][0]
    assert {"steps", "gates", "at_once"} <= set(wave)
    assert set(wave["steps"][0]) == {"node", "from", "to", "done"}
    again = call("run", "plan.json", "--cluster", call.cluster(), "--confirm", "example")
    assert "not for example" in again.err or "same nodes" in again.err
    assert keys["digest"] in (tmp_path / "plan.json").read_text()


def test_a_plan_says_what_it_stands_on_beside_the_plan_itself(call: Caller, tmp_path: Path):
    before = written(tmp_path / "before", facts.healthy())
    wanted = ("plan", "--snapshot", before, "--to", "1.10.7", "--on", "2018-07-10", "--out", "plan.json")

    keys = call(*wanted, "--output", "json").keys

    assert [each["level"] for each in keys["support"]] == ["supported", "supported"]
    (hop,) = keys["platforms"]["hops"]
    (row,) = hop["rows"]
    assert (row["system"], row["docker"], len(row["nodes"])) == ("RHEL 7.4", "17.05.0-ce", 6)
    assert (row["before"]["standing"], row["after"]["standing"]) == ("supported", "supported")
    assert {each["id"]: each["holds"] for each in hop["requirements"]}["systemd-218"] is True
    assert {each["title"]: each["version"] for each in hop["brings"]}["Marathon"] == "1.5.8"
    assert "platforms" not in (tmp_path / "plan.json").read_text()


def test_a_machine_that_the_target_is_not_listed_for_stands_in_the_notes_of_the_plan(call: Caller, tmp_path: Path):
    values = facts.healthy() | {
        facts.key(facts.os_release.PROBE, facts.A1): facts.os_release.OsRelease(id="debian", version="12", kernel="6.1")
    }
    wanted = ("plan", "--snapshot", written(tmp_path / "before", values), "--to", "1.10.7", "--on", "2018-07-10")

    called = call(*wanted, "--output", "json")

    assert called.code == 0
    assert any("a1: debian 12 is not in the catalog" in note for note in called.keys["notes"])


def test_a_route_says_its_support_where_it_is_explained(call: Caller):
    wanted = ("plan", "--from", "1.9.3", "--to", "1.11.3", "--on", "2018-07-24", "--output", "json")

    assert "support" not in call(*wanted).keys
    support = call(*wanted, "--explain").keys["support"]

    assert (support[0]["release"], support[0]["level"]) == ("1.9.3", "supported")


def test_a_release_shows_what_the_workbook_prints_of_it(call: Caller):
    keys = call("catalog", "show", "1.10.4", "--output", "json").keys

    row = next(each for each in keys["expected"] if each["component"] == "metronome")
    assert (row["version"], row["printed"], row["correction"]) == ("0.3.2", "0.3.3", "metronome-of-1-10-4")
    assert "metronome-of-1-10-4" in {each["id"] for each in keys["corrections"]}


def test_plan_explained_has_shorter_routes_doors_and_the_other_way(call: Caller):
    wanted = ("plan", "--from", "1.9.4", "--to", "1.11.3", "--on", "2018-07-10")

    keys = call(*wanted, "--explain", "--output", "json").keys

    assert {tuple(each["route"]) for each in keys["shorter"]} == {
        ("1.9.4", "1.11.3"),
        ("1.9.4", "1.10.7", "1.11.3"),
        ("1.9.4", "1.9.9", "1.11.3"),
    }
    assert {"hop", "from", "to", "door", "after", "says", "source"} == set(keys["doors"][0])
    assert {"marathon-state-moved", "masters-all-new", "agent-state-read"} <= {each["door"] for each in keys["doors"]}
    assert keys["another_way"]["takes"] and keys["another_way"]["counts"] == []


def test_with_a_snapshot_the_other_way_counts_what_there_is_to_move(call: Caller, tmp_path: Path):
    values = {**facts.healthy(), facts.key(facts.service_marathons.PROBE): facts.service_marathons.ServiceMarathons()}
    wanted = ("plan", "--snapshot", written(tmp_path / "before", values), "--to", "1.11.3", "--on", "2018-07-24")

    keys = call(*wanted, "--explain", "--output", "json").keys
    told = call(*wanted, "--explain").out

    counts = {each["what"]: each["number"] for each in keys["another_way"]["counts"]}
    assert (counts["apps"], counts["service Marathons"], counts["pods"]) == (1, 0, None)
    assert "Doors: after each there is no way back" in told and "pods unknown" in told


def test_explain_says_what_a_name_is_and_counts_the_kinds(call: Caller):
    word, kinds, unknown = (call("explain", *words, "--output", "json") for words in (("in", "doubt"), (), ("hopp",)))

    assert {"name", "kind", "title", "text", "source"} <= set(word.keys)
    assert (word.code, word.keys["kind"]) == (0, "word")
    assert (kinds.code, kinds.keys["schema"]) == (0, "dcos-upgrade/explain/1")
    assert {"kind", "count", "meaning"} <= set(kinds.keys["kinds"][0])
    assert (unknown.code, "hop" in unknown.err) == (64, True)


def test_plan_diff_exits_0_or_2_and_says_what_is_certain(call: Caller, tmp_path: Path):
    before = written(tmp_path / "before", facts.healthy())
    wanted = ("plan", "--snapshot", before, "--to", "1.10.7", "--on", "2018-07-10")
    call(*wanted, "--out", "monday.json")
    call(*wanted, "--out", "tuesday.json", "--policy-file", call.file("policy.yaml", "agent_soak: 600\n"))

    same, other = (
        call("plan", "diff", "monday.json", each, "--output", "json") for each in ("monday.json", "tuesday.json")
    )
    told = call("plan", "diff", "monday.json", "tuesday.json")

    assert (same.code, same.keys["differences"], same.keys["schema"]) == (0, [], "dcos-upgrade/plan-diff/1")
    assert other.code == 2
    assert all({"where", "what", "before", "after", "bearing"} == set(each) for each in other.keys["differences"])
    pacing = next(each for each in other.keys["differences"] if each["where"] == "pacing")
    assert (pacing["what"], pacing["before"], pacing["after"], pacing["bearing"]) == (
        "agent_soak",
        "60.0",
        "600.0",
        "safer",
    )
    assert "agent_soak: 60.0 → 600.0 (safer)" in told.out


def test_plan_diff_reads_plans_only(call: Caller):
    other = call.file("other.json", "{}")

    assert call("plan", "diff", other, other).code == 3
    assert call("plan", "diff", "gone.json", other).code == 64


def test_plan_is_a_verb_of_its_own_beside_plan_diff(call: Caller):
    assert call("plan").code == 64
    assert call("plan", "dif", "a", "b").code == 64
    assert "plan diff" in call("plan", "--help").out


def test_why_not_names_what_to_change_and_how_to_verify_it(call: Caller, tmp_path: Path):
    before = written(tmp_path / "before", facts.healthy())
    silent = written(tmp_path / "silent", {key: value for key, value in facts.healthy().items() if key[1] != "m1"})

    free, closed, cluster, unknown = (
        call("why-not", *words, "--output", "json")
        for words in (
            ("1.11.3", "--from", "1.9.4", "--on", "2018-07-10"),
            ("1.11.3", "--from", "1.10.7", "--on", "2021-06-01"),
            ("1.10.7", "--snapshot", before, "--on", "2018-07-10"),
            ("1.10.7", "--snapshot", silent, "--on", "2018-07-10"),
        )
    )

    risks = {risk.id for risk in catalog.own().risks}
    assert [each.code for each in (free, closed, unknown)] == [0, 3, 8]
    assert free.keys["blocked"] == []
    assert {each["rule"] for each in cluster.keys["blocked"]} <= risks
    assert {"rule", "reason", "source", "verify"} <= set(closed.keys["blocked"][0])
    assert closed.keys["blocked"][0]["rule"] == "not-in-matrix"
    assert closed.keys["blocked"][0]["verify"].startswith("dcos-upgrade plan --from 1.10.7 --to 1.11.3")
    assert all(each["rule"] and each["verify"] for each in unknown.keys["blocked"])


def test_why_not_says_for_people_what_to_change(call: Caller):
    told = call("why-not", "1.11.3", "--from", "1.10.7", "--on", "2021-06-01")
    gone = call("why-not", "1.13.8", "--from", "1.12.5", "--on", "2021-06-01")

    assert "1 thing to change from 1.10.7 to 1.11.3" in told.out and "verify: dcos-upgrade plan" in told.out
    assert "Nothing that can be changed leads from 1.12.5 to 1.13.8" in gone.out and "1.13.9" in gone.out
    assert [line for line in (told.out + gone.out).splitlines() if len(line) > 80] == []


def test_why_not_needs_exactly_one_start(call: Caller, tmp_path: Path):
    before = written(tmp_path / "before", facts.healthy())

    assert call("why-not", "1.11.3").code == 64
    assert call("why-not", "1.11.3", "--from", "1.9.9", "--snapshot", before).code == 64
    assert call("why-not", "3.0.0", "--from", "1.9.9").code == 64


def test_a_policy_file_changes_the_pacing_and_with_it_the_digest(call: Caller, tmp_path: Path):
    before = written(tmp_path / "before", facts.healthy())
    wanted = ("plan", "--snapshot", before, "--to", "1.10.7", "--on", "2018-07-10", "--output", "json")

    usual = call(*wanted).keys
    slower = call(*wanted, "--policy-file", call.file("policy.yaml", "agent_soak: 600\n")).keys

    assert slower["pacing"]["agent_soak"] == 600
    assert slower["digest"] != usual["digest"]


def test_status_without_a_run_is_idle(call: Caller):
    keys = call("status", "--output", "json").keys

    assert (keys["run"], keys["state"], keys["halted_by"]) == (None, "idle", None)
    assert set(keys["nodes"]) >= {"done", "in_flight", "quarantined", "in_doubt", "waiting"}
    assert {"hop", "stage", "wave", "next"} <= set(keys)


def test_status_makes_nothing_where_there_is_nothing(call: Caller, tmp_path: Path):
    call("status")

    assert not (tmp_path / "state").exists()


def test_validate_says_what_was_lost_by_exit_code_and_name(call: Caller, tmp_path: Path):
    before = written(tmp_path / "before", facts.healthy())
    after = written(tmp_path / "after", facts.done())
    gone = written(
        tmp_path / "gone", {**facts.done(), facts.key(facts.mesos_slaves.PROBE): facts.slaves(facts.agent(facts.A1))}
    )
    silent = written(tmp_path / "silent", {key: value for key, value in facts.done().items() if key[1] != "m1"})

    well, lost, unknown = (
        call("validate", "--baseline", before, "--snapshot", each, "--to", "1.10.7", "--output", "json")
        for each in (after, gone, silent)
    )

    assert (well.code, well.keys["lost"]) == (0, [])
    assert lost.code == 7
    assert {"kind", "subject", "evidence"} <= set(lost.keys["lost"][0])
    assert (unknown.code, unknown.keys["lost"]) == (8, [])


def test_diff_exits_0_2_or_8(call: Caller, tmp_path: Path):
    before, after = written(tmp_path / "before", facts.healthy()), written(tmp_path / "after", facts.done())
    lost = written(tmp_path / "lost", {**facts.done(), facts.key(facts.mesos_state.PROBE): facts.state()})
    silent = written(tmp_path / "silent", {})

    same, hop, gone, nothing = (
        call("diff", before, each, "--output", "json") for each in (before, after, lost, silent)
    )

    assert (same.code, same.keys["differences"]) == (0, [])
    assert hop.code == 0
    assert {each["verdict"] for each in hop.keys["differences"]} == {"expected"}
    assert {"subject", "what", "before", "after", "verdict", "why"} <= set(hop.keys["differences"][0])
    assert (gone.code, gone.keys["differences"][0]["verdict"]) == (2, "unexpected")
    assert {"subject", "what", "why"} <= set(gone.keys["unknown"][0])
    assert nothing.code == 8
    assert nothing.keys["differences"] == []


def test_diff_tells_what_is_unexpected_first_within_80_columns_and_lists_the_rest_with_all(
    call: Caller, tmp_path: Path
):
    before = written(tmp_path / "before", facts.healthy())
    lost = written(tmp_path / "lost", {**facts.done(), facts.key(facts.mesos_state.PROBE): facts.state()})

    short, whole = call("diff", before, lost), call("diff", before, lost, "--all")

    lines = short.out.splitlines()
    assert lines[0] == "1.9.9 → 1.10.7"
    assert lines[2].startswith("unexpected  task") or lines[3].startswith("unexpected  task")
    assert max(len(line) for line in (*lines, *whole.out.splitlines())) <= 80
    assert "m1 release: 1.9.9 → 1.10.7" in whole.out
    assert "m1 release" not in short.out


def test_diff_does_not_let_a_name_of_the_cluster_act_on_the_terminal(call: Caller, tmp_path: Path):
    evil = facts.agent(facts.A1, attributes={"rack\x1b[2J": "r\x1b[2Jx"})
    before = written(tmp_path / "before", {**facts.healthy(), facts.key(facts.mesos_slaves.PROBE): facts.slaves(evil)})

    told = call("diff", before, written(tmp_path / "after", facts.done()))

    assert told.code == 2
    assert "\x1b" not in told.out


def test_check_passes_a_healthy_cluster_blocks_a_sick_one_and_does_not_know_a_silent_one(call: Caller, tmp_path: Path):
    sick = {**facts.healthy(), facts.key(facts.mesos_slaves.PROBE): facts.slaves(facts.agent(facts.A1, active=False))}

    well, blocked, unknown = (
        call("check", "--snapshot", written(tmp_path / name, values), "--output", "json")
        for name, values in (("well", facts.healthy()), ("sick", sick), ("silent", {}))
    )

    assert (well.code, blocked.code, unknown.code) == (0, 3, 8)
    assert {"check", "subject", "verdict", "severity", "summary", "remedy", "evidence"} <= set(
        well.keys["judgements"][0]
    )


def test_check_only_runs_what_was_named(call: Caller, tmp_path: Path):
    here = written(tmp_path / "here", facts.healthy())

    judged = call("check", "--snapshot", here, "--only", "replog-recovered", "--output", "json").keys["judgements"]

    assert {each["check"] for each in judged} == {"replog-recovered"}
    assert call("check", "--snapshot", here, "--only", "nonsense").code == 64


def test_snapshot_show_has_counts_and_names_what_is_unknown(call: Caller, tmp_path: Path):
    silent = {facts.key(facts.dcos_version.PROBE, "m2"): "m2: the node does not answer over SSH"}
    here = written(tmp_path / "here", {k: v for k, v in facts.healthy().items() if k not in silent}, silent)

    keys = call("snapshot", "show", here, "--output", "json").keys

    assert keys["snapshot"]["masters"] == 3
    assert keys["unknown"] == [
        {"probe": "dcos-version", "subject": "m2", "reason": "m2: the node does not answer over SSH"}
    ]


def test_capture_shows_every_command_and_touches_nothing(call: Caller, tmp_path: Path):
    called = call("capture", "--cluster", call.cluster(), "--out", "before", "--show-commands", "--output", "json")

    assert called.code == 0
    assert {each["probe"] for each in called.keys["commands"]} == set(probes.discover())
    assert not (tmp_path / "before").exists()


def test_catalog_lists_every_release_with_its_components(call: Caller):
    releases = {each["version"]: each for each in call("catalog", "list", "--output", "json").keys["releases"]}

    assert {"version", "released", "withdrawn", "components"} <= set(releases["1.11.3"])
    assert {"mesos", "marathon", "zookeeper", "metronome"} <= set(releases["1.11.3"]["components"])
    assert call("catalog", "lint", "--output", "json").keys["problems"] == []


@pytest.mark.parametrize(
    "name", ["1.10.7", "replog-recovered", "master-rejoined", "not-adjacent-minors", "dcos-version"]
)
def test_explain_knows_releases_checks_gates_rules_and_probes(call: Caller, name: str):
    keys = call("explain", name, "--output", "json").keys

    assert keys["name"] == name
    assert all(keys[part] for part in ("kind", "title", "text", "source"))


def test_a_plan_that_is_ours_is_read_back(call: Caller):
    path = call.file("plan.json", plan_file())

    called = call("run", path, "--cluster", call.cluster(), "--confirm", "example")

    assert called.code == 3
    assert "this plan is for the cluster fake, not for example" in " ".join(called.err.split())


def test_the_state_directory_comes_from_the_flag_then_the_environment(call: Caller, tmp_path: Path, monkeypatch):
    here, there = tmp_path / "here", tmp_path / "there"
    monkeypatch.setenv("DCOS_UPGRADE_STATE", str(there))

    by_flag, by_environment = call("report", "--state", str(here)), call("report")

    assert str(here) in "".join(by_flag.err.split()) and by_flag.code == 64
    assert str(there) in "".join(by_environment.err.split())


def test_faq_has_the_23_questions_of_the_workbook_each_with_its_source(call: Caller):
    rows = call("faq", "--output", "json").keys["faq"]

    assert len(rows) >= 23
    assert all(row[key] for row in rows for key in ("id", "question", "verdict", "reason", "action", "source"))


def test_faq_says_when_nothing_has_these_words(call: Caller):
    found = call("faq", "giraffe", "--output", "json")

    assert (found.code, found.keys["faq"]) == (0, [])
    assert "giraffe" in call("faq", "giraffe").out


def planned(call: Caller, path: Path, *more: str, values: dict | None = None, unknown: dict | None = None) -> Called:
    before = written(path, facts.healthy() | (values or {}), unknown=unknown)
    return call("plan", "--snapshot", before, "--to", "1.10.7", "--on", "2018-07-10", "--out", "plan.json", *more)


LATE = {facts.key(clock.PROBE, facts.M1): (facts.NOW + timedelta(seconds=90)).timestamp()}


def test_a_plan_has_what_every_policy_rule_says_of_each_hop(call: Caller, tmp_path: Path):
    keys = planned(call, tmp_path / "before", "--output", "json").keys

    rows = {each["rule"]: each for each in keys["policy_rules"]}
    assert len(rows) == len(keys["policy_rules"]) >= 113
    assert set(rows["clocks-in-step"]) == {"rule", "hop", "from", "to", "says", "because", "severity"}
    assert {each["says"] for each in rows.values()} == {"objects", "nothing", "unknown"}
    assert rows["patch-and-upgrade-differ"]["because"] == ['hop.kind is "upgrade"']
    assert "patch-and-upgrade-differ" not in (tmp_path / "plan.json").read_text()


def test_a_policy_rule_that_blocks_refuses_the_plan_and_nothing_is_written(call: Caller, tmp_path: Path):
    called = planned(call, tmp_path / "before", "--output", "json", values=LATE)

    (refused,) = (each for each in called.keys["refusals"] if each["rule"] == "clocks-in-step")
    assert (called.code, called.keys["hops"], called.keys["route"]) == (3, [], ["1.9.9", "1.10.7"])
    assert "m1" in refused["reason"] and refused["source"].startswith("workbook")
    assert [each["says"] for each in called.keys["policy_rules"] if each["rule"] == "clocks-in-step"] == ["objects"]
    assert not (tmp_path / "plan.json").exists()


def test_a_policy_rule_that_cannot_know_refuses_nothing_and_is_named_on_request(call: Caller, tmp_path: Path):
    silent = {facts.key(clock.PROBE, facts.M1): "no answer within 15 s"}

    plain = planned(call, tmp_path / "before", unknown=silent)
    more = planned(call, tmp_path / "again", "--explain", unknown=silent)

    assert (plain.code, more.code) == (0, 0)
    assert "Rules of the workbook" in plain.out and "clocks-in-step" not in plain.out
    assert "cannot be judged" in more.out and "clocks-in-step" in more.out


def test_a_refused_plan_says_in_text_what_is_to_be_mended(call: Caller, tmp_path: Path):
    called = planned(call, tmp_path / "before", "--explain", values=LATE)

    assert called.code == 3
    assert "[clocks-in-step]" in called.out and "then capture and plan again" in " ".join(called.out.split())
    assert [line for line in called.out.splitlines() if len(line) > 80] == []


def test_offline_the_policy_rules_are_asked_on_request_only(call: Caller):
    usual = ("plan", "--from", "1.9.4", "--to", "1.11.3", "--on", "2018-07-10", "--output", "json")

    plain, more = call(*usual), call(*usual, "--explain")

    assert "policy_rules" not in plain.keys
    assert {each["hop"] for each in more.keys["policy_rules"]} == {1, 2, 3}
    assert (plain.code, plain.keys["refusals"]) == (more.code, more.keys["refusals"])
