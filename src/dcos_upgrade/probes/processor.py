"""What each agent's processor can do: two releases start no Admin Router without SSE 4.2."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_agent
from dcos_upgrade.probes.reading import output, unreadable

_COMMAND = (
    "[ -r /proc/cpuinfo ] || exit 1; "
    "if grep -qw sse4_2 /proc/cpuinfo; then echo 'sse4_2 yes'; else echo 'sse4_2 no'; fi; "
    "echo \"count $(grep -c '^processor' /proc/cpuinfo)\""
)


class Processor(msgspec.Struct, frozen=True, kw_only=True):
    """``count``: processors that the kernel sees."""

    sse42: bool
    count: int


def parse(answer: Answer) -> Processor:
    match output(answer).split():
        case ["sse4_2", ("yes" | "no") as word, "count", count] if (
            count.isascii() and count.isdigit() and len(count) < 6
        ):
            return Processor(sse42=word == "yes", count=int(count))
    raise unreadable(answer, "the kernel does not say what the processor can do")


PROBE = Probe(
    id="processor",
    title="Processor of each agent",
    source="DC/OS 2.0.2 release note (DCOS_OSS-5643); Linux, /proc/cpuinfo",
    fact=Processor,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_agent,
)
