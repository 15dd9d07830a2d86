"""The worked examples of the reference facts, where those lie beside the project; without them nothing is collected."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.route import find_route

PATHS = Path(__file__).parents[4] / "shared" / "facts" / "upgrade-paths.yaml"

if PATHS.is_file():
    import yaml

    FACTS = yaml.safe_load(PATHS.read_text())
    WORKED = [
        (RoutePolicy(policy), example)
        for policy in ("matrix_final", "text_2018")
        for example in FACTS[f"worked_examples_{policy}"]
    ]

    @pytest.mark.parametrize(("policy", "example"), WORKED, ids=lambda v: v["to"] if isinstance(v, dict) else str(v))
    def test_the_route_is_the_one_of_the_reference(policy: RoutePolicy, example: dict):
        on = date.fromisoformat(example.get("plan_date", "2021-06-01"))
        answer = find_route(Version.parse(example["from"]), Version.parse(example["to"]), on=on, policy=policy)

        assert [str(stop) for stop in answer.route] == (example["hops"] or [])
