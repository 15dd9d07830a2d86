"""Binding a hop: which vendor script it is, before any node is told to run it."""

from __future__ import annotations

import hashlib

from dcos_upgrade.core import journal
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable
from dcos_upgrade.core.plan import Hop
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.engine.action import Bind
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.engine.vendor_script import VendorScript, read_vendor_script
from dcos_upgrade.usecases.running.context import RunContext

GENERATE = "dcos_generate_config.sh --generate-node-upgrade-script {source}"


async def bind(context: RunContext, state: RunState, action: Bind) -> None:
    """Read the script from the bootstrap host and write down its URL, hash and packages; halts when it is not this hop's."""
    hop = context.plan.hops[action.hop]
    context.report(state, "reading the vendor's upgrade script", hop=action.hop)
    try:
        bound = await _bound(context, action.hop, hop)
    except DcosUpgradeError as error:
        context.write(_halted(hop, error))
        return
    context.write(bound)


async def _bound(context: RunContext, number: int, hop: Hop) -> journal.HopBound:
    url = context.script_url(hop)
    answer = await context.api.get_url(url)
    if answer.status != 200:
        raise Unreachable(f"the bootstrap host answered {answer.status}", where=url)
    script = read_vendor_script(answer.body.decode(errors="replace"), where=url)
    _of_this_hop(script, hop, url)
    return journal.HopBound(
        hop=number,
        source=script.source,
        target=script.target,
        script_url=url,
        script_sha256=hashlib.sha256(answer.body).hexdigest(),
        bootstrap_url=redact_text(script.bootstrap_url),
        package_ids=script.package_ids,
    )


def _of_this_hop(script: VendorScript, hop: Hop, url: str) -> None:
    if (script.source, script.target) == (hop.source, hop.target):
        return
    raise Refused(
        f"the vendor's script upgrades {script.source} to {script.target}, this hop is {hop.source} to {hop.target}",
        where=url,
        next_command=f"on the bootstrap host: {GENERATE.format(source=hop.source)}",
    )


def _halted(hop: Hop, error: DcosUpgradeError) -> journal.Halted:
    return journal.Halted(
        what="node",
        name="bootstrap",
        node="bootstrap",
        reason=f"the upgrade script of {hop.source} → {hop.target} cannot be bound: {error.what}",
        evidence=tuple(text for text in (error.where, error.evidence) if text),
        next=error.next_command or "make the bootstrap host serve the script, then: dcos-upgrade resume",
    )
