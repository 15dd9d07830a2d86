"""On an ordinary cluster of the lab no risk stands in the way of a hop, known or unknown."""

from __future__ import annotations

from datetime import date

import pytest

from dcos_upgrade import catalog, probes
from dcos_upgrade.core.version import Version
from dcos_upgrade.lab.memory.site import memory_site, memory_spec
from dcos_upgrade.planning.judged import judged_risks
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.usecases.beginning import look_at_all


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("1.9.4", "1.9.10"),
        ("1.9.10", "1.10.7"),
        ("1.10.8", "1.11.3"),
        ("1.11.6", "1.12.1"),
        ("1.12.2", "1.13.3"),
        ("2.0.4", "2.1.0"),
    ],
)
def test_nothing_blocks_an_ordinary_cluster(source: str, target: str):
    site = memory_site(memory_spec(release=source, service_marathons=1))
    snapshot = site.run(look_at_all(site, probes.discover()))
    hop = Version.parse(source), Version.parse(target)

    judged = judged_risks(
        Situation(
            source=hop[0], target=hop[1], wanted=hop[1], on=date(2020, 7, 1), catalog=catalog.own(), snapshot=snapshot
        )
    )

    assert [(each.risk.id, each.truth.because) for each in judged if each.blocks] == []
