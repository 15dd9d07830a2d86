"""cluster.yaml: what is read, and how each wrong thing is named."""

from pathlib import Path

import pytest

from dcos_upgrade.adapters.cluster_file import ClusterFile, cluster_schema, read_cluster_file
from dcos_upgrade.adapters.credentials import DcosCli
from dcos_upgrade.core.cluster import NodeId, Role, ids
from dcos_upgrade.core.error import Broken, DcosUpgradeError, Refused, Unreadable, Usage
from dcos_upgrade.core.probe import Service

FULL = """
name: production
release: 1.9.4
cluster_id: 6c1f
masters:
  - {id: m2, address: 10.0.0.2, rack: r2}
  - {id: m1, address: 10.0.0.1, rack: r1, ssh: {host: 127.0.0.1, port: 2201, user: core, identity: keys/m1}}
private_agents: [10.0.1.1, {address: 10.0.1.2, critical: true}]
public_agents: [10.0.2.1]
ssh: {user: centos, port: 2222, identity: keys/all, known_hosts: known_hosts}
endpoints:
  mesos: 15050
  marathon: "https://{address}:8443/"
  exhibitor: {m1: "http://127.0.0.1:9001"}
  zookeeper: 12181
bootstrap: {script_url: "http://boot/{from}-{to}/dcos_node_upgrade.sh"}
policy: {looks: 2, look_interval: 5}
"""


def read(tmp_path: Path, text: str) -> ClusterFile:
    path = tmp_path / "cluster.yaml"
    path.write_text(text)
    return read_cluster_file(path)


def test_the_inventory_is_in_the_order_of_ids_with_addresses_for_ids_where_none_is_given(tmp_path: Path):
    cluster = read(tmp_path, FULL)

    assert ids(cluster.inventory.nodes) == ("10.0.1.1", "10.0.1.2", "10.0.2.1", "m1", "m2")
    assert [node.role for node in cluster.inventory.nodes][2:4] == [Role.PUBLIC_AGENT, Role.MASTER]
    critical = cluster.inventory.node("10.0.1.2")
    assert critical is not None
    assert critical.critical


def test_a_node_may_be_reached_in_its_own_way(tmp_path: Path):
    cluster = read(tmp_path, FULL)
    m1, m2 = cluster.inventory.masters

    own, common = cluster.ssh.for_node(m1), cluster.ssh.for_node(m2)

    assert (own.host, own.port, own.user, own.keys.identity) == ("127.0.0.1", 2201, "core", tmp_path / "keys/m1")
    assert (common.host, common.port, common.user, common.keys.identity) == (
        "10.0.0.2",
        2222,
        "centos",
        tmp_path / "keys/all",
    )
    assert common.known_hosts == (tmp_path / "known_hosts",)


@pytest.mark.parametrize(("user", "sudo"), [("root", False), ("core", True)])
def test_every_user_but_root_needs_sudo(tmp_path: Path, user: str, sudo: bool):
    cluster = read(tmp_path, f"name: c\nmasters: [10.0.0.1]\nssh: {{user: {user}}}\n")

    assert cluster.ssh.for_node(cluster.inventory.masters[0]).sudo is sudo


WAYS = """
name: c
masters:
  - {id: m1, address: 10.0.0.1}
  - {id: m2, address: 10.0.0.2, ssh: {bastions: [], user: root}}
  - {id: m3, address: 10.0.0.3, ssh: {agent: true, sudo: {password: "keyring:dcos/m3"}}}
ssh:
  user: core
  identity: keys/all
  passphrase: env:SSH_WORD
  certificate: keys/all-cert.pub
  known_hosts: [known_hosts, /etc/ssh/ssh_known_hosts]
  sudo: {password: prompt}
  bastions:
    - {host: jump.example, user: ops, port: 2200, identity: keys/jump}
    - {host: inner.example}
"""


