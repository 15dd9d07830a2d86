"""Which Mesos the person's program can run, and which of it stands in where a release's own is missing.

DC/OS builds Mesos from its vendor's commits (1.8.2 in DC/OS 1.13.9), of which not every number was ever released.
"""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dcos_upgrade.core.mesos_version import numbers
from dcos_upgrade.lab.nodes.components import components, releases

log = logging.getLogger(__name__)

RELEASED = ("1.4.3", "1.5.3", "1.7.3", "1.8.1", "1.9.0", "1.10.0", "1.11.0")
"""One of each minor of Mesos in DC/OS 1.10 to 2.2, as its project released it. Counts where the program does not tell."""

_ANSWER_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class MesosBuilds:
    """``versions`` are all that can be run."""

    versions: tuple[str, ...]

    @classmethod
    def of(cls, program: Path) -> MesosBuilds:
        """What ``program versions`` prints, words like 1.7.3; the released ones when it does not know this question."""
        try:
            done = subprocess.run(
                (program, "versions"), capture_output=True, text=True, timeout=_ANSWER_WITHIN, check=True
            )
            told = tuple(word for word in done.stdout.split() if numbers(word))
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            log.info("%s does not tell which versions it has: %s", program, type(error).__name__)
            told = ()
        return cls(told or RELEASED)

    def running(self, wanted: str) -> str:
        """``wanted`` if it is there, else the newest of its minor that is; ``wanted`` again where nothing stands in."""
        if wanted in self.versions:
            return wanted
        return max(self._of_minor(wanted), key=numbers, default=wanted)

    def stand_ins(self) -> dict[str, str]:
        """Each Mesos of a known release that is missing, and what runs in its place."""
        wanted = dict.fromkeys(components(release)["mesos"] for release in releases())
        return {one: running for one in wanted if (running := self.running(one)) != one}

    def _of_minor(self, wanted: str) -> Iterable[str]:
        try:
            minor = numbers(wanted)[:2]
        except ValueError:
            return ()
        return (one for one in self.versions if numbers(one)[:2] == minor)
