"""What a run does by itself, by name, so that an entry of the catalog can say who sees to it: ``engine:soak``.

The list is short on purpose: what has a file of its own to be found by (checks, gates, rules, verbs) is named by that. A test holds
each module against the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Behaviour:
    """``does`` is one sentence; ``module`` where it is decided."""

    does: str
    module: str


BEHAVIOURS: Mapping[str, Behaviour] = MappingProxyType(
    {
        "bandwidth": Behaviour(
            "Caps how many nodes fetch packages at once by what the bootstrap host can serve.",
            "dcos_upgrade.planning.bandwidth",
        ),
        "baseline": Behaviour(
            "Captures the whole cluster before the first step; the end is compared with it.",
            "dcos_upgrade.usecases.beginning",
        ),
        "fixed-arguments": Behaviour(
            "Calls the vendor's script without any argument: its checks cannot be skipped from here.",
            "dcos_upgrade.adapters.nodes",
        ),
        "halt": Behaviour(
            "Stops in a lawful state at the first failure that no budget covers, and names cause and remedy.",
            "dcos_upgrade.engine.failing",
        ),
        "hold-back": Behaviour(
            "Holds back the Marathon of masters that are still old, so that none leads after a new one.",
            "dcos_upgrade.planning.holding",
        ),
        "hop-binding": Behaviour(
            "Reads the script's release, hash and package ids at the hop's start, and holds every node against them.",
            "dcos_upgrade.usecases.running.binding",
        ),
        "lawful-cluster": Behaviour(
            "Plans for a cluster of one release, or of the two of one hop with the masters ahead, and for no other.",
            "dcos_upgrade.planning.lawful",
        ),
        "leader-last": Behaviour(
            "Takes masters that lead nothing first and the leader of Mesos last, as observed at each admission.",
            "dcos_upgrade.engine.decide",
        ),
        "observe-first": Behaviour(
            "Looks at a node before it acts: what is done already is not done again.",
            "dcos_upgrade.usecases.running.stepping",
        ),
        "quarantine": Behaviour(
            "Sets a failed agent aside within the budget, and stops at the second of the same cause.",
            "dcos_upgrade.engine.failing",
        ),
        "relied-on-facts": Behaviour(
            "Refuses a plan whose facts (release, role, configuration, leaders, agent ids) are no longer so.",
            "dcos_upgrade.usecases.relied_on",
        ),
        "service-marathons": Behaviour(
            "Looks at each service Marathon between masters and agents, and takes it to the version that the policy names.",
            "dcos_upgrade.engine.services",
        ),
        "site-steps": Behaviour(
            "Calls the site's own programs at the named places and waits for their yes.",
            "dcos_upgrade.engine.site",
        ),
        "soak": Behaviour(
            "Watches after each wave until it has stayed well for the planned time.",
            "dcos_upgrade.engine.soaking",
        ),
        "step-timeout": Behaviour(
            "Halts when a node's step outlasts its time; the job itself is never killed.",
            "dcos_upgrade.usecases.running.stepping",
        ),
        "test-app": Behaviour(
            "Keeps an app under request all through the run and deploys a fresh one at each validation.",
            "dcos_upgrade.usecases.running.test_app",
        ),
        "validation": Behaviour(
            "Compares the cluster after each hop with the baseline; a loss ends the run.",
            "dcos_upgrade.usecases.validate",
        ),
        "vendor-script": Behaviour(
            "Reads the vendor's script (release it is made for, packages, bootstrap URL) and refuses another one.",
            "dcos_upgrade.engine.vendor_script",
        ),
        "waves": Behaviour(
            "Takes agents in waves that begin with a canary and grow slowly.",
            "dcos_upgrade.planning.waves",
        ),
    }
)
