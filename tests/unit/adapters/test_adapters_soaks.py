"""The soaks of a policy: by stage and for canaries, checked, and not written where nobody gave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcos_upgrade.adapters.policy_file import read_policy_file
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import Pacing, Soak, canonical
from dcos_upgrade.core.run_policy import NOTHING_MORE


def read(folder: Path, text: str, before: Pacing | None = None) -> Pacing:
    file = folder / "policy.yaml"
    file.write_text(text)
    return read_policy_file(file, before or Pacing(), NOTHING_MORE)[0]


def test_each_stage_and_the_canaries_have_timers_of_their_own(tmp_path: Path):
    pacing = read(tmp_path, "soaks:\n  masters: {wait: 300, stable: 120, retry: 900}\n  canary: {stable: 3600}\n")

    assert pacing.soaks == {
        "masters": Soak(wait=300.0, stable=120.0, retry=900.0),
        "canary": Soak(stable=3600.0),
    }


def test_a_policy_file_without_soaks_leaves_those_of_the_cluster_file(tmp_path: Path):
    known = {"masters": Soak(stable=120.0)}

    assert read(tmp_path, "looks: 4\n", Pacing(soaks=known)).soaks == known


def test_where_nobody_gave_soaks_none_are_written():
    assert b"soaks" not in canonical(Pacing())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("soaks: {agents: {stable: 1}}", "'agents' is none of masters, private-agents, public-agents, canary"),
        ("soaks: {canary: {stable: -1}}", "$.policy.soaks.canary.stable"),
        ("soaks: {canary: {stable: .nan}}", "$.policy.soaks.canary.stable"),
        ("soaks: {canary: {stables: 1}}", "stables"),
        ("soaks: {canary: 60}", "soaks"),
        ("soaks: 60", "soaks"),
    ],
)
def test_soaks_that_cannot_be_meant_are_refused_with_their_place(tmp_path: Path, text: str, place: str):
    with pytest.raises(Refused) as refused:
        read(tmp_path, text)

    assert place in str(refused.value.evidence)
