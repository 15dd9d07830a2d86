"""The examples of the page about reaching services are cluster files that are read, and mean what the page says."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dcos_upgrade.adapters.cluster_file import ClusterFile, read_cluster_file
from dcos_upgrade.adapters.tls import CA_ON_A_MASTER
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.probe import Service
from dcos_upgrade.lab.layout import SERVICES
from dcos_upgrade.usecases.starting import at_their_own_ports

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "reach-the-services.md"
TEXT = PAGE.read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
WHOLE = {"name": "example", "masters": ["10.0.0.1", "10.0.0.2", "10.0.0.3"], "private_agents": ["10.0.1.1"]}


def read(tmp_path: Path, example: str) -> ClusterFile:
    path = tmp_path / "cluster.yaml"
    path.write_text(yaml.safe_dump(WHOLE | yaml.safe_load(example)))
    return read_cluster_file(path)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_cluster_file(tmp_path: Path, example: str):
    read(tmp_path, example)


def test_every_key_is_shown():
    shown: dict[str, Any] = {"endpoints": set(), "credentials": set()}
    for example in EXAMPLES:
        for part, keys in yaml.safe_load(example).items():
            shown[part] |= set(keys)

    assert shown["credentials"] == {"user", "password", "service_account", "token", "dcos_cli"}
    assert shown["endpoints"] >= {"mesos", "over_ssh", "ca", "exhibitor_tls", "proxy"}


def test_a_strict_cluster_is_asked_over_tls_everywhere_but_at_exhibitor(tmp_path: Path):
    (example,) = (each for each in EXAMPLES if "8443" in each)
    cluster = read(tmp_path, example)
    master = cluster.inventory.masters[0]

    urls = {service: cluster.endpoints.url(master, service) for service in Service}

    assert {service for service, url in urls.items() if url.startswith("http:")} == {Service.EXHIBITOR}
    assert urls[Service.ADMINROUTER] == "https://10.0.0.1"


def test_with_services_behind_admin_router_a_run_is_refused(tmp_path: Path):
    (example,) = (each for each in EXAMPLES if "adminrouter" in each)

    with pytest.raises(Refused, match="through Admin Router") as error:
        at_their_own_ports(read(tmp_path, example).endpoints.passed_on())

    assert error.value.evidence == "exhibitor, marathon, mesos"


def test_the_page_names_the_places_and_ways_that_there_are():
    assert CA_ON_A_MASTER in TEXT
    assert all(f"--services {way}" in TEXT for way in SERVICES if way != "open")
