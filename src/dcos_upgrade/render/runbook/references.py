"""What the lines refer to: doors, looks, ways to stop, machines and files."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Banner, Block, Cell, Heading, Paragraph, Table, Tone
from dcos_upgrade.render.document.cells import code, plain
from dcos_upgrade.usecases.runbook.model import Door, LookPage, Machine, Runbook


def doors(runbook: Runbook) -> Iterator[Block]:
    yield Paragraph(
        text="The vendor has no way back. A node can be left as it was until its script activates the packages; the doors below close "
        "for the whole cluster."
    )
    yield Table(
        head=("Hop", "Door", "Lines", "When", "From then on"),
        rows=tuple(_door(door) for door in runbook.doors),
        empty="No script is started.",
    )


def _door(door: Door) -> tuple[Cell, ...]:
    lines = " to ".join(str(number) for number in dict.fromkeys(door.lines))
    return plain(door.hop), plain(door.what, Tone.WARN), plain(lines), plain(door.when), plain(door.so)


def stops(runbook: Runbook) -> Iterator[Block]:
    yield Banner(
        tone=Tone.PLAIN,
        title="A halt is exit code 4 and one screen.",
        text="It names the node or gate, the reason, the evidence and one next command; dcos-upgrade status says it again at any time. "
        "Jobs that were begun run to their end, nothing new is begun, and tasks run on. Waiting costs nothing but time.",
    )
    yield Table(
        head=("When", "What it leaves", "The next command"),
        rows=tuple((plain(stop.when), plain(stop.left), code(stop.next)) for stop in runbook.stops),
        empty="",
    )


def looks(runbook: Runbook) -> Iterator[Block]:
    yield Paragraph(
        text="Every request goes straight to the machine's own port and is a GET; every command only reads. "
        "{mesos}, {marathon} and so on are the base URLs that stand under “Machine by machine”. "
        "The leading master is found by asking the masters in order and following redirects to a master of this cluster only. "
        "Commands of one machine travel in one session, each bounded in time."
    )
    for look in runbook.looks:
        yield from _look(look)


def _look(look: LookPage) -> Iterator[Block]:
    yield Heading(text=f"look: {look.id}")
    yield Paragraph(text=f"{look.title}. {look.passes}")
    if look.judged:
        yield Table(
            caption="Judges",
            head=("Check", "Must hold", "Source"),
            rows=tuple((code(each.check), plain(each.title), plain(each.source)) for each in look.judged),
            empty="",
        )
    yield Table(
        caption="Asks",
        head=("Question", "For", "Of", "Command or request"),
        rows=tuple((code(each.probe), plain(each.title), plain(each.of), code(each.how)) for each in look.asked),
        empty="Nothing.",
    )


def machines(runbook: Runbook) -> Iterator[Block]:
    yield Paragraph(
        text="The lines that write on each machine, all of them. Looks read from every machine as listed under “Looks”. "
        "What is told to Marathon stands in its own lines."
    )
    yield Table(
        head=("Machine", "Role", "Rack", "Session", "Services asked", "Lines that write"),
        rows=tuple(_machine(machine) for machine in runbook.machines),
        empty="",
    )


def _machine(machine: Machine) -> tuple[Cell, ...]:
    node = machine.node
    role = str(node.role).replace("_", " ") + (", critical" if node.critical else "")
    return (
        plain(node.id),
        plain(role),
        plain(node.rack or ""),
        code(machine.shell),
        code("\n".join(machine.urls)),
        plain(", ".join(str(number) for number in machine.lines)),
    )


def files(runbook: Runbook) -> Iterator[Block]:
    yield Table(
        head=("Where", "What"),
        rows=tuple((code(path), plain(what)) for path, what in runbook.files),
        empty="",
    )
