"""The rules by which a run does one thing only: one file, one rule, one source."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dcos_upgrade.planning.intents.intent_rule import IntentRule


@cache
def discover() -> Mapping[str, IntentRule]:
    """Every rule by its id, in the order of their ids."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").INTENT_RULE for name in names]
    return MappingProxyType({rule.id: rule for rule in sorted(found, key=lambda rule: rule.id)})
