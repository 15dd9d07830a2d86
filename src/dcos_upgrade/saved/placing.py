"""Whose answer a file is."""

from __future__ import annotations

from dcos_upgrade.probes.reading import host_port


def master_at(process: str | None) -> str | None:
    """The address in Mesos' name for a process, ``master@10.0.1.2:5050``; None where there is none."""
    found = host_port(process) if process else None
    return found.host if found else None