def test_a_chain_of_bastions_is_walked_from_the_first_to_the_node(tmp_path: Path):
    cluster = read(tmp_path, WAYS)
    m1, m2, _ = cluster.inventory.masters

    inner = cluster.ssh.for_node(m1).through
    assert inner is not None and inner.through is not None
    assert (str(inner.through), str(inner)) == ("ops@jump.example:2200", "core@inner.example:22")
    assert (inner.through.keys.identity, inner.keys.identity) == (tmp_path / "keys/jump", tmp_path / "keys/all")
    assert inner.through.keys.certificate is None
    assert inner.through.known_hosts == (tmp_path / "known_hosts", Path("/etc/ssh/ssh_known_hosts"))
    assert cluster.ssh.for_node(m2).through is None


def test_the_way_is_what_a_person_would_type(tmp_path: Path):
    cluster = read(tmp_path, WAYS)

    assert cluster.ssh.for_node(cluster.inventory.masters[0]).by_hand() == (
        f"ssh -i {tmp_path}/keys/all -J ops@jump.example:2200,core@inner.example:22 core@10.0.0.1"
    )


def test_secrets_are_known_by_their_places_and_only_those_that_are_needed(tmp_path: Path):
    cluster = read(tmp_path, WAYS)
    m1, m2, m3 = cluster.inventory.masters

    assert [str(each) for each in cluster.ssh.secrets((m1,))] == ["env:SSH_WORD", "prompt:sudo password of core"]
    assert [str(each) for each in cluster.ssh.secrets((m2,))] == ["env:SSH_WORD"]
    assert [str(each) for each in cluster.ssh.secrets((m3,))] == ["env:SSH_WORD", "keyring:dcos/m3"]


def test_a_node_with_keys_of_its_own_has_none_of_the_common_ones(tmp_path: Path):
    cluster = read(tmp_path, WAYS)

    keys = cluster.ssh.for_node(cluster.inventory.masters[2]).keys

    assert (keys.identity, keys.passphrase, keys.certificate, keys.agent) == (None, None, None, True)


@pytest.mark.parametrize(
    ("ssh", "says"),
    [
        ("{passphrase: env:X}", "need the identity"),
        ("{identity: k, passphrase: hunter2}", "$.ssh.passphrase"),
        ("{user: core, sudo: {password: hunter2}}", "$.ssh.sudo.password"),
        ("{sudo: {}}", "password"),
        ("{bastions: [{host: a, certificate: c}]}", "need the identity"),
        ("{bastions: [{host: '-oProxyCommand=x'}]}", "$.ssh.bastions[0].host"),
        ("{bastions: [{host: a, verify: false}]}", "verify"),
        ("{verify_host_keys: false}", "verify_host_keys"),
        ("{known_hosts: []}", "known_hosts"),
        ("{user: 'a b'}", "$.ssh.user"),
    ],
)
def test_what_cannot_be_meant_is_named_and_no_value_of_a_secret_is_repeated(tmp_path: Path, ssh: str, says: str):
    with pytest.raises(Broken) as broken:
        read(tmp_path, f"name: c\nmasters: [10.0.0.1]\nssh: {ssh}\n")

    assert says in broken.value.evidence
    assert "hunter2" not in broken.value.evidence


def test_endpoints_may_be_ports_patterns_or_urls_by_node(tmp_path: Path):
    cluster = read(tmp_path, FULL)
    m1, m2 = cluster.inventory.masters
    url = cluster.endpoints.url

    assert url(m1, Service.MESOS_MASTER) == "http://10.0.0.1:15050"
    assert url(m1, Service.MARATHON) == "https://10.0.0.1:8443"
    assert (url(m1, Service.EXHIBITOR), url(m2, Service.EXHIBITOR)) == ("http://127.0.0.1:9001", "http://10.0.0.2:8181")
    assert cluster.endpoints.zookeeper == 12181


def test_adminrouter_has_another_port_on_agents(tmp_path: Path):
    cluster = read(tmp_path, "name: c\nmasters: [10.0.0.1]\nprivate_agents: [10.0.1.1]\n")
    master, agent = cluster.inventory.node("10.0.0.1"), cluster.inventory.node("10.0.1.1")
    assert master is not None
    assert agent is not None

    urls = [cluster.endpoints.url(node, Service.ADMINROUTER) for node in (master, agent)]

    assert urls == ["http://10.0.0.1:80", "http://10.0.1.1:61001"]


