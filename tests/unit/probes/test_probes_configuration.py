"""What the nodes say of the configuration that they were installed with, of their address, their security mode and their maker."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, Probe
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.probes import cloud_template, ip_detect, security_mode, user_configuration
from dcos_upgrade.probes.configuration_lines import read_keys
from dcos_upgrade.probes.configuration_text import hidden, plain
from dcos_upgrade.probes.security_mode import SecurityMode

AT = datetime(2018, 7, 10, tzinfo=UTC)
INSTALLERS: dict[str, Any] = {"default_style": "|", "default_flow_style": False, "indent": 2}
"""How the installer dumps a site's keys."""


def read(probe: Probe[Any], body: str, status: int = 0) -> Any:
    return probe.parse(Answer(body=body.encode(), status=status, source="ssh://m1: x", time=AT))


def unreadable(probe: Probe[Any], body: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(probe, body)
    return caught.value.what


# --- lines of YAML ----------------------------------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("ab1 :#-'\"\\{}[],\n|>&*!%@~=/.$"), max_size=30)


@settings(max_examples=200, deadline=None)
@given(keys=st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), TEXTS, min_size=1, max_size=5))
def test_what_the_installer_dumps_is_read_as_yaml_reads_it(keys: dict[str, str]) -> None:
    dumped = yaml.dump(keys, **INSTALLERS)

    assert {key: plain(value) for key, value in read_keys(dumped).items()} == {k: plain(v) for k, v in keys.items()}


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: true\nc: ~\nd:\n",
        "a:\n- x\n- y\nb:\n  - x\n",
        "a:\n  b:\n    c: [1, 2]\n  d: {}\n",
        "a:\n- name: x\n  value: 1\n- name: y\n",
        "a: \"x\\ty: z\"  # why\n# comment\nb: 'it''s'\n",
        "a: some words\n  that go on\nb: 2\n",
        'a: [8.8.8.8,\n  1.1.1.1]\nb: {"x": [1]}\n',
        "a: >-\n  folded\n  lines\nb: |\n  kept\n   as is\n",
        "---\na: yes\nb: Off\n",
    ],
)
def test_what_people_write_is_read_as_yaml_reads_it(text: str) -> None:
    wanted = {key: plain(value) for key, value in yaml.safe_load(text).items()}

    assert {key: plain(value) for key, value in read_keys(text).items()} == wanted


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\n",
        "a: !!python/object/apply:os.system ['true']\n",
        "a: 1\na: 2\n",
        "a: 1\n  b: 2\n",
        "<<: {a: 1}\n",
        "- a\n- b\n",
        "no key here\n",
        'a: "no end\n',
        "a: [1, {b\n",
        "".join(f"{'  ' * depth}a:\n" for depth in range(40)),
    ],
)
def test_what_is_not_certain_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        read_keys(text)


def test_a_value_is_one_text_however_it_was_written() -> None:
    assert plain(True) == plain("true") == "true"
    assert plain(["a", 1]) == plain('["a", "1"]') == plain('[ "a",1 ]')
    assert plain({"b": 1, "a": None}) == plain('{"a": "", "b": 1}')
    assert plain(["b", "a"]) != plain(["a", "b"])


# --- secrets ----------------------------------------------------------------------------------------------------------


def test_secrets_are_hidden_and_named_wherever_they_stand() -> None:
    keys = {
        "superuser_password_hash": "$6$rounds",
        "cluster_docker_credentials": {"auths": {"registry": {"auth": "c2VjcmV0"}}},
        "exhibitor_azure_account_key": "c2VjcmV0",
        "http_proxy": "http://user:c2VjcmV0@proxy:3128",
        "customer_key": "**HIDDEN**",
        "dns_search": "example",
    }

    found = hidden(keys)
    texts, names = found.texts, found.names

    assert "c2VjcmV0" not in str(texts) and "$6$" not in str(texts)
    assert names == tuple(sorted(set(keys) - {"dns_search"}))
    assert texts["dns_search"] == "example"


def test_a_secret_below_its_key_is_no_evidence_either() -> None:
    dumped = yaml.dump(
        {"superuser_password_hash": "$6$rounds\nmore", "exhibitor_azure_account_key": "c2VjcmV0"}, **INSTALLERS
    )

    clean = redact_text(f"{dumped}other: stays\n")

    assert not any(secret in clean for secret in ("$6$", "more", "c2VjcmV0"))
    assert "other: stays" in clean


# --- the probes -------------------------------------------------------------------------------------------------------


def test_the_configuration_is_the_sites_own_keys_and_the_provider() -> None:
    dumped = yaml.dump(
        {"dns_search": "a b", "provider": "onprem", "bootstrap_id": "0123", "x_secret": "s"}, **INSTALLERS
    )

    found = read(user_configuration.PROBE, dumped)

    assert found.keys == {"dns_search": "a b", "x_secret": "***"}
    assert (found.provider, found.hidden) == ("onprem", ("x_secret",))


@pytest.mark.parametrize("body", ["", "# nothing\n", "a: *b\n", "<html>no</html>"])
def test_a_configuration_that_is_none_is_unreadable(body: str) -> None:
    assert "configuration" in unreadable(user_configuration.PROBE, body)


def test_ip_detect_is_a_digest_and_one_address() -> None:
    found = read(ip_detect.PROBE, f"sha256 {'a' * 64}\nsays 2001:DB8::1\n")

    assert (found.sha256, found.address) == ("a" * 64, "2001:db8::1")


@pytest.mark.parametrize("said", ["says m1\n", "says \n", "says 10.0.0.1 10.0.0.2\n", "says 10.0.0.1\n10.0.0.2\n", ""])
def test_ip_detect_that_says_no_address_is_unreadable(said: str) -> None:
    assert unreadable(ip_detect.PROBE, f"sha256 {'a' * 64}\n{said}")


VERSION = '{"version": "1.11.3", "dcos-variant": "enterprise"}'


def test_the_security_mode_is_what_the_node_names() -> None:
    named = read(security_mode.PROBE, f'[mode]\n{{"security": "strict"}}\n[version]\n{VERSION}')
    unnamed = read(security_mode.PROBE, f"[none]\n\n[version]\n{VERSION}")
    early = read(security_mode.PROBE, '[none]\n\n[version]\n{"version": "1.9.9"}\n')

    assert (named.mode, named.variant) == (SecurityMode.STRICT, "enterprise")
    assert unnamed.mode is None and unnamed.variant == "enterprise"
    assert early.mode is None and early.variant == ""


@pytest.mark.parametrize(
    "body",
    [
        f'[mode]\n{{"security": "lax"}}\n[version]\n{VERSION}',
        "[mode]\n{\n[version]\n{}",
        "[mode]\n[]\n[version]\n{}",
        "[none]\n",
    ],
)
def test_a_security_mode_that_is_none_is_unreadable(body: str) -> None:
    assert unreadable(security_mode.PROBE, body)


def test_signs_of_a_cloud_template_are_paths() -> None:
    assert read(cloud_template.PROBE, "end\n").signs == ()
    assert read(cloud_template.PROBE, "sign /etc/mesosphere/setup-packages\nend\n").signs == (
        "/etc/mesosphere/setup-packages",
    )


@pytest.mark.parametrize("body", ["", "sign /etc\n", "nonsense\nend\n"])
def test_an_answer_without_its_end_is_no_absence_of_signs(body: str) -> None:
    assert unreadable(cloud_template.PROBE, body)
