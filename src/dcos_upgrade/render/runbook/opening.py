"""The first page: what exactly is agreed to, in which words, and by whom."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.render.document.blocks import (
    Banner,
    Block,
    Cell,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Route,
    Table,
    Tone,
)
from dcos_upgrade.render.document.cells import code, plain
from dcos_upgrade.render.terminal import numbered
from dcos_upgrade.usecases.runbook.model import Runbook

SIGNERS = ("Who carries it out", "Who owns the cluster", "Who owns the services on it")
BLANK = "." * 24

WORDS = (
    ("RUN, EPOCH", "the name of the run and the number of the process that carries it out"),
    ("SHA256", "of the vendor's script as the bootstrap host serves it when the hop is bound"),
    ("SCRIPT-URL", "where the cluster file says that the script of the hop lies"),
    ("step.sh", "the tool's own program; it is fed over the connection and stays on no machine"),
    ("AGENT:PORT", "where Marathon says that a task of the test app runs"),
    ("look", "one round of the questions listed for it; they only read"),
    ("in hand", "the node whose step is judged"),
)


def opening(runbook: Runbook) -> Iterator[Block]:
    plan = runbook.plan
    yield Banner(
        tone=Tone.WARN,
        title="What is not listed here is not done.",
        text=f"This document was made of the plan with the digest {plan.digest} and of nothing else. A plan with another digest has "
        "another document. The tool refuses a plan file that does not match its digest, and stops where it cannot go on as written.",
    )
    yield Route(stops=plan.route)
    yield Facts(rows=_facts(runbook))
    if not runbook.places.known:
        yield Paragraph(
            text="No cluster file was given: users, ports and script URLs are the usual ones, not this site's. "
            "Sign a document that was made with --cluster."
        )
    if plan.notes:
        yield Listing(title="Notes of the plan", text="\n".join(plan.notes))
    yield Heading(text="Words")
    yield Table(head=("Word", "Meaning"), rows=tuple((code(word), plain(meaning)) for word, meaning in WORDS), empty="")
    yield Heading(text="Signed")
    yield Table(
        head=("Role", "Name", "Date", "Signature"),
        rows=tuple((plain(who), plain(BLANK), plain(BLANK), plain(BLANK)) for who in SIGNERS),
        empty="",
    )


def _facts(runbook: Runbook) -> tuple[tuple[str, Cell], ...]:
    plan, pacing = runbook.plan, runbook.plan.pacing
    agents = len(plan.inventory.of(Role.PRIVATE_AGENT)), len(plan.inventory.of(Role.PUBLIC_AGENT))
    counts = f"{numbered(len(plan.inventory.masters), 'master')}, {agents[0]} private and {numbered(agents[1], 'public agent')}"
    return (
        ("Plan digest", code(plan.digest)),
        ("Cluster id", code(plan.cluster_id)),
        ("Step program (step.sh), SHA-256", code(runbook.places.step_sha256)),
        ("Marathon's program (hold.sh), SHA-256", code(runbook.places.hold_sha256)),
        ("Machines", plain(counts)),
        ("Scripts to be started", plain(str(sum(1 for *_, step in plan.steps() if not step.done)))),
        ("Plan date, policy", plain(f"{plan.on.isoformat()}, {plan.policy}")),
        ("Agents in flight at once", plain(f"{pacing.at_once} at most; masters always one")),
    )
