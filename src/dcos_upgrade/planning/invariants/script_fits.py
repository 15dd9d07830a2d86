"""The script that begins on a node is made for the release that is there: it refuses any other."""

from __future__ import annotations

from dcos_upgrade.planning.invariant import Invariant, Moment


def objection(moment: Moment) -> str | None:
    for each in moment.flying:
        if each.script_for != each.release:
            return f"a {each.role} at {each.release} is begun by a script for {each.script_for}"
    return None


INVARIANT = Invariant(
    id="script-fits",
    title="Every node is begun by the script for its release",
    source="dcos/dcos gen/build_deploy/bash.py (dcos_node_upgrade.sh expects one installed version)",
    objection=objection,
)
