"""The reference pages, made from the product itself: verbs, flags and exit codes; probes, checks, gates, rules, faults."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from dcos_upgrade import catalog
from dcos_upgrade.catalog.knowledge import PolicyRule
from dcos_upgrade.catalog.platform import Platform
from dcos_upgrade.catalog.requirement import HostRequirement
from dcos_upgrade.catalog.workbook_index import Statement
from dcos_upgrade.cli.root import ROOT, VerbGroup
from dcos_upgrade.core.error import MEANING, ExitCode
from dcos_upgrade.drift.left_out import LEFT_OUT

PAGES = Path(__file__).parents[1] / "docs" / "reference"
MADE = "<!-- Made by script/reference; change the product, not this page. -->"

FAULT_ROWS = Path(__file__).parents[1] / "tests" / "cases" / "faults"
WHEN = {
    "before-plan": "before the plan",
    "before-run": "before the run",
    "before-masters": "before the first master",
    "before-service-marathons": "after the last master",
    "before-private-agents": "before the first agent",
    "started": "while the script runs",
}
HANDS = {"run-advice": "the commands of `recover`, then", "wait": "wait for the job's end, then"}

PARTS = (
    ("Probes", "What is asked of a cluster.", "dcos_upgrade.probes", "PROBE"),
    (
        "Saved answers",
        "Kinds of files that `capture --from-files` knows, told apart by what is in them.",
        "dcos_upgrade.saved.kinds",
        "KIND",
    ),
    ("Checks", "Questions about a scene, answered for each subject of the inventory.", "dcos_upgrade.checks", "CHECK"),
    ("Gates", "Checks that must hold several looks in a row.", "dcos_upgrade.gates", "GATE"),
    ("Rules", "What may object to a step between releases.", "dcos_upgrade.planning.rules", "RULE"),
    ("Doors", "Moments in a hop after which something cannot go back.", "dcos_upgrade.planning.doors", "DOOR"),
    ("Rules for plans", "What may object to a whole plan.", "dcos_upgrade.planning.plan_rules", "PLAN_RULE"),
    (
        "Invariants",
        "What must hold at every moment that a plan allows.",
        "dcos_upgrade.planning.invariants",
        "INVARIANT",
    ),
    (
        "Rules for intents",
        "What may object to a run that would do more than one thing.",
        "dcos_upgrade.planning.intents.rules",
        "INTENT_RULE",
    ),
    (
        "Kinds of drift",
        "What `diff` compares between two snapshots; which differences each expects stands on [its page](drift.md).",
        "dcos_upgrade.drift.kinds",
        "DRIFT_KIND",
    ),
    (
        "Worksheets",
        "The workbook's worksheets, as `worksheets` fills them from a snapshot.",
        "dcos_upgrade.worksheets.sheets",
        "WORKSHEET",
    ),
    ("Faults", "What can go wrong in the lab.", "dcos_upgrade.lab.faults", "FAULT"),
)


def submodules(package: ModuleType) -> list[pkgutil.ModuleInfo]:
    return [each for each in pkgutil.iter_modules(package.__path__) if not each.name.startswith("__")]


def verbs(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in sorted(group.commands.items()):
        if command.hidden:
            continue
        if isinstance(command, VerbGroup):
            if command.own is not None:
                yield (*words, name), command.own
            yield from verbs(command, (*words, name))
        else:
            yield (*words, name), command


def verb_section(words: tuple[str, ...], command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=" ".join(("dcos-upgrade", *words)))
    yield f"### {' '.join(words)}"
    yield ""
    yield "```"
    yield " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield "```"
    yield ""
    yield from paragraphs(command.help or "")
    rows = [row for parameter in command.get_params(context) if (row := option_row(parameter, context))]
    if rows:
        yield from table(("Flag", "Meaning"), rows)


def paragraphs(text: str) -> Iterator[str]:
    """Running text as lines; what is marked as not to be wrapped (examples) as code."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            yield from ("```", *(line.strip() for line in paragraph.splitlines()[1:]), "```")
        else:
            yield " ".join(paragraph.split())
        yield ""


