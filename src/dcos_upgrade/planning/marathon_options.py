"""Options and features with which a later Marathon does not start, and from which of its minors on. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.probes.marathon_environment import MarathonEnvironment

Minor = tuple[int, int]

OPTIONS: Mapping[str, Minor] = {
    "artifact_store": (1, 5),
    "event_subscriber": (1, 5),
    "http_endpoints": (1, 5),
    "http_event_callback_slow_consumer_timeout": (1, 5),
    "http_event_request_timeout": (1, 5),
    "max_tasks_per_offer": (1, 5),
    "metrics_averaging_window": (1, 8),
    "reporter_datadog": (1, 8),
    "reporter_graphite": (1, 8),
    "save_tasks_to_launch_timeout": (1, 8),
    "default_accepted_resource_roles": (1, 10),
    "revive_offers_for_new_apps": (1, 10),
    "revive_offers_repetitions": (1, 10),
}
"""Marathon's changelog, 1.5 to 1.10."""

DEPRECATED: Mapping[str, Minor] = {
    "api_heavy_events": (1, 8),
    "json_schemas_resource": (1, 8),
    "kamon_metrics": (1, 8),
    "proxy_events": (1, 8),
    "sync_proxy": (1, 8),
    "sanitize_accepted_resource_roles": (1, 11),
    "text_plain_tasks": (1, 11),
}
"""What ``deprecated_features`` may switch on again, until it is gone for good."""

FEATURES: Mapping[str, Minor] = {"maintenance_mode": (1, 8)}
"""What ``enable_features`` must not name any more."""


def that_stop(seen: MarathonEnvironment, now: Minor) -> Iterator[str]:
    """What is set and stops a Marathon of this minor from starting."""
    yield from (name for name in seen.options if now >= OPTIONS.get(name, (99, 0)))
    for option, names, known in (
        ("deprecated_features", seen.deprecated_features, DEPRECATED),
        ("enable_features", seen.features, FEATURES),
    ):
        yield from (f"{option}={name}" for name in names if now >= known.get(name, (99, 0)))
    if now >= (1, 9) and seen.values.get("gpu_scheduling_behavior") == "undefined":
        yield "gpu_scheduling_behavior=undefined"