def test_the_script_url_is_a_pattern_or_a_mapping(tmp_path: Path):
    pattern = read(tmp_path, FULL)
    mapping = read(tmp_path, 'name: c\nmasters: [m]\nbootstrap: {script_url: {"1.9.4->1.9.9": "http://boot/x"}}\n')

    assert pattern.script_url("1.9.4", "1.9.9") == "http://boot/1.9.4-1.9.9/dcos_node_upgrade.sh"
    assert mapping.script_url("1.9.4", "1.9.9") == "http://boot/x"
    with pytest.raises(Refused, match=r"1\.9\.9 -> 1\.10\.7"):
        mapping.script_url("1.9.9", "1.10.7")


def test_pacing_comes_from_policy_and_is_a_real_clusters_otherwise(tmp_path: Path):
    pacing = read(tmp_path, FULL).pacing

    assert (pacing.looks, pacing.look_interval, pacing.admission_age) == (2, 5.0, 60.0)


MINIMAL = "name: c\nmasters: [10.0.0.1, 10.0.0.2]\n"


def test_acknowledgements_are_only_asked_unless_the_policy_requires_them(tmp_path: Path):
    asked = read(tmp_path, MINIMAL)
    required = read(tmp_path, MINIMAL + "policy: {acknowledgements: required}\n")

    assert (asked.run_policy.acknowledgements, required.run_policy.acknowledgements) == ("asked", "required")