def option_row(parameter: click.Parameter, context: click.Context) -> tuple[str, str] | None:
    record = parameter.get_help_record(context)
    if record is None or "--help" in parameter.opts:
        return None
    return f"`{record[0]}`", record[1]


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def cli_page() -> str:
    lines = [MADE, "# The command line", "", "## Verbs", ""]
    for words, command in verbs(ROOT):
        lines += verb_section(words, command)
    lines += ["## Exit codes", ""]
    lines += table(("Code", "Meaning"), [(str(code.value), MEANING[code]) for code in ExitCode])
    return "\n".join(lines).rstrip() + "\n"


def things(package: str, constant: str) -> list[Any]:
    room = importlib.import_module(package)
    modules = [importlib.import_module(f"{package}.{each.name}") for each in submodules(room)]
    found = [getattr(module, constant) for module in modules if hasattr(module, constant)]
    return sorted(found, key=lambda thing: str(thing.id))


def parts_page() -> str:
    lines = [
        MADE,
        "# The parts",
        "",
        "How to add one: [one new file each](../how-to/add-a-check-a-gate-a-release.md).",
        "",
    ]
    for title, meaning, package, constant in PARTS:
        lines += [f"## {title}", "", meaning, ""]
        rows = [(f"`{thing.id}`", thing.title, thing.source) for thing in things(package, constant)]
        lines += table(("Id", "Title", "Source"), rows)
    return "\n".join(lines).rstrip() + "\n"


def releases_page() -> str:
    lines = [MADE, "# Releases", "", "All of them with all components: `dcos-upgrade catalog show 1.11.3`.", ""]
    rows = [release_row(release) for release in catalog.releases()]
    lines += table(("Release", "Released", "Mesos", "Marathon", "ZooKeeper", "No stop, because"), rows)
    return "\n".join(lines).rstrip() + "\n"


def release_row(release: catalog.Release) -> tuple[str, ...]:
    components = [release.components.get(name, "") for name in ("mesos", "marathon", "zookeeper")]
    only = "" if len(release.editions) > 1 else f"{release.editions[0]} edition only"
    return (str(release.version), str(release.released or ""), *components, release.withdrawn or release.hotfix or only)


def policy_page() -> str:
    lines = [
        MADE,
        "# What the workbook says, as rules",
        "",
        "Each row is an entry of the catalog with a condition over facts; `plan --snapshot` judges all of them for each hop, and",
        "`dcos-upgrade faq WORDS` finds them. What else enforces one is named by `dcos-upgrade explain ID`.",
        "*But*: where documents or code say otherwise, and what holds here.",
        "",
    ]
    found = catalog.own().policy_rules
    asked = [rule for rule in found if rule.question]
    lines += ["## Questions", ""]
    head = ("Question", "Answer", "Why", "What the tool does", "But", "Id")
    rows = [(rule.question, rule.verdict, rule.reason, rule.action, rule.correction, f"`{rule.id}`") for rule in asked]
    lines += table(head, rows)
    for section in dict.fromkeys(rule.section for rule in found if not rule.question):
        lines += [f"## {section}", ""]
        here = [rule for rule in found if rule.section == section and not rule.question]
        head = ("Rule", "Severity", "Objects when", "Why", "What the tool does", "But")
        lines += table(head, [policy_row(rule) for rule in here])
    return "\n".join(lines).rstrip() + "\n"


def workbook_page() -> str:
    """The index of the workbook: what makes each of its statements real."""
    sections = catalog.own().workbook
    statements = [statement for section in sections for statement in section.statements]
    planned = [statement for statement in statements if statement.planned]
    lines = [
        MADE,
        "# The workbook, statement by statement",
        "",
        f"{len(statements)} statements; {len(statements) - len(planned)} are made real by the parts named here, {len(planned)} are planned.",
        "Ids, numbers of sections and titles are ours.",
        "",
    ]
    for section in sections:
        lines += [f"## {section.number}. {section.title}", ""]
        rows = [(each.id, each.title, each.kind, homes_cell(each)) for each in section.statements]
        lines += table(("Id", "Statement", "Kind", "Made real by"), rows)
    return "\n".join(lines).rstrip() + "\n"


def homes_cell(statement: Statement) -> str:
    return (
        f"*planned*: {statement.planned}" if statement.planned else ", ".join(f"`{each}`" for each in statement.homes)
    )


