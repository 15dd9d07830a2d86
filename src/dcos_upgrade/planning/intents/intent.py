"""What a run would do to a cluster, seen as a whole: the releases, and what else is to change with them. A value, without I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.intents.compare import Difference, differences, not_compared
from dcos_upgrade.probes.security_mode import Security, SecurityMode
from dcos_upgrade.probes.user_configuration import UserConfiguration

SECURITY = "security"
MASTERS = "master_list"


@dataclass(frozen=True, kw_only=True)
class Intent:
    """``route``: all stops; the same release twice where only the configuration is to change.

    ``running`` and ``planned`` are the cluster's own configuration and that of the next generation, None where none was given.
    ``masters`` are the addresses of the inventory. ``signs`` of a cloud template as found, ``installed_by`` as people said.
    ``scripts``: digests of the nodes' ip-detect, ``planned_script`` that of the next one.
    """

    route: tuple[Version, ...]
    masters: tuple[str, ...]
    running: UserConfiguration | Unknown
    planned: UserConfiguration | None = None
    security: Security | Unknown = field(default_factory=lambda: Unknown("nothing was asked"))
    signs: tuple[str, ...] | Unknown = ()
    installed_by: str = ""
    scripts: frozenset[str] | Unknown = frozenset()
    planned_script: str | None = None

    @property
    def reconfigures(self) -> bool:
        """Whether the release stays as it is."""
        return self.route[0] == self.route[-1]

    def crossing(self, release: Version) -> tuple[Version, Version] | None:
        """The hop by which the cluster comes to this release or past it."""
        return next((hop for hop in pairwise(self.route) if hop[0] < release <= hop[1]), None)

    @cached_property
    def differences(self) -> tuple[Difference, ...] | Unknown:
        """Every key that is another one in the planned configuration; none where none was given."""
        if self.planned is None:
            return ()
        return self.running if isinstance(self.running, Unknown) else differences(self.running, self.planned)

    @cached_property
    def not_compared(self) -> tuple[str, ...]:
        """Keys whose values hold secrets, so that nobody here knows whether they are the same."""
        if self.planned is None or isinstance(self.running, Unknown):
            return ()
        return not_compared(self.running, self.planned)

    @property
    def mode(self) -> SecurityMode | Unknown | None:
        """The mode in force; None where the cluster is an open one and has none."""
        if isinstance(self.security, Security) and self.security.mode is not None:
            return self.security.mode
        named = "" if isinstance(self.running, Unknown) else self.running.keys.get(SECURITY, "")
        if named in set(SecurityMode):
            return SecurityMode(named)
        if isinstance(self.security, Unknown):
            return self.security
        if self.security.variant == "open":
            return None
        return Unknown("the masters name no security mode")

    @property
    def new_mode(self) -> str | Unknown | None:
        """The mode that the planned configuration asks for, where it is another one; empty where it takes the key away."""
        change = self._change_of(SECURITY)
        if change is None or isinstance(change, Unknown):
            return change
        return None if change.new == self.mode else change.new or ""

    def _change_of(self, key: str) -> Difference | Unknown | None:
        if isinstance(self.differences, Unknown):
            return self.differences
        return next((each for each in self.differences if each.key == key), None)

    @property
    def new_masters(self) -> Difference | Unknown | None:
        """How the planned list of masters differs from the cluster's own."""
        return self._change_of(MASTERS)
