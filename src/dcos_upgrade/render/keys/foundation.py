"""What a route stands on, and what a release brings, as JSON keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dcos_upgrade.catalog.appendix import Correction
from dcos_upgrade.planning.expected import Expected
from dcos_upgrade.planning.foundation import Foundation, HopGround
from dcos_upgrade.planning.host_requirements import JudgedRequirement
from dcos_upgrade.planning.platform_judgement import Held
from dcos_upgrade.planning.platforms import PlatformRow
from dcos_upgrade.planning.support_level import Support


def support_keys(found: Iterable[Support]) -> list[dict[str, Any]]:
    return [
        {
            "release": str(each.release),
            "level": str(each.level),
            "newest": str(each.newest),
            "behind": each.behind,
            "reason": each.reason,
        }
        for each in found
    ]


def foundation_keys(found: Foundation) -> dict[str, Any]:
    return {
        "support": support_keys(found.support),
        "platforms": {
            "on": found.on.isoformat(),
            "lasting": list(found.lasting),
            "hops": [_hop(each) for each in found.hops],
        },
    }


def expected_keys(found: Iterable[Expected]) -> list[dict[str, Any]]:
    return [
        {
            "component": each.component,
            "title": each.title,
            "version": each.version,
            "printed": each.printed,
            "correction": each.correction.id if each.correction else None,
        }
        for each in found
    ]


def correction_keys(found: Iterable[Correction]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "where": each.where,
            "printed": each.printed,
            "found": each.found,
            "verdict": str(each.finding),
            "why": each.why,
            "sources": list(each.sources),
        }
        for each in found
    ]


def _hop(hop: HopGround) -> dict[str, Any]:
    return {
        "from": str(hop.source),
        "to": str(hop.target),
        "rows": [_row(each) for each in hop.rows],
        "requirements": [_requirement(each) for each in hop.requirements],
        "brings": expected_keys(hop.brings),
    }


def _row(row: PlatformRow) -> dict[str, Any]:
    return {
        "system": row.system,
        "docker": row.docker,
        "nodes": list(row.nodes),
        "before": _held(row.before),
        "after": _held(row.after),
        "first": list(row.first),
    }


def _held(held: Held) -> dict[str, Any]:
    revision = held.revision.isoformat() if held.revision else None
    return {"standing": str(held.standing), "reason": held.reason, "revision": revision}


def _requirement(each: JudgedRequirement) -> dict[str, Any]:
    return {
        "id": each.requirement.id,
        "title": each.requirement.title,
        "holds": each.truth.holds,
        "why": each.why,
        "severity": str(each.requirement.severity),
        "remedy": each.requirement.remedy,
        "verify": each.requirement.verify,
    }