@pytest.mark.parametrize(
    ("text", "error", "names"),
    [
        (MINIMAL + "mastres: []\n", Broken, "mastres"),
        (MINIMAL + "ssh: {strict_host_key_checking: false}\n", Broken, "strict_host_key_checking"),
        (MINIMAL + "policy: {lookz: 1}\n", Broken, "lookz"),
        (MINIMAL + "endpoints: {mesoz: 1}\n", Broken, "mesoz"),
        (MINIMAL + "bootstrap: {script_url: 'http://x', ssh: y}\n", Broken, "ssh"),
        (MINIMAL + "private_agents: [{address: 10.0.1.1, rank: r1}]\n", Broken, "rank"),
        (MINIMAL + "policy: {acknowledgements: maybe}\n", Broken, "acknowledgements"),
        (MINIMAL + "policy: {looks: 0}\n", Broken, "$.policy.looks"),
        (MINIMAL + "policy: {look_interval: .nan}\n", Broken, "$.policy.look_interval"),
        (MINIMAL + "release: '1.9'\n", Broken, "1.9"),
        (MINIMAL + "private_agents: [10.0.0.1]\n", Broken, "10.0.0.1"),
        (MINIMAL + "private_agents: [{id: 10.0.0.2, address: 10.0.1.1}]\n", Broken, "id 10.0.0.2"),
        (MINIMAL + "endpoints: {mesos: 'http://proxy:5050'}\n", Broken, "{address}"),
        (MINIMAL + "endpoints: {mesos: '{address}:5050'}\n", Broken, "http"),
        (MINIMAL + "endpoints: {mesos: {m9: 'http://x'}}\n", Broken, "m9"),
        (MINIMAL + "endpoints: {mesos-agent: adminrouter}\n", Broken, "mesos-agent"),
        (MINIMAL + "endpoints: {verify: false}\n", Broken, "verify"),
        (MINIMAL + "endpoints: {over_ssh: sometimes}\n", Broken, "$.endpoints.over_ssh"),
        (MINIMAL + "endpoints: {proxy: 'http://me:secret@proxy:3128'}\n", Broken, "$.endpoints.proxy"),
        (MINIMAL + "endpoints: {proxy: 'proxy:3128'}\n", Broken, "$.endpoints.proxy"),
        (MINIMAL + "credentials: {user: admin}\n", Broken, "$.credentials"),
        (MINIMAL + "credentials: {password: 'env:P'}\n", Broken, "$.credentials.user"),
        (MINIMAL + "credentials: {token: 'env:T', user: admin}\n", Broken, "$.credentials.user"),
        (MINIMAL + "credentials: {token: 'env:T', dcos_cli: true}\n", Broken, "there are 2"),
        (MINIMAL + "credentials: {user: admin, password: hunter2}\n", Broken, "$.credentials.password"),
        (MINIMAL + "private_agents: ['a b']\n", Broken, "private_agents"),
        (MINIMAL + "masters: [10.0.0.3]\n", Unreadable, "masters"),
        ("name: c\n", Broken, "masters"),
        ("name: c\nmasters: []\n", Broken, "masters"),
        ("- a\n", Broken, "object"),
        ("", Unreadable, ""),
        ("name: c\nmasters: [10.0.0.1, {id: m2, addr", Unreadable, "line"),
        ("name: \x00", Unreadable, ""),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, error: type[DcosUpgradeError], names: str):
    with pytest.raises(error) as raised:
        read(tmp_path, text)

    assert names in raised.value.evidence
    assert raised.value.where.endswith("cluster.yaml")


ACCESS = """
endpoints:
  mesos: adminrouter
  exhibitor: adminrouter
  marathon: 8443
  over_ssh: true
  ca: [system, pki/ca.crt]
  proxy: environment
  exhibitor_tls: {certificate: pki/me.crt, key: pki/me.key}
credentials: {user: upgrader, service_account: "file:pki/account.json"}
"""


def test_how_the_services_are_reached(tmp_path: Path):
    access = read(tmp_path, MINIMAL + ACCESS).access

    assert (access.over_ssh, access.ca, access.proxy) == ("always", ("system", tmp_path / "pki/ca.crt"), "environment")
    assert access.client[Service.EXHIBITOR].key == tmp_path / "pki/me.key"
    assert str(access.credentials.secret) == f"file:{tmp_path / 'pki/account.json'}"  # type: ignore[union-attr]


def test_through_admin_router_a_service_is_below_its_https_url(tmp_path: Path):
    cluster = read(tmp_path, MINIMAL + ACCESS)
    master = cluster.inventory.masters[0]

    urls = [cluster.endpoints.url(master, each) for each in (Service.MESOS_MASTER, Service.EXHIBITOR, Service.MARATHON)]

    assert urls == ["https://10.0.0.1/mesos", "https://10.0.0.1/exhibitor", "https://10.0.0.1:8443"]
    assert (cluster.endpoints.via(Service.MESOS_MASTER), cluster.endpoints.via(Service.MARATHON)) == (
        "through Admin Router",
        "",
    )


def test_without_a_word_the_ports_are_asked_directly_and_over_ssh_where_that_does_not_lead_there(tmp_path: Path):
    access = read(tmp_path, MINIMAL).access

    assert (access.over_ssh, access.ca, access.proxy, access.credentials) == ("auto", ("system",), "", None)


@pytest.mark.parametrize(("said", "kind"), [("true", ""), ("production", "production")])
def test_the_login_of_the_dcos_cli_may_be_the_attached_one_or_a_named_one(tmp_path: Path, said: str, kind: str):
    credentials = read(tmp_path, MINIMAL + f"credentials: {{dcos_cli: {said}}}\n").access.credentials

    assert credentials == DcosCli(cluster=kind)


def test_a_password_that_was_written_into_the_file_is_not_repeated(tmp_path: Path):
    with pytest.raises(Broken) as error:
        read(tmp_path, MINIMAL + "credentials: {user: admin, password: hunter2}\n")

    assert "hunter2" not in repr(vars(error.value))


def test_a_file_that_is_not_there_is_a_matter_of_usage(tmp_path: Path):
    with pytest.raises(Usage):
        read_cluster_file(tmp_path / "nowhere.yaml")


def test_the_schema_knows_every_key_and_no_other():
    cluster = cluster_schema()["$defs"]["ClusterDocument"]

    assert cluster["additionalProperties"] is False
    assert {"name", "masters", "ssh", "endpoints", "bootstrap", "policy"} <= set(cluster["properties"])


def test_an_address_of_version_six_is_written_in_brackets(tmp_path: Path):
    cluster = read(tmp_path, "name: c\nmasters: ['fd00::1']\n")

    assert cluster.endpoints.url(cluster.inventory.masters[0], Service.MARATHON) == "http://[fd00::1]:8080"
    assert cluster.inventory.node(NodeId("fd00::1")) is not None
