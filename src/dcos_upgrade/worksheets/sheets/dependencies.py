"""Every app, pod and job with what it needs: what must be there before it, its image, package, network and ports; and every group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.probes import marathon_groups
from dcos_upgrade.worksheets.applications import applications
from dcos_upgrade.worksheets.depending import Depending, absolute, key_of
from dcos_upgrade.worksheets.facts import of_cluster
from dcos_upgrade.worksheets.figure import Figure, Origin, listed, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.visible import some, visible
from dcos_upgrade.worksheets.workload import Form, Workload
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = (
    "Workload",
    "Form",
    "Run by",
    "Instances",
    "Running",
    "Depends on",
    "Missing",
    "Needed by",
    "Image",
    "Package",
    "Networks",
    "Ports",
)
GROUPS = ("Group", "Depends on", "Missing")
SILENT = "the answer does not say it"
NOT_SAID = "the capture holds no dependencies of it"


def fill(given: Given) -> Iterator[Table | str]:
    apps = applications(given)
    depending = Depending(rows=apps.rows)
    yield Table(
        id="applications",
        title="Applications and dependencies",
        columns=COLUMNS,
        rows=tuple(_row(each, depending) for each in apps.rows),
        empty="Nothing is deployed.",
        unknown=apps.why,
    )
    yield _groups(given, depending)
    yield from apps.gaps
    for circle in depending.circles():
        yield f"These depend on one another in a circle: {some(circle)}."
    yield "What an app reaches over the network without saying so is in no capture: its owner knows it."


def _row(each: Workload, depending: Depending) -> Row:
    origin = each.origin
    return (
        said(each.name, origin),
        said(str(each.form), origin),
        said(each.of, origin),
        _instances(each),
        unknown(SILENT, origin) if each.running is None else said(each.running, origin),
        _dependencies(each, depending.needs[key_of(each)]),
        _dependencies(each, depending.missing(each)),
        listed(depending.needed_by.get(key_of(each), ()), origin),
        said(each.image, origin),
        said(each.package, origin),
        listed((visible(name) for name in each.networks), origin),
        listed((visible(port) for port in each.ports), origin),
    )


def _instances(each: Workload) -> Figure:
    if each.form is Form.JOB:
        return said("as it runs", each.origin)
    return unknown(SILENT, each.origin) if each.instances is None else said(each.instances, each.origin)


def _dependencies(each: Workload, names: Sequence[str]) -> Figure:
    if each.needs is None:
        return unknown(NOT_SAID, each.origin)
    return _names(names, each.origin)


def _groups(given: Given, depending: Depending) -> Table:
    """Those that wait for something. A group may wait for an app as well."""
    found = of_cluster(given.snapshot, marathon_groups.PROBE)
    groups = found.value.groups if found.value is not None else ()
    there = {group.id for group in groups} | {name for _, name in depending.needs}
    return Table(
        id="groups",
        title="Groups that depend on others",
        columns=GROUPS,
        rows=tuple(_group(group, there, found.origin) for group in groups if group.dependencies),
        empty="No group depends on another.",
        unknown="" if found.value is not None else found.why,
    )


def _group(group: marathon_groups.Group, there: set[str], origin: Origin) -> Row:
    names = [absolute(group.id, name) for name in group.dependencies]
    missing = [name for name in names if name not in there]
    return said(group.id, origin), _names(names, origin), _names(missing, origin)


def _names(names: Sequence[str], origin: Origin) -> Figure:
    return listed((visible(name) for name in names), origin)


WORKSHEET = Worksheet(
    id="dependencies",
    title="Applications and dependencies",
    source="workbook, 'Document and account for any application dependencies (including pinned or constrained tasks)'",
    about="Every app of every Marathon, every pod and job, what it depends on, and which of that is not there.",
    order=50,
    fill=fill,
)
