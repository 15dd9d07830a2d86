"""The ports that a capture asks through."""

from __future__ import annotations

from typing import Protocol

from dcos_upgrade.core.cluster import Inventory
from dcos_upgrade.ports import Api, Clock, EvidenceStore, FourLetterWords, Shell


class Eyes(Protocol):
    """Whatever has these can look at a whole cluster."""

    @property
    def inventory(self) -> Inventory: ...
    @property
    def shell(self) -> Shell: ...
    @property
    def api(self) -> Api: ...
    @property
    def words(self) -> FourLetterWords: ...
    @property
    def evidence(self) -> EvidenceStore: ...
    @property
    def clock(self) -> Clock: ...
