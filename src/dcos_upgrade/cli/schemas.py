"""What ``schema`` answers: made from the types that read the files, so the two cannot differ."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.core.plan import Plan

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def cluster() -> Reply:
    from dcos_upgrade.adapters.cluster_document import cluster_schema

    return _reply(cluster_schema())


def plan() -> Reply:
    return _reply({"$schema": DIALECT, "title": "plan.json", **msgspec.json.schema(Plan)})


def _reply(schema: dict[str, Any]) -> Reply:
    """The text is the schema alone, so that it can be written to a file as it is."""
    text = msgspec.json.format(msgspec.json.encode(schema), indent=2).decode()
    return Reply(keys={"json_schema": schema}, text=text)
