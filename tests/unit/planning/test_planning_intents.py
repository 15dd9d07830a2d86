"""One intent per run: what each rule has against a run, what it has nothing against, and what it cannot say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.intents import NOT_COMPARED, Intent, Judged, judged, rules
from dcos_upgrade.planning.intents.intent_rule import Objects, Tells
from dcos_upgrade.probes.security_mode import Security, SecurityMode
from dcos_upgrade.probes.user_configuration import UserConfiguration

MASTERS = ("10.0.1.1", "10.0.1.2", "10.0.1.3")
LISTED = '["10.0.1.1", "10.0.1.2", "10.0.1.3"]'
RUNNING = {"cluster_name": "example", "master_list": LISTED, "resolvers": '["8.8.8.8"]', "bootstrap_url": "http://b"}
SILENT = Unknown("m1: no answer")
OPEN = Security(variant="open")


def configuration(changes: dict[str, str | None] | None = None, **fields: Any) -> UserConfiguration:
    keys = {**RUNNING, **(changes or {})}
    return UserConfiguration(keys={key: text for key, text in keys.items() if text is not None}, **fields)


def intent(*route: str, **fields: Any) -> Intent:
    values: dict[str, Any] = {"masters": MASTERS, "running": configuration(), "security": OPEN, **fields}
    return Intent(route=tuple(Version.parse(stop) for stop in route or ("1.10.7", "1.11.3")), **values)


def enterprise(mode: SecurityMode | None, **fields: Any) -> dict[str, Any]:
    return {"security": Security(mode=mode, variant="enterprise"), **fields}


def changing(changes: dict[str, str | None], *route: str, **fields: Any) -> Intent:
    return intent(*route, planned=configuration(changes), **fields)


def said(rule: str, asked: Intent) -> list[str]:
    """How often the rule objects, tells and does not know, in its order."""
    kinds = {Objects: "objects", Tells: "tells", Unknown: "unknown"}
    return [kinds[type(each)] for each in rules.discover()[rule].judge(asked)]


MODE = SecurityMode
SAME = ("1.10.7", "1.10.7")

ROWS: list[tuple[str, Intent, list[str]]] = [
    # Release and configuration.
    ("configuration-alone", changing({"dns_search": "example"}), ["objects"]),
    ("configuration-alone", changing({"resolvers": '["1.1.1.1"]', "gc_delay": "1"}), ["objects", "objects"]),
    ("configuration-alone", changing({"resolvers": None}), ["objects"]),
    ("configuration-alone", changing({}), []),
    ("configuration-alone", intent(), []),
    ("configuration-alone", changing({"dns_search": "example"}, *SAME), []),
    ("configuration-alone", changing({}, running=SILENT), ["unknown"]),
    ("configuration-alone", changing({"bootstrap_url": "http://c", "ssh_user": "me"}), ["tells", "tells"]),
    ("configuration-alone", changing({"enable_ipv6": "false", "fault_domain_enabled": "false"}), ["tells", "tells"]),
    ("configuration-alone", changing({"enable_ipv6": "false"}, "1.11.3", "1.12.0"), ["objects"]),
    ("configuration-alone", changing({"enable_ipv6": "false"}, "1.9.9", "1.10.7", "1.11.3"), ["tells"]),
    (
        "configuration-alone",
        changing({"enable_ipv6": "false"}, running=configuration({"enable_ipv6": "true"})),
        ["objects"],
    ),
    ("configuration-alone", changing({"rexray_config_preset": "aws"}, "1.9.9", "1.10.7"), ["objects"]),
    (
        "configuration-alone",
        changing({"rexray_config_preset": "aws"}, "1.9.9", "1.10.7", running=configuration({"rexray_config": "{}"})),
        ["tells", "tells"],
    ),
    (
        "configuration-alone",
        changing(
            {"marathon_gpu_scheduling_behavior": "restricted"},
            "1.12.3",
            "1.13.2",
            running=configuration({"marathon_gpu_scheduling_behavior": "undefined"}),
        ),
        ["tells"],
    ),
    ("configuration-alone", changing({"ca_certificate_path": "genconf/ca.crt"}, "2.1.1", "2.2.1"), ["tells"]),
    ("configuration-alone", changing({"ca_certificate_path": "genconf/ca.crt"}, "2.0.1", "2.1.1"), ["objects"]),
    # A run of its own.
    ("keys-that-may-change", changing({"dns_search": "example", "resolvers": '["1.1.1.1"]'}, *SAME), []),
    ("keys-that-may-change", changing({"cluster_name": "another"}, *SAME), ["objects"]),
    ("keys-that-may-change", changing({"enable_mesos_input_plugin": "false"}, *SAME), ["objects"]),
    ("keys-that-may-change", changing({"enable_mesos_input_plugin": "false"}, "1.12.3", "1.12.3"), []),
    ("keys-that-may-change", changing({"bootstrap_url": "http://c"}, *SAME), ["tells"]),
    ("keys-that-may-change", changing({}, *SAME, running=SILENT), ["unknown"]),
    ("keys-that-may-change", changing({"cluster_name": "another"}), []),
    # Never.
    ("keys-for-good", changing({"exhibitor_storage_backend": "zookeeper"}, *SAME), ["objects"]),
    ("keys-for-good", changing({"master_discovery": "static"}), ["objects"]),
    ("keys-for-good", changing({"dns_search": "example"}, *SAME), []),
    ("keys-for-good", changing({}, running=SILENT), []),
    # Masters.
    ("masters-as-they-are", changing({"master_list": '["10.0.1.1", "10.0.1.2", "10.0.1.4"]'}), ["objects"]),
    ("masters-as-they-are", changing({"master_list": '["10.0.1.3", "10.0.1.2", "10.0.1.1"]'}, *SAME), ["objects"]),
    ("masters-as-they-are", changing({}), []),
    ("masters-as-they-are", intent(masters=(*MASTERS[:2], "10.0.1.9")), ["objects"]),
    ("masters-as-they-are", intent(running=configuration({"master_list": None})), []),
    ("masters-as-they-are", intent(running=SILENT), []),
    # Security.
    ("security-mode-alone", changing({"security": "strict"}, **enterprise(MODE.PERMISSIVE)), ["objects"]),
    ("security-mode-alone", changing({"security": "permissive"}, **enterprise(MODE.PERMISSIVE)), []),
    ("security-mode-alone", changing({"security": "strict"}, *SAME, **enterprise(MODE.PERMISSIVE)), []),
    ("security-mode-alone", changing({"security": "strict"}, security=SILENT), ["objects"]),
    ("security-mode-alone", changing({}, **enterprise(MODE.STRICT)), []),
    ("security-mode-one-step", changing({"security": "strict"}, *SAME, **enterprise(MODE.PERMISSIVE)), ["tells"]),
    ("security-mode-one-step", changing({"security": "permissive"}, *SAME, **enterprise(MODE.DISABLED)), ["tells"]),
    ("security-mode-one-step", changing({"security": "strict"}, *SAME, **enterprise(MODE.DISABLED)), ["objects"]),
    ("security-mode-one-step", changing({"security": "permissive"}, *SAME, **enterprise(MODE.STRICT)), ["objects"]),
    ("security-mode-one-step", changing({"security": "strict"}, *SAME, **enterprise(MODE.STRICT)), []),
    ("security-mode-one-step", changing({"security": "lax"}, *SAME, **enterprise(MODE.DISABLED)), ["objects"]),
    ("security-mode-one-step", changing({"security": "strict"}, *SAME), ["objects"]),
    ("security-mode-one-step", changing({"security": "strict"}, *SAME, **enterprise(None)), ["unknown"]),
    ("security-mode-one-step", changing({"security": "strict"}, *SAME, security=SILENT), ["unknown"]),
    (
        "security-mode-one-step",
        changing({"security": None}, *SAME, running=configuration({"security": "strict"}), **enterprise(None)),
        ["objects"],
    ),
    ("disabled-leaves-first", intent("1.11.8", "1.12.3", **enterprise(MODE.DISABLED)), ["objects"]),
    ("disabled-leaves-first", intent("1.10.8", "1.11.8", "1.13.0", **enterprise(MODE.DISABLED)), ["objects"]),
    ("disabled-leaves-first", intent("1.10.7", "1.11.3", **enterprise(MODE.DISABLED)), []),
    ("disabled-leaves-first", intent("1.11.8", "1.12.3", **enterprise(MODE.PERMISSIVE)), []),
    ("disabled-leaves-first", intent("1.11.8", "1.12.3"), []),
    ("disabled-leaves-first", intent("1.11.8", "1.12.3", **enterprise(None)), ["tells"]),
    (
        "disabled-leaves-first",
        intent("1.11.8", "1.12.3", running=configuration({"security": "disabled"}), security=SILENT),
        ["objects"],
    ),
    # Who made it.
    ("made-by-a-template", intent(signs=("/etc/mesosphere/setup-packages",)), ["objects"]),
    ("made-by-a-template", intent(running=configuration(provider="aws")), ["objects"]),
    ("made-by-a-template", intent(running=configuration(provider="onprem")), []),
    ("made-by-a-template", intent(installed_by="cloud-template"), ["objects"]),
    ("made-by-a-template", intent(installed_by="gui"), ["objects"]),
    ("made-by-a-template", intent(installed_by="universal-installer"), ["objects"]),
    ("made-by-a-template", intent("1.12.3", "1.13.2", installed_by="universal-installer"), []),
    ("made-by-a-template", intent(signs=SILENT), ["tells"]),
    ("made-by-a-template", intent(signs=SILENT, installed_by="advanced"), []),
    ("made-by-a-template", intent(), []),
    # What the target says.
    ("target-takes-the-values", changing({}, **enterprise(MODE.PERMISSIVE)), ["objects"]),
    ("target-takes-the-values", changing({}, "1.11.3", "1.12.0", **enterprise(MODE.PERMISSIVE)), []),
    (
        "target-takes-the-values",
        changing({"enable_ipv6": "false", "fault_domain_enabled": "false"}, **enterprise(MODE.PERMISSIVE)),
        [],
    ),
    ("target-takes-the-values", changing({}), []),
    ("target-takes-the-values", changing({}, security=SILENT), ["tells"]),
    (
        "target-takes-the-values",
        changing({"metronome_gpu_scheduling_behavior": "undefined"}, "1.12.3", "1.13.2"),
        ["objects"],
    ),
    ("target-takes-the-values", changing({"resolvers": '["198.51.100.1"]'}, "2.1.1", "2.2.1"), ["objects"]),
    ("target-takes-the-values", changing({"resolvers": '["198.51.100.1"]'}, "2.0.1", "2.1.1"), []),
    ("target-takes-the-values", intent("2.1.1", "2.2.1"), []),
    # ip-detect.
    ("ip-detect-says-the-same", intent(scripts=frozenset({"a"}), planned_script="a"), []),
    ("ip-detect-says-the-same", intent(scripts=frozenset({"a"}), planned_script="b"), ["tells"]),
    ("ip-detect-says-the-same", intent(scripts=frozenset({"a", "b"}), planned_script="b"), ["tells"]),
    ("ip-detect-says-the-same", intent(scripts=SILENT, planned_script="b"), ["unknown"]),
    ("ip-detect-says-the-same", intent(scripts=frozenset({"a"})), []),
]


@pytest.mark.parametrize(("rule", "asked", "wanted"), ROWS)
def test_a_rule_says_what_it_has_against_a_run(rule: str, asked: Intent, wanted: list[str]):
    assert said(rule, asked) == wanted


@pytest.mark.parametrize("rule", rules.discover())
def test_every_rule_is_shown_speaking_and_silent(rule: str):
    shown = [wanted for name, _, wanted in ROWS if name == rule]

    assert [] in shown and any(shown)


def test_a_change_is_told_with_its_key_its_values_and_its_rule():
    found = judged(changing({"dns_search": "example"}))

    (refusal,) = found.refusals
    assert (refusal.rule, refusal.source_release, refusal.target_release) == ("configuration-alone", "1.10.7", "1.11.3")
    assert "dns_search: not set → 'example'" in refusal.reason
    assert refusal.source


def test_a_secret_that_comes_or_goes_is_a_change_without_its_value():
    found = judged(changing({"x_secret": "***"}))

    assert ["x_secret: not set → '***'" in each.reason for each in found.refusals] == [True]


def test_secrets_that_are_in_both_are_named_as_not_compared():
    keys = {"x_secret": "***"}
    asked = intent(running=configuration(keys, hidden=("x_secret",)), planned=configuration(keys, hidden=("x_secret",)))

    found = judged(asked)

    assert found.refusals == () and asked.not_compared == ("x_secret",)
    assert any("x_secret" in note for note in found.notes)


def test_without_a_planned_configuration_the_plan_says_so():
    assert judged(intent()) == Judged(notes=(NOT_COMPARED,))
    assert judged(intent(*SAME)) == Judged()


def test_disabled_goes_first_and_every_other_mode_last():
    first = judged(changing({"security": "permissive"}, "1.11.8", "1.12.3", **enterprise(MODE.DISABLED)))
    last = judged(changing({"security": "strict"}, **enterprise(MODE.PERMISSIVE)))

    assert any("first disabled → permissive" in each.reason for each in first.refusals)
    assert any("first 1.11.3 in the mode that is in force" in each.reason for each in last.refusals)


def test_a_rule_that_speaks_of_one_hop_names_it():
    (refusal,) = judged(intent("1.10.8", "1.11.8", "1.13.0", **enterprise(MODE.DISABLED))).refusals

    assert (refusal.source_release, refusal.target_release) == ("1.11.8", "1.13.0")


def test_what_is_unknown_is_said_once():
    found = judged(replace(changing({}), running=SILENT))

    assert found.unknown == ("the cluster's own configuration: m1: no answer",)
    assert found.refusals == ()
