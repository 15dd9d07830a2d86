"""One hop with the test app over real HTTP: deployed, asked, silent for a while, told of, deployed afresh, gone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from fakes.command import Caller

pytestmark = [pytest.mark.wire, pytest.mark.timeout(240)]


def test_a_silence_of_the_test_app_is_told_in_status_and_report_and_the_run_goes_on(
    site_of: Callable, lab_call: Caller
):
    site = site_of("1.9.9", "1+1+0")
    plan = site.plan("1.10.7", policy={"test_app": "{interval: 0.5}", "master_soak": 12})
    halted = site.call(*site.run_words(plan))
    digest = json.loads(plan.read_text())["digest"]
    assert (halted.exit, site.starts()["m1"]) == (4, []), halted.stderr
    assert "only master" in plan.read_text()
    assert site.call("approve", "single-master", "--plan", digest[:12], "--reason", "change 4711").exit == 0
    process = site.call.start("resume")

    assert seen(site.call, process, lambda app: app is not None)
    assert lab_call("lab", "fault", "set", "tasks-silent", "--node", "a1").exit == 0
    assert seen(site.call, process, lambda app: app and app["silent"])
    warned = site.call("status").json["test_app"]
    assert lab_call("lab", "fault", "clear").exit == 0
    process.wait(150)

    report = site.folder / "report.md"
    site.call("report", "--format", "md", "--out", report)
    text = report.read_text().partition("## Availability")[2].partition("\n## ")[0]
    left = site.call("leftovers", "--cluster", site.cluster_file)
    assert process.returncode == 0
    assert set(site.releases().values()) == {"1.10.7"}
    assert [each["node"] for each in warned["silent"]] == ["a1"]
    assert "not always there" in text
    assert "it answered" in text.partition("### Deployed afresh")[2]
    assert "test-app" not in "".join(each["what"] for each in left.json["leftovers"])
    assert site.call("status").json["test_app"] is None


def seen(call: Caller, process: object, wanted: Callable[[dict | None], object], seconds: float = 90) -> bool:
    """Whether the status of the run came to say so while it was carried out."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:  # type: ignore[attr-defined]  # a Popen
        status = call("status").json
        if status and wanted(status.get("test_app")):
            return True
        time.sleep(0.3)
    return False
