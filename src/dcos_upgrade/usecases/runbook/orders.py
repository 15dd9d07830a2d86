"""What is said to the program that is fed to a node, as a person would type it. Words in capitals are known only in the run."""

from __future__ import annotations

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.plan import Hop
from dcos_upgrade.usecases.runbook.model import Places

RUN, EPOCH, SHA256, SCRIPT_URL = "RUN", "EPOCH", "SHA256", "SCRIPT-URL"
CANCEL = "step.sh cancel TARGET RUN ATTEMPT"
RETIRE = "step.sh retire TARGET ATTEMPT"


def start(node: Node, hop: Hop, places: Places) -> str:
    url = places.script_url(hop.source, hop.target) or SCRIPT_URL
    return _told(node, places, "start", hop.target, RUN, EPOCH, "1", hop.source, url, SHA256)


def look(node: Node, hop: Hop, places: Places) -> str:
    return _told(node, places, "look", hop.target)


def claim(node: Node, cluster: str, places: Places) -> str:
    return _told(node, places, "claim", cluster, RUN, EPOCH)


def release(node: Node, places: Places) -> str:
    return _told(node, places, "release", RUN)


def _told(node: Node, places: Places, *words: str) -> str:
    return f"{places.shell(node)} {' '.join(words)} < step.sh"
