"""What a policy may want of the test app: bounded, and refused with its place."""

from __future__ import annotations

import pytest

from dcos_upgrade.adapters.policy_document import PolicyDocument, policy_problems
from dcos_upgrade.core import run_policy


@pytest.mark.parametrize(
    "wish",
    [
        {"count": 0},
        {"count": 101},
        {"interval": 0.0},
        {"interval": 4000.0},
        {"nodes": tuple(f"a{n}" for n in range(101))},
    ],
)
def test_a_wish_out_of_bounds_is_refused_with_its_place(wish: dict[str, object]):
    problems = list(policy_problems(PolicyDocument(test_app=run_policy.TestAppWish(**wish))))

    assert len(problems) == 1
    assert "$.policy.test_app" in problems[0]


@pytest.mark.parametrize("wish", [{}, {"count": 100}, {"nodes": ("a1",), "interval": 0.1}])
def test_a_wish_within_bounds_is_taken(wish: dict[str, object]):
    assert list(policy_problems(PolicyDocument(test_app=run_policy.TestAppWish(**wish)))) == []
