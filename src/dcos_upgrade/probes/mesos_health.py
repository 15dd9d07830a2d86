"""Whether each Mesos master calls itself healthy: an empty answer with status 200 is all that it says."""

from __future__ import annotations

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import unreadable


def parse(answer: Answer) -> bool:
    """Always true: any other answer is none. A page of words is that of another program."""
    if answer.status != 200:
        raise unreadable(answer, f"answered HTTP {answer.status}")
    if answer.body.strip():
        raise unreadable(answer, "not the answer that was asked for: a healthy Mesos says nothing")
    return True


PROBE = Probe(
    id="mesos-health",
    title="Health of each Mesos master by its own word",
    source="workbook, 'Appendix II' (/health); Mesos /health, 1.2 to 1.11",
    fact=bool,
    question=HttpGet(service=Service.MESOS_MASTER, path="/health"),
    parse=parse,
    subjects=every_master,
)
