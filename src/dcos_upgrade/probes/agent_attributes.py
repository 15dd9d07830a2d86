"""The attributes that the operator gave each agent, from the file that survives an upgrade."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_agent
from dcos_upgrade.probes.reading import output, unreadable

# Only this line: the file may hold anything else that an operator put into an agent's environment.
_COMMAND = "f=/var/lib/dcos/mesos-slave-common; [ ! -f $f ] || sed -n '/^MESOS_ATTRIBUTES=/p' $f"


class AgentAttributes(msgspec.Struct, frozen=True, kw_only=True):
    """Empty where there is no such file or no such line."""

    attributes: dict[str, str]


def parse(answer: Answer) -> AgentAttributes:
    lines = output(answer).strip().splitlines()
    if not all(line.startswith("MESOS_ATTRIBUTES=") for line in lines):
        raise unreadable(answer, "not the line that was asked for")
    value = lines[-1].partition("=")[2].strip().strip("\"'") if lines else ""
    pairs = (part.partition(":") for part in value.split(";") if part)
    return AgentAttributes(attributes={name.strip(): rest.strip() for name, _, rest in pairs})


PROBE = Probe(
    id="agent-attributes",
    title="Attributes of each agent by its own file",
    source="/var/lib/dcos/mesos-slave-common",
    fact=AgentAttributes,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_agent,
)
