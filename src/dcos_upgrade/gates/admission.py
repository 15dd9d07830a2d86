"""Before any node is touched: the cluster is whole. One look, which counts for as long as the plan's pacing says."""

from __future__ import annotations

from dcos_upgrade.core.gate import Gate

GATE = Gate(
    id="admission",
    title="The cluster is whole, so the next node may be touched",
    source="workbook, 'Upgrade Process' (masters one at a time, all of them healthy)",
    checks=(
        "exhibitor-serving",
        "zookeeper-quorum",
        "replog-recovered",
        "one-mesos-leader",
        "agents-back",
        "no-strange-agents",
        "frameworks-connected",
        "marathon-leader",
        "marathon-never-older",
        "no-new-deployments",
    ),
    in_a_row=1,
    # What the agent's gate compares with: the tasks and apps as they were just before its step.
    keeps=("mesos-state", "mesos-slaves", "marathon-apps"),
)