def policy_row(rule: PolicyRule) -> tuple[str, ...]:
    name = f"{rule.title} (`{rule.id}`)"
    return (name, str(rule.severity), f"`{rule.objects.text}`", rule.reason, rule.action, rule.correction)


def platforms_page() -> str:
    own = catalog.own()
    page = own.platform_page
    lines = [
        MADE,
        "# Platforms",
        "",
        "Which operating systems with which Docker the vendor's page lists for each minor of DC/OS, between which of its revisions. A plan is",
        "judged by the revision nearest to its day. [How that is told](../how-to/check-the-platform.md).",
        "",
        "## Columns",
        "",
    ]
    columns = [(str(each.minor), str(each.first), str(each.last), each.note) for each in page.columns.values()]
    lines += table(("DC/OS", "First revision", "Last revision", "Note"), columns)
    lines += ["## Listed", ""]
    rows = [row for platform in own.platforms for row in platform_rows(platform)]
    lines += table(("System", "DC/OS", "Docker", "From", "To", "Only"), rows)
    lines += ["## Seen and not counted", "", "Stored revisions that were most likely never published.", ""]
    lines += table(("System", "DC/OS", "Docker", "On", "Why"), list(doubted_rows(own)))
    lines += ["## Misprints", "", "What the workbook and the vendor print otherwise.", ""]
    misprints = (*page.misprints, *own.support_policy.misprints)
    lines += table(("Where", "Printed", "What holds"), [(each.where, each.printed, each.holds) for each in misprints])
    lines += ["## What a release asks of its machines", ""]
    head = ("Id", "What", "Releases", "Severity", "Answered by", "Command")
    lines += table(head, [requirement_row(each) for each in own.host_requirements])
    lines += [
        "## The workbook's Appendix I",
        "",
        f"{own.support_policy.rule} Each cell that was held against its source.",
        "",
    ]
    head = ("Where", "Printed", "Found", "Verdict", "Why")
    lines += table(
        head, [(each.where, each.printed, each.found, str(each.finding), each.why) for each in own.corrections]
    )
    return "\n".join(lines).rstrip() + "\n"


