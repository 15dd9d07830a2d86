"""The node upgrade script as the target's installer generates it: control flow by era, texts of our own.

What differs between the eras was read from dcos_installer/upgrade.py, tags 1.9.0 to 2.2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import jinja2

from dcos_upgrade.core.version import Version
from dcos_upgrade.lab.nodes.roster import (
    V1_10,
    V1_11,
    V1_12,
    V1_13,
    image_commit,
    other_configuration,
    package_id,
    package_ids,
)
from dcos_upgrade.lab.nodes.templates import text

_TELLS_FAILURE = Version(1, 11, 3)
_BLOCKS = Version(2, 1, 2)
_SHORTEST_SLEEP = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """``arguments``: none, first, flags, getopt. ``checks``: none, diagnostics, or void (run, but without an effect)."""

    arguments: str
    checks: str
    tells_failure: bool
    no_block: bool


def era(target: str) -> Era:
    version = Version.parse(target)
    if version < V1_10:
        arguments, checks = "none", "none"
    elif version < V1_12:
        arguments, checks = "first" if version < V1_11 else "flags", "diagnostics"
    else:
        arguments, checks = "flags" if version < V1_13 else "getopt", "void"
    return Era(
        arguments=arguments,
        checks=checks,
        tells_failure=version >= _TELLS_FAILURE,
        no_block=version < _BLOCKS,
    )


def upgrade_script(source: str, target: str, *, bootstrap_url: str, time_factor: float = 1.0) -> str:
    """``source`` is the release that the script will insist on finding. Raises ValueError for what is no release."""
    Version.parse(source)
    shape = era(target)
    quietly = {"none": "", "first": " >/dev/null"}.get(shape.arguments, " >&3")
    body = _template().render(
        source=source,
        target=target,
        arguments=shape.arguments,
        checks=shape.checks,
        tells_failure=shape.tells_failure,
        no_block="--no-block " if shape.no_block else "",
        quietly=quietly,
        bootstrap_url=bootstrap_url,
        package_ids=" ".join(package_ids(target)),
        image_commit=image_commit(target),
        check_sleep=_scaled(1.0, time_factor),
        migrate_sleep=_scaled(10.0, time_factor),
    )
    # Scripts of 1.9 begin with an empty line, so that the kernel does not find their interpreter.
    return "\n" + body if shape.checks == "none" else body


def _scaled(seconds: float, time_factor: float) -> str:
    return f"{max(_SHORTEST_SLEEP, seconds * time_factor):g}"


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        trim_blocks=True, keep_trailing_newline=True, undefined=jinja2.StrictUndefined, autoescape=False
    )
    return environment.from_string(text("upgrade.sh.j2"))


def stale(script: str, target: str) -> str:
    """The same script as it was generated earlier, from another config.yaml; still served under its own URL."""
    return script.replace(package_id("dcos-config", target), other_configuration(target))
