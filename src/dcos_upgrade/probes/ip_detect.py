"""The site's script that tells a node its address, by its digest, and what it says. A node that gets another address is another agent."""

from __future__ import annotations

import ipaddress
import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

SCRIPT = "/opt/mesosphere/bin/detect_ip"
# The script is the site's and is run as DC/OS's own units run it; what it says on stderr is no answer.
_COMMAND = (
    f"f={SCRIPT}; sum=$(sha256sum <$f) || exit 1; printf 'sha256 %s\\n' \"${{sum%% *}}\"; "
    "said=$($f 2>/dev/null) || exit 1; printf 'says %s\\n' \"$said\""
)
_SAID = re.compile(r"sha256 ([0-9a-f]{64})\nsays (\S{1,45})\s*", re.ASCII)


class IpDetect(msgspec.Struct, frozen=True, kw_only=True):
    """``sha256`` of the script's bytes, and the address that it said."""

    sha256: str
    address: str


def parse(answer: Answer) -> IpDetect:
    match = _SAID.fullmatch(output(answer))
    if match is None:
        raise unreadable(answer, "the script does not say one address")
    try:
        address = ipaddress.ip_address(match[2])
    except ValueError as error:
        raise unreadable(answer, f"{match[2]!r} is no address") from error
    return IpDetect(sha256=match[1], address=str(address))


PROBE = Probe(
    id="ip-detect",
    title="Digest and answer of each node's ip-detect script",
    source="workbook, 'Things to Fix Before an Upgrade' (ip-detect); genconf/ip-detect, installed as /opt/mesosphere/bin/detect_ip",
    fact=IpDetect,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
