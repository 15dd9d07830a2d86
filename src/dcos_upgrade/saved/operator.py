"""The operator API's words: ids are wrapped, agents are ``agent_info`` within a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dcos_upgrade.probes.mesos_slaves import Agent

TYPES = frozenset(
    {
        "SUBSCRIBED",
        "HEARTBEAT",
        "TASK_ADDED",
        "TASK_UPDATED",
        "AGENT_ADDED",
        "AGENT_REMOVED",
        "FRAMEWORK_ADDED",
        "FRAMEWORK_UPDATED",
        "FRAMEWORK_REMOVED",
        "GET_HEALTH",
        "GET_FLAGS",
        "GET_VERSION",
        "GET_METRICS",
        "GET_LOGGING_LEVEL",
        "LIST_FILES",
        "READ_FILE",
        "GET_STATE",
        "GET_AGENTS",
        "GET_AGENT",
        "GET_FRAMEWORKS",
        "GET_EXECUTORS",
        "GET_OPERATIONS",
        "GET_TASKS",
        "GET_ROLES",
        "GET_WEIGHTS",
        "GET_MASTER",
        "GET_MAINTENANCE_STATUS",
        "GET_MAINTENANCE_SCHEDULE",
        "GET_QUOTA",
        "GET_CONTAINERS",
        "GET_RESOURCE_PROVIDERS",
    }
)


def agents_in(document: Mapping[str, Any]) -> Iterator[Agent]:
    """Agents of GET_AGENTS, GET_STATE and SUBSCRIBED; a row without an id is none."""
    state = document.get("get_state") or (document.get("subscribed") or {}).get("get_state") or {}
    listed = document.get("get_agents") or state.get("get_agents") or {}
    for row in listed.get("agents") or ():
        info = row.get("agent_info") or {}
        agent_id = (info.get("id") or {}).get("value")
        if agent_id:
            yield Agent(
                id=agent_id,
                hostname=info.get("hostname") or "",
                pid=row.get("pid"),
                active=row.get("active"),
                deactivated=row.get("deactivated"),
                version=row.get("version"),
            )
