"""What lies under DC/OS on a lab's nodes: for each release a pair of system and Docker that the vendor's page lists for it.

Up to 1.9 that is RHEL 7.4 with CE 17.05, which 1.10 and 1.11 had, too; then CoreOS; from 2.0 on RHEL 7 is all that is left.
"""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.core.version import Minor, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """``system`` and ``version`` as os-release says them; ``docker``, ``commit`` and ``edition`` as the daemon does."""

    system: str
    version: str
    kernel: str
    docker: str
    commit: str
    edition: str = ""

    @property
    def os_release(self) -> str:
        return f'ID="{self.system}"\nVERSION_ID="{self.version}"\n'

    @property
    def answers(self) -> str:
        """What the lab's Docker answers, by the field that is asked for."""
        return f"Version {self.docker}\nGitCommit {self.commit}\nPlatform.Name {self.edition}\n"


OLD = Layers(system="rhel", version="7.4", kernel="3.10.0-693.el7.x86_64", docker="17.05.0-ce", commit="89658bed64c2")
MIDDLE = Layers(
    system="coreos", version="2079.3.0", kernel="4.19.43-coreos", docker="18.06.3-ce", commit="d7080c17a580"
)
NEW = Layers(
    system="rhel",
    version="7.7",
    kernel="3.10.0-1062.el7.x86_64",
    docker="19.03.5",
    commit="633a0ea838f1",
    edition="Docker Engine - Community",
)


def below(release: str) -> Layers:
    """Of nodes that were installed with this release."""
    minor = Version.parse(release).minor
    if minor <= Minor(1, 9):
        return OLD
    return MIDDLE if minor < Minor(2, 0) else NEW
