"""Which of the found service Marathons count, and what people are told to write where one has to rise. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.probes.service_marathons import SeenMarathon, ServiceMarathons

CAPTURE = "dcos-upgrade capture, then dcos-upgrade plan"


def counted(seen: ServiceMarathons) -> tuple[SeenMarathon, ...]:
    """Those that a run has to do with: of an app, under a framework id, with a version.

    Raises Unreadable for one whose version nobody knows, Refused for one that is down or cannot be told from another.
    """
    found = tuple(row for row in seen.known if not _left_over(row, seen) and not _off(row))
    for row in found:
        _require_known(row)
    apps = [row.app for row in found]
    for row in found:
        if row.app is not None and apps.count(row.app) > 1:
            both = ", ".join(str(other.framework_id) for other in seen.of_app(row.app))
            raise Refused(
                f"{row.app} is the app of more than one framework", where=row.app, evidence=both, next_command=CAPTURE
            )
    return tuple(row for row in found if row.app is not None)


def _left_over(row: SeenMarathon, seen: ServiceMarathons) -> bool:
    """A framework that nobody has any more: its app has another, or it has no app."""
    if row.version is not None or row.subscribed or row.framework_id is None:
        return False
    return row.app is None or any(other.version is not None for other in seen.of_app(row.app))


def _off(row: SeenMarathon) -> bool:
    """An app that is scaled to nothing, on purpose."""
    return row.framework_id is None and row.instances == 0


def _require_known(row: SeenMarathon) -> None:
    if row.framework_id is None:
        raise Refused(
            f"the service Marathon {row.name} is down",
            where=row.name,
            evidence=f"{row.why}; {row.failure}".rstrip("; "),
            next_command=f"start it, or scale it to 0 instances; then: {CAPTURE}",
        )
    if row.version is None:
        raise Unreadable(
            f"the version of the service Marathon {row.name} is not known",
            where=row.name,
            evidence=row.why,
            next_command=f"make it answer, then: {CAPTURE}",
        )
    if not row.subscribed:
        raise Refused(
            f"the service Marathon {row.name} is not connected to Mesos",
            where=row.name,
            evidence=f"its framework is {row.framework_id}",
            next_command=f"make it subscribe, then: {CAPTURE}",
        )


def notes_of_found(seen: ServiceMarathons) -> Iterator[str]:
    """What was found and is not part of the plan."""
    for row in seen.known:
        if _left_over(row, seen):
            yield f"the framework {row.framework} ({row.framework_id}) is left over: no service Marathon has it any more"
        elif _off(row):
            yield f"the service Marathon {row.name} is scaled to 0 instances and is left alone"
        elif row.app is None:
            yield f"no app of the root Marathon runs the Marathon {row.name}; it is at {row.version} and is not changed"
        elif row.zk:
            yield f"the state of {row.name} lies at {row.zk}: a backup of /marathon does not have it"
    for silent in seen.silent:
        yield f"whether this framework is a Marathon is not known: {silent}"


def snippet(row: SeenMarathon, version: str) -> str:
    """The entry of the policy, as one line of YAML; the image with the site's own name and a tag like the present one."""
    numbers = marathon_numbers(version)
    to = ".".join(map(str, numbers)) if numbers else version
    image = _tagged(row.image, to) if row.image else "IMAGE"
    wish = {"to": to, "patch": {"container": {"docker": {"image": image}}}}
    return f"policy: {json.dumps({'service_marathons': {row.app: wish}})}"


def _tagged(image: str, version: str) -> str:
    name, colon, tag = image.rpartition(":")
    if not colon or "/" in tag:
        return f"{image}:v{version}"
    prefix = "v" if re.match(r"v\d", tag) or not tag[:1].isdigit() else ""
    return f"{name}:{prefix}{version}"
