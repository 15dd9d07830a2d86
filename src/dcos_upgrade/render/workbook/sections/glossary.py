"""The words of this report, for readers who were not there."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Section, Table
from dcos_upgrade.render.document.cells import plain
from dcos_upgrade.usecases.workbook.model import Workbook

WORDS = (
    ("acknowledged", "said yes to by a person, by name, since no probe can see it"),
    ("admission", "a look just before a step that found the whole cluster well; it is worth nothing after a minute"),
    ("baseline", "the snapshot from before the run, with which everything is compared"),
    ("canary", "the first, smallest wave of agents"),
    ("evidence", "a raw answer of the cluster, kept under its SHA-256"),
    ("gate", "checks that must all hold several looks in a row before the run goes on"),
    ("halt", "the run stops by itself and waits for people"),
    ("held back", "a Marathon of the old release, stopped so that it cannot lead after a new one"),
    ("hop", "the whole cluster from one release to the next of the route"),
    ("look", "one round of asking; gates and soaks are judged by looks"),
    ("lost", "something of the baseline that is gone without a reason of its own"),
    ("quarantine", "a failed agent set aside; the run goes on without it as far as the plan allows"),
    ("service Marathon", "a Marathon that runs as an app on the cluster's own Marathon"),
    ("settled", "the script has ended; whether the step succeeded is then judged by the gates"),
    ("soak", "a time under watch after a wave"),
    ("stage", "masters, service Marathons, private agents, public agents, validation"),
    ("step", "one node to one release"),
    ("test app", "a small app of the run itself, asked all through it and removed at its end"),
    ("unknown", "no answer, an old answer or an empty one; it never counts as good"),
    ("verified", "the gates of the step held; only then the node is done"),
    ("wave", "steps that may be under way together"),
)


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Table(
        head=("Word", "Meaning"), rows=tuple((plain(word), plain(meaning)) for word, meaning in WORDS), empty=""
    )


SECTION = Section(id="glossary", title="Words", order=90, blocks=blocks)
