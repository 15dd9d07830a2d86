"""The security mode of an Enterprise cluster, as each master has it. Open clusters have none."""

from __future__ import annotations

import json
import re
from enum import StrEnum

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_master
from dcos_upgrade.probes.reading import output, unreadable

_HOME = "/opt/mesosphere/etc"
_COMMAND = (
    f"f={_HOME}/bootstrap-config.json; if [ -e $f ]; then echo '[mode]'; cat $f; else echo '[none]'; fi; "
    f"echo; echo '[version]'; cat {_HOME}/dcos-version.json"
)
_PARTS = re.compile(r"(?:\[mode\]\n(?P<mode>.*)|\[none\]\n+)\n\[version\]\n(?P<version>.*)", re.DOTALL)


class SecurityMode(StrEnum):
    """In the order in which a cluster may become stricter."""

    DISABLED = "disabled"
    PERMISSIVE = "permissive"
    STRICT = "strict"


class Security(msgspec.Struct, frozen=True, kw_only=True):
    """``mode`` is None where the node names none. ``variant``: "open", "enterprise", or empty before 1.10, which does not say."""

    mode: SecurityMode | None = None
    variant: str = ""


def parse(answer: Answer) -> Security:
    match = _PARTS.fullmatch(output(answer))
    if match is None:
        raise unreadable(answer, "neither a mode nor that there is none")
    try:
        told = msgspec.convert(json.loads(match["mode"] or "{}"), dict[str, object])
        variant = json.loads(match["version"]).get("dcos-variant", "")
        mode = SecurityMode(str(told["security"])) if "security" in told else None
        return Security(mode=mode, variant=msgspec.convert(variant, str))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, msgspec.ValidationError) as error:
        raise unreadable(answer, f"not a security mode: {error}") from error


PROBE = Probe(
    id="security-mode",
    title="Security mode of each master",
    source="workbook, FAQ (security mode); /dcos-metadata/bootstrap-config.json, 1.9 to 2.2",
    fact=Security,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_master,
)
