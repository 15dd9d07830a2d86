"""The examples of the pages about reaching a cluster are cluster files that are read, and mean what the page says."""

import re
from pathlib import Path

import pytest
import yaml

from dcos_upgrade.adapters.cluster_file import ClusterFile, read_cluster_file
from dcos_upgrade.adapters.ssh_words import Seen, in_words

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "reach-the-nodes.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
WHOLE = {"name": "example", "masters": ["10.0.0.1"]}


def read(tmp_path: Path, example: str) -> ClusterFile:
    path = tmp_path / "cluster.yaml"
    path.write_text(yaml.safe_dump(WHOLE | yaml.safe_load(example)))
    return read_cluster_file(path)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_cluster_file(tmp_path: Path, example: str):
    cluster = read(tmp_path, example)

    assert [cluster.ssh.for_node(node).host for node in cluster.inventory.nodes]


def test_the_way_is_printed_as_the_page_says(tmp_path: Path):
    (example,) = (each for each in EXAMPLES if "2200" in each)

    by_hand = read(tmp_path, example)
    line = by_hand.ssh.for_node(by_hand.inventory.nodes[0]).by_hand()

    assert line.replace(f"-i {tmp_path}/keys/operator ", "") in PAGE.read_text()


def test_the_different_node_is_different_as_the_page_says(tmp_path: Path):
    cluster = read(tmp_path, EXAMPLES[-1])
    first, second, third = map(cluster.ssh.for_node, cluster.inventory.masters)

    assert first.through is not None and second.through is None
    assert (str(second), str(third)) == ("root@10.0.0.2:2222", "core@m3.mgmt.example:22")
    assert (first.password, second.sudo, str(third.password)) == (None, False, "prompt:sudo password of core")


def test_the_page_names_the_time_that_an_unanswered_call_had(tmp_path: Path):
    cluster = read(tmp_path, EXAMPLES[0])
    target = cluster.ssh.for_node(cluster.inventory.nodes[0])

    error = in_words(target, Seen(), None, TimeoutError(), cluster.pacing.connect_timeout)  # type: ignore[arg-type]

    assert error.evidence in PAGE.read_text()
