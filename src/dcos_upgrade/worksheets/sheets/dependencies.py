"""Every app with what it needs: the apps that must be there before it, its image, package and network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.probes.marathon_apps import App
from dcos_upgrade.worksheets.applications import Deployed, applications
from dcos_upgrade.worksheets.depending import Depending, key_of
from dcos_upgrade.worksheets.figure import Figure, listed, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.machines import machines
from dcos_upgrade.worksheets.visible import visible
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = (
    "App",
    "Run by",
    "Instances",
    "Running",
    "Depends on",
    "Missing",
    "Needed by",
    "Image",
    "Package",
    "Networks",
)
SILENT = "Marathon's answer does not say it"
NOT_SAID = "the capture holds no dependencies of it"


def fill(given: Given) -> Iterator[Table | str]:
    apps = applications(given.snapshot, machines(given))
    depending = Depending(rows=apps.rows)
    yield Table(
        id="applications",
        title="Applications and dependencies",
        columns=COLUMNS,
        rows=tuple(_row(each, depending) for each in apps.rows),
        empty="No app is deployed.",
        unknown=apps.why,
    )
    yield from apps.gaps
    for circle in depending.circles():
        yield f"These apps depend on one another in a circle: {visible(', '.join(circle))}."
    yield "Dependencies of groups are not in this capture; neither is what an app reaches over the network without saying so."


def _row(each: Deployed, depending: Depending) -> Row:
    app, origin = each.app, each.origin
    return (
        said(each.name, origin),
        said(each.of, origin),
        said(int(app.instances), origin),
        unknown(SILENT, origin) if app.tasks_running is None else said(int(app.tasks_running), origin),
        _dependencies(each, depending.needs[key_of(each)]),
        _dependencies(each, depending.missing(each)),
        listed(depending.needed_by.get(key_of(each), ()), origin),
        _image(each),
        _package(each),
        listed(_networks(app), origin),
    )


def _dependencies(each: Deployed, names: Sequence[str]) -> Figure:
    if each.app.dependencies is None:
        return unknown(NOT_SAID, each.origin)
    return listed((visible(name) for name in names), each.origin)


def _image(each: Deployed) -> Figure:
    docker = each.app.docker
    return said(docker.image if docker and docker.image else "none", each.origin)


def _package(each: Deployed) -> Figure:
    labels = each.app.labels
    return said(" ".join(part for part in (labels.name, labels.version) if part) if labels else "none", each.origin)


def _networks(app: App) -> Iterator[str]:
    """As its Marathon writes them, before 1.5 and from then on."""
    for network in app.networks or ():
        yield visible(" ".join(part for part in (network.mode, network.name) if part) or "without a mode")
    if app.docker and app.docker.network:
        yield visible(app.docker.network)
    if app.ip_address:
        yield visible(f"an address of its own {app.ip_address.network or ''}".strip())


WORKSHEET = Worksheet(
    id="dependencies",
    title="Applications and dependencies",
    source="workbook, 'Document and account for any application dependencies (including pinned or constrained tasks)'",
    about="Every app of every Marathon, what it depends on, and which of that is not there.",
    order=50,
    fill=fill,
)
