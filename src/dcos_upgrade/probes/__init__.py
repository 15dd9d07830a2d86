"""What can be asked of a cluster: one fact per file, found by its constant ``PROBE``, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from dcos_upgrade.core.probe import Probe
from dcos_upgrade.probes.marathon_names import NAMES
from dcos_upgrade.probes.mesos_summary import SUMMARY


@cache
def discover() -> Mapping[str, Probe[Any]]:
    """Every probe by its id, in the order of their ids."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    found = (module.PROBE for module in modules if hasattr(module, "PROBE"))
    return MappingProxyType({probe.id: probe for probe in sorted(found, key=lambda probe: probe.id)})


@cache
def known() -> Mapping[str, Probe[Any]]:
    """Every probe, and the facts that only saved answers make: what a snapshot may hold."""
    more = (SUMMARY, NAMES)
    return MappingProxyType({**discover(), **{probe.id: probe for probe in more}})


__all__ = ["discover", "known"]
