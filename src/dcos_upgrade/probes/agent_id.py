"""The id under which each agent will come back: the link that Mesos recovers from. Without it an agent comes back as another one."""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_agent
from dcos_upgrade.probes.reading import output, unreadable

LINK = "/var/lib/mesos/slave/meta/slaves/latest"

_COMMAND = f'if [ -L {LINK} ]; then echo "id $(readlink {LINK})"; else echo absent; fi'
_ID = re.compile(r"^\w[\w.:-]{0,199}$", re.ASCII)


class AgentId(msgspec.Struct, frozen=True, kw_only=True):
    """``id`` is None where the agent has never registered, or somebody has removed the link."""

    id: str | None


def parse(answer: Answer) -> AgentId:
    words = output(answer).split()
    if words == ["absent"]:
        return AgentId(id=None)
    name = words[1].rstrip("/").rpartition("/")[2] if len(words) == 2 and words[0] == "id" else ""
    if _ID.match(name) is None:
        raise unreadable(answer, "neither an agent's id nor that there is none")
    return AgentId(id=name)


PROBE = Probe(
    id="agent-id",
    title="Id of each agent on its own disk",
    source="Mesos, agent recovery; /var/lib/mesos/slave/meta/slaves/latest",
    fact=AgentId,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_agent,
)