def platform_rows(platform: Platform) -> Iterator[tuple[str, ...]]:
    """One row for engines that came and went together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for row in platform.listed:
        only = f"from {row.least} on" if row.least else "Red Hat's kernel" if row.compatible_kernel else ""
        if not row.doubt:
            key = (str(row.minor), str(row.first), str(row.last), only)
            together.setdefault(key, []).append(str(row.engine).removeprefix("Docker "))
    for (minor, first, last, only), engines in together.items():
        yield platform.title, minor, ", ".join(engines), first, last, only


def doubted_rows(own: catalog.Catalog) -> Iterator[tuple[str, ...]]:
    for platform in own.platforms:
        for row in platform.listed:
            if row.doubt:
                yield platform.title, str(row.minor), str(row.engine).removeprefix("Docker "), str(row.first), row.doubt


def requirement_row(each: HostRequirement) -> tuple[str, ...]:
    answered = each.unasked or (f"`{each.by}`" if each.by else "facts of the capture")
    return f"`{each.id}`", each.message, str(each.releases), str(each.severity), answered, f"`{each.verify}`"


def words_page() -> str:
    lines = [
        MADE,
        "# Words",
        "",
        "What each word means in this product; `dcos-upgrade explain WORD` says the same. Other names are found by it as well: releases,",
        "rules, risks, checks, gates, probes, doors, faults, exit codes. `dcos-upgrade explain` counts them.",
        "",
    ]
    rows = [(word.name, word.meaning, ", ".join(word.unsaid)) for word in catalog.own().words]
    lines += table(("Word", "Meaning", "Not called"), rows)
    return "\n".join(lines).rstrip() + "\n"


def drift_page() -> str:
    lines = [
        MADE,
        "# What a comparison of two snapshots looks at",
        "",
        "`dcos-upgrade diff A B` judges each difference by its kind. How to read the answer: [compare two captures](../how-to/compare-two-captures.md).",
        "",
    ]
    rows = [
        (
            f"`{each.id}`",
            each.title,
            each.expects,
            ", ".join(f"`{probe}`" for probe in each.probes) or "inventory",
            each.source,
        )
        for each in things("dcos_upgrade.drift.kinds", "DRIFT_KIND")
    ]
    lines += table(("Kind", "What is compared", "What is expected", "Facts", "Source"), rows)
    lines += ["## Facts that are not compared", ""]
    lines += table(("Probe", "Why"), [(f"`{probe}`", why) for probe, why in sorted(LEFT_OUT.items())])
    return "\n".join(lines).rstrip() + "\n"


def faults_page() -> str:
    lines = [
        MADE,
        "# What goes wrong, and what the tool does",
        "",
        "Each row is a file below `tests/cases/faults` and is played as it stands: in memory by `tests/scenario/test_memory_fault_rows.py`,",
        "over real SSH and HTTP by `tests/wire/test_faults_on_the_lab.py`. Asserted each time: the fault is found (exit code and halt), named",
        "with its evidence, the nodes are left as it is said, the run goes on once it is mended, and no secret is in anything that was written.",
        "`dcos-upgrade lab fault set NAME` does the same by hand. Where the exit code is 0 the run goes to its end by itself, and that is asserted.",
        "",
    ]
    head = ("Mode", "What goes wrong", "Fault of the lab, and when", "Exit", "What the tool does", "Then")
    lines += table(head, [fault_row(row) for row in rows_below(FAULT_ROWS)])
    lines += [
        "## Modes that are no row",
        "",
        "A row is one run. Where it takes two, the tests are named that show it; the files lie below `tests/cases/faults/elsewhere`.",
        "",
    ]
    head = ("Mode", "What goes wrong", "Exit", "What the tool does", "Then", "Shown by")
    lines += table(head, [elsewhere_row(row) for row in rows_below(FAULT_ROWS / "elsewhere")])
    return "\n".join(lines).rstrip() + "\n"


def rows_below(folder: Path) -> list[dict[str, Any]]:
    rows = [tomllib.loads(path.read_text()) for path in sorted(folder.glob("*.toml"))]
    return sorted(rows, key=lambda row: int(row["mode"].removeprefix("F")))


def elsewhere_row(row: dict[str, Any]) -> tuple[str, ...]:
    tests = ", ".join(f"`{test}`" for test in row["shown_by"])
    return row["mode"], row["title"], str(row["exit"]), row["tool"], row["then"], tests


def fault_row(row: dict[str, Any]) -> tuple[str, ...]:
    found, mended = row["found"], row.get("mended", {})
    sets = ", ".join(fault_set(each) for each in row["faults"])
    if found["exit"] == 0:
        return row["mode"], row["title"], sets, "0", row["tool"], "nothing"
    exit_code = (
        f"{found['exit']} ({found['halted']})" if "halted" in found else f"{found['exit']} (`{found.get('by', 'run')}`)"
    )
    hands = " ".join(HANDS[each] for each in mended.get("hands", ()) if each in HANDS)
    return row["mode"], row["title"], sets, exit_code, row["tool"], f"{hands} `{mended.get('then', 'resume')}`".strip()


def fault_set(each: dict[str, Any]) -> str:
    passing = ", for a while" if each.get("passes") else ""
    return f"`{each['fault']}` {WHEN[each.get('when', 'before-run')]}{passing}"


def pages() -> dict[Path, str]:
    return {
        PAGES / "cli.md": cli_page(),
        PAGES / "drift.md": drift_page(),
        PAGES / "faults.md": faults_page(),
        PAGES / "parts.md": parts_page(),
        PAGES / "platforms.md": platforms_page(),
        PAGES / "policy.md": policy_page(),
        PAGES / "workbook.md": workbook_page(),
        PAGES / "releases.md": releases_page(),
        PAGES / "words.md": words_page(),
    }


def out_of_date() -> list[Path]:
    return [path for path, text in pages().items() if not path.exists() or path.read_text() != text]


def main(arguments: list[str]) -> int:
    stale = out_of_date()
    if "--check" in arguments:
        print("\n".join(f"out of date: {path.name}" for path in stale) or "The reference pages are current.")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages()[path])
        print(f"written: docs/reference/{path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
