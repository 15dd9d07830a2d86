"""What lies below DC/OS and beside its releases: operating systems, Docker, hosts, and the workbook's own tables.

Read when asked for and not before: a route needs none of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from dcos_upgrade.catalog.appendix import CommandLineEntry, Correction, SupportPolicy, VersionMatrix
    from dcos_upgrade.catalog.platform import Platform, PlatformPage
    from dcos_upgrade.catalog.requirement import HostRequirement


class Below:
    """Part of the catalog. Raises CatalogError for an entry that is bad, only when that entry is asked for."""

    _root: Traversable

    @cached_property
    def platforms(self) -> tuple[Platform, ...]:
        """The operating systems that the vendor's page lists or listed, in the order of their ids."""
        from dcos_upgrade.catalog.platform import read_platform

        return tuple(read_platform(file) for file in self._files("platforms"))

    @cached_property
    def platform_page(self) -> PlatformPage:
        from dcos_upgrade.catalog.platform import read_platform_page

        return read_platform_page(self._root / "platform_page.toml")

    @cached_property
    def host_requirements(self) -> tuple[HostRequirement, ...]:
        from dcos_upgrade.catalog.requirement import read_host_requirement

        return tuple(read_host_requirement(file) for file in self._files("requirements"))

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """Where the workbook's tables of releases are held against their sources."""
        from dcos_upgrade.catalog.appendix import read_correction

        return tuple(read_correction(file) for file in self._files("corrections"))

    @cached_property
    def version_matrix(self) -> VersionMatrix:
        from dcos_upgrade.catalog.appendix import read_version_matrix

        return read_version_matrix(self._root / "version_matrix.toml")

    @cached_property
    def command_lines(self) -> tuple[CommandLineEntry, ...]:
        from dcos_upgrade.catalog.appendix import read_command_lines

        return read_command_lines(self._root / "command_lines.toml")

    @cached_property
    def support_policy(self) -> SupportPolicy:
        from dcos_upgrade.catalog.appendix import read_support_policy

        return read_support_policy(self._root / "support_policy.toml")

    def _files(self, folder: str) -> tuple[Traversable, ...]:
        """The entries of a folder in the order of their names; ``.`` are the tables beside the folders."""
        place = self._root if folder == "." else self._root / folder
        if not place.is_dir():
            return ()
        files = (file for file in place.iterdir() if file.name.endswith(".toml"))
        return tuple(sorted(files, key=lambda file: file.name))
