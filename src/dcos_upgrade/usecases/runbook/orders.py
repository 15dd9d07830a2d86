"""What is said to the program that is fed to a node, as a person would type it. Words in capitals are known only in the run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.plan import Hop
from dcos_upgrade.core.probe import Service
from dcos_upgrade.usecases.runbook.model import Places
from dcos_upgrade.usecases.running.test_app import definition_of

RUN, EPOCH, SHA256, SCRIPT_URL = "RUN", "EPOCH", "SHA256", "SCRIPT-URL"
STEP, HOLD = "step.sh", "hold.sh"
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


def hold_back(node: Node, places: Places) -> str:
    return _told(node, places, "stop", program=HOLD)


def let_go(node: Node, places: Places) -> str:
    return _told(node, places, "start", program=HOLD)


def test_app(app_id: str, definition: Mapping[str, Any], places: Places, master: Node) -> str:
    body = json.dumps(definition_of(app_id, definition, RUN), sort_keys=True)
    return f"PUT {_of_app(app_id, places, master)}\n{body}"


def test_app_seen(app_id: str, places: Places, master: Node) -> str:
    return f"GET {_of_app(app_id, places, master)}"


def test_app_removed(app_id: str, places: Places, master: Node) -> str:
    return f"DELETE {_of_app(app_id, places, master)}"


def _of_app(app_id: str, places: Places, master: Node) -> str:
    return f"{places.url(master, Service.MARATHON)}/v2/apps{app_id}"


def _told(node: Node, places: Places, *words: str, program: str = STEP) -> str:
    return f"{places.shell(node)} {' '.join(words)} < {program}"
