"""The lab's bootstrap host over HTTP: what nodes fetch, and what it withholds when a fault says so."""

from __future__ import annotations

import io
import tarfile

import aiohttp
import pytest
from fakes.lab_nodes import AGENT, Lab, running_lab  # noqa: F401 - pytest finds the fixture here

from dcos_upgrade.engine.vendor_script import read_vendor_script

pytestmark = pytest.mark.wire


async def asked(url: str, method: str = "GET") -> tuple[int, int, bytes]:
    """(status, content length, body)"""
    async with aiohttp.ClientSession() as session, session.request(method, url) as answer:
        return answer.status, int(answer.headers.get("Content-Length", 0)), await answer.read()


def script_url(lab: Lab, source: str, target: str) -> str:
    return lab.nodes.script_url_template.format(**{"from": source, "to": target})


async def test_the_script_names_packages_that_can_be_fetched_and_unpacked(lab: Lab) -> None:
    _, _, text = await asked(script_url(lab, "1.9.9", "1.10.7"))

    script = read_vendor_script(text.decode(), where="lab")

    mesos = next(found for found in script.package_ids if found.startswith("mesos--"))
    _, _, body = await asked(f"{script.bootstrap_url}/packages/mesos/{mesos}.tar.xz")
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:xz") as archive:
        assert "bin/mesos-master" in archive.getnames()
    assert (script.source, script.target) == ("1.9.9", "1.10.7")


async def test_head_tells_the_length_without_a_body(lab: Lab) -> None:
    status, length, body = await asked(script_url(lab, "1.10.7", "1.10.7"), "HEAD")

    assert (status, body) == (200, b"")
    assert length > 1000


async def test_what_no_catalog_knows_is_not_found(lab: Lab) -> None:
    base = lab.nodes.bootstrap.url

    assert (await asked(script_url(lab, "1.9.9", "9.9.9")))[0] == 404
    assert (await asked(f"{base}/packages/mesos/mesos--{'0' * 40}.tar.xz"))[0] == 404


async def test_a_withheld_package_fails_the_fetch_and_leaves_the_node_old(lab: Lab) -> None:
    await lab.nodes.withhold_packages("marathon--*")

    failed = await lab.upgrade(AGENT, "1.9.9", "1.10.7")

    assert failed.exit_status == 1
    assert "Unable to fetch package marathon--" in str(failed.stderr)
    assert lab.nodes.files(AGENT).version() == "1.9.9"
    await lab.nodes.release_packages()
    assert (await lab.upgrade(AGENT, "1.9.9", "1.10.7")).exit_status == 0


async def test_a_stopped_bootstrap_host_refuses_and_comes_back_at_the_same_url(lab: Lab) -> None:
    url = lab.nodes.bootstrap.url + "/bootstrap.latest"
    await lab.nodes.stop_bootstrap()

    with pytest.raises(aiohttp.ClientConnectorError):
        await asked(url)
    await lab.nodes.start_bootstrap()

    assert (await asked(url))[0] == 200
