"""Every row of the table of faults in memory: seen, named with its evidence, left as it is said, gone on with, and without a secret."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from fakes.fault_play import Play, play, until_found
from fakes.fault_rows import Lab, elsewhere, rows

from dcos_upgrade.lab.fault import known_faults
from dcos_upgrade.lab.secrets import APP_PASSWORD, BOOTSTRAP_PASSWORD, PLANTED

TOP = Path(__file__).parents[2]
ROWS = rows()


@pytest.fixture(scope="module", params=ROWS, ids=[row.id for row in ROWS])
def found(request: pytest.FixtureRequest) -> tuple[Play, str | None]:
    return until_found(request.param)


def said(played: Play) -> str:
    if played.failed is not None:
        error = played.failed
        return f"{error.what} {error.where} {error.evidence} {error.next_command}"
    halted = played.halted
    assert halted is not None
    return f"{halted.node} {halted.reason} {halted.next} {' '.join(halted.evidence)}"


def test_each_fault_is_found_named_survived_and_kept_quiet_about(found: tuple[Play, str | None]):
    played, outcome = found

    if played.row.found.exit == 0:
        at_its_end(played, outcome)
    else:
        assert outcome is None, played.words[-1]
        seen_and_named(played)
        left_as_said(played)
        gone_on_with(played)
    no_secret(played)


def at_its_end(played: Play, outcome: str | None) -> None:
    """Neither halted nor fooled: every node once, nothing lost, and what was waited for is said."""
    assert outcome == "done", said(played)
    halts = [(each.what, each.name) for each in played.halts if each.what != "approval"]
    assert halts == []
    assert set(played.site.machines.releases().values()) == {played.row.lab.target}
    assert {len(starts) for starts in played.site.machines.starts().values()} == {1}
    told = "\n".join(played.words)
    assert not [words for words in played.row.found.says if words not in told], told


def seen_and_named(played: Play) -> None:
    row, text = played.row, said(played)
    code = played.failed.exit_code if played.failed is not None else 4
    assert (code, played.halted.name if played.halted else "") == (row.found.exit, row.found.halted), text
    missing = [words for words in (*row.found.says, *row.found.says_in_memory) if played.named(words) not in text]
    assert not missing, text
    if row.found.node:
        assert played.named(row.found.node) in text
    if played.halted is not None:
        assert played.halted.evidence
        assert played.halted.next
    evidence = " ".join(shown(played))
    assert not [words for words in row.found.in_evidence if words not in evidence], evidence


def shown(played: Play) -> list[str]:
    """The evidence itself: what is named by a digest is read."""
    if played.halted is None:
        return [played.failed.evidence] if played.failed else []
    kept = played.site.evidence
    return [
        kept.get(each).decode(errors="replace") if len(each) == 64 and " " not in each else each
        for each in played.halted.evidence
    ]


def left_as_said(played: Play) -> None:
    row, site = played.row, played.site
    begun = {node for node, starts in site.machines.starts().items() if starts}
    assert begun == {played.named(node) for node in row.left.begun}
    new, torn = ({played.named(node) for node in nodes} for nodes in (row.left.new, row.left.torn))
    for node, release in site.machines.releases().items():
        assert release == (row.lab.target if node in new else None if node in torn else row.lab.release), node


def gone_on_with(played: Play) -> None:
    row = played.row
    played.mend()
    if row.mended.stays_shut:
        assert played.go("resume") is None
        assert not [words for words in row.mended.stays_shut if words not in said(played)], said(played)
    outcome = played.go(row.mended.then)
    if row.mended.then == "plan":
        outcome = played.go("run")
    assert outcome == row.mended.ends, said(played)
    behind = {node for node, release in played.site.machines.releases().items() if release != row.lab.target}
    assert behind == set(row.mended.without)
    again = {played.named(node) for node in (row.mended.node, *row.mended.with_it)}
    starts = {node: len(each) for node, each in played.site.machines.starts().items()}
    assert starts == {node: row.mended.starts if node in again else 1 for node in starts}
    assert not any(machine.owner for machine in (played.site.machines[node] for node in starts))


def no_secret(played: Play) -> None:
    run = played.run
    assert run is not None
    written = [msgspec.json.encode(entry.event) for entry in played.site.runs.entries(run)]
    kept = list(played.site.evidence._kept.values())
    everything = b"\n".join([*written, *kept, "\n".join(played.words).encode()])
    assert not [secret for secret in PLANTED if secret.encode() in everything]


def test_the_secrets_are_where_the_tool_comes_by():
    """Else that none of them was found would say nothing."""
    site = play(next(row for row in ROWS if row.lab == Lab())).site
    url = site.machines.script_url_template.format(**{"from": "1.10.8", "to": "1.11.3"})

    assert BOOTSTRAP_PASSWORD.encode() in (site.machines.bootstrap.get(url) or b"")
    assert APP_PASSWORD in str(site.world.scheduling.apps)


def test_every_test_that_the_page_names_in_place_of_a_row_is_there():
    named = [test.split("::") for each in elsewhere() for test in each.shown_by]

    assert named
    assert [test for file, test in named if f"def {test}(" not in (TOP / file).read_text()] == []


def test_every_row_names_faults_that_there_are_and_every_mode_has_a_row():
    assert {each.fault for row in ROWS for each in row.faults} <= set(known_faults())
    assert {each.mode for each in (*ROWS, *elsewhere())} >= {
        f"F{number}" for number in (*range(1, 17), *range(24, 30), 33, 35, 37, 42, 44, 45, 46, 49, 50)
    }
