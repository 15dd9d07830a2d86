"""What each node's kernel is set to where DC/OS depends on it: IPv6 on or off."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

_COMMAND = (
    "PATH=$PATH:/usr/sbin:/sbin; "
    "said=$(sysctl -n net.ipv6.conf.all.disable_ipv6 2>/dev/null) || "
    "{ f=/proc/sys/net/ipv6/conf/all/disable_ipv6; [ ! -r $f ] || said=$(cat $f); }; "
    'echo "disable_ipv6 ${said:-absent}"'
)
_WORDS = {"0": True, "1": False, "absent": False}


class KernelSettings(msgspec.Struct, frozen=True, kw_only=True):
    """``ipv6``: the kernel speaks it. One that was booted without it has no setting for it at all."""

    ipv6: bool


def parse(answer: Answer) -> KernelSettings:
    match output(answer).split():
        case ["disable_ipv6", word] if word in _WORDS:
            return KernelSettings(ipv6=_WORDS[word])
    raise unreadable(answer, "the kernel does not say whether IPv6 is on")


PROBE = Probe(
    id="kernel-settings",
    title="Settings of each node's kernel",
    source="vendor's upgrade page 1.11 (enable_ipv6); Linux, net.ipv6.conf.all.disable_ipv6",
    fact=KernelSettings,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
