"""What a route stands on, for people: support, systems and Docker, requirements, and what each hop brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dcos_upgrade.catalog.appendix import Correction
from dcos_upgrade.planning.expected import Expected
from dcos_upgrade.planning.foundation import Foundation, HopGround
from dcos_upgrade.planning.platforms import PlatformRow
from dcos_upgrade.planning.support_level import Support
from dcos_upgrade.render.terminal import BOLD, Terminal, columns, numbered


def foundation_text(found: Foundation, terminal: Terminal, *, explain: bool) -> str:
    """With ``explain``, support and requirements too; without it the machines alone."""
    lines = list(_support(found.support, terminal)) if explain else []
    for hop in found.hops:
        lines += _hop(hop, terminal, explain=explain)
    if found.lasting:
        lines += ["", terminal.wrapped("; ".join(found.lasting), first="listed for the whole route: ")]
    return "\n".join(lines)


def _support(support: Sequence[Support], terminal: Terminal) -> Iterator[str]:
    yield ""
    yield terminal.style("Support", BOLD)
    for each in support:
        yield terminal.wrapped(f"{each.level}: {each.reason}", first=f"  {each.release!s:<10} ")


def _hop(hop: HopGround, terminal: Terminal, *, explain: bool) -> Iterator[str]:
    yield ""
    yield terminal.style(f"Under   {hop.source} → {hop.target}", BOLD)
    for row in hop.rows:
        yield from _row(row, terminal)
    if explain:
        yield from _requirements(hop, terminal)
    brings = ", ".join(f"{each.title} {each.version}" for each in hop.brings if each.version)
    yield terminal.wrapped(brings, first="  brings  ")


def _row(row: PlatformRow, terminal: Terminal) -> Iterator[str]:
    nodes = numbered(len(row.nodes), "node")
    yield f"  {row.system}, Docker {row.docker}: {nodes} ({row.named})"
    yield terminal.wrapped(f"{row.before.standing}: {row.before.reason}", first="    before  ")
    yield terminal.wrapped(f"{row.after.standing}: {row.after.reason}", first="    after   ")
    for step in row.first:
        yield terminal.wrapped(step, first="    first   ")


def _requirements(hop: HopGround, terminal: Terminal) -> Iterator[str]:
    words = {True: "met", False: "NOT MET", None: "unknown"}
    for each in hop.requirements:
        said = f"{each.requirement.title}: {words[each.truth.holds]}" + ("" if each.truth.holds else f" ({each.why})")
        yield terminal.wrapped(said, first="  asks    ")


def expected_text(
    release: str, found: Iterable[Expected], corrections: Iterable[Correction], terminal: Terminal
) -> str:
    """The workbook's row of a release beside what its source says."""
    rows = [("  component", "here", "workbook")]
    rows += [(f"  {each.title}", each.version or "–", _printed(each)) for each in found]
    lines = [
        "",
        terminal.style(f"After a hop to {release}, and what the workbook's Appendix I prints", BOLD),
        *columns(rows),
    ]
    for each in corrections:
        lines += ["", terminal.wrapped(f"{each.where}: {each.finding}", first="  correction  ")]
        lines.append(
            terminal.wrapped(f"printed: {each.printed or 'blank'}; found: {each.found}. {each.why}", first="    ")
        )
    return "\n".join(lines)


def _printed(each: Expected) -> str:
    if each.printed is None:
        return "no column"
    if not each.printed:
        return "blank"
    return each.printed + (f" ({each.correction.finding})" if each.correction else "")
