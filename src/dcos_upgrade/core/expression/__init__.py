"""Conditions over captured facts, written in the entries of the catalog: ``hop.to >= 1.12.0 and security.mode == "disabled"``.

A small total language: every expression ends, none raises, none reads anything but facts. There are no loops, no functions and no
arithmetic; ``some node (...)`` and ``every node (...)`` ask each subject of the inventory once. Truth has three values: what is
not known stays unknown, and says why.
"""

from __future__ import annotations

from dcos_upgrade.core.expression.parse import ExpressionError, parse
from dcos_upgrade.core.expression.tree import Expression, names
from dcos_upgrade.core.expression.truth import Facts, Given, Truth, evaluate
from dcos_upgrade.core.expression.types import Kind, Typed, mistakes
from dcos_upgrade.core.expression.value import Reading, Unknown, Value

__all__ = [
    "Expression",
    "ExpressionError",
    "Facts",
    "Given",
    "Kind",
    "Reading",
    "Truth",
    "Typed",
    "Unknown",
    "Value",
    "evaluate",
    "mistakes",
    "names",
    "parse",
]
