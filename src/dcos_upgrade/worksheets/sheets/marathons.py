"""The root Marathon and each service Marathon (MoM): the version that it has, and the one that it will have."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.probes import marathon_apps, marathon_info, service_marathons
from dcos_upgrade.probes.service_marathons import SeenMarathon
from dcos_upgrade.worksheets import target
from dcos_upgrade.worksheets.facts import of_any_master, of_cluster, of_masters
from dcos_upgrade.worksheets.figure import Figure, Origin, Seen, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.leading import MARATHON, Leading, leading
from dcos_upgrade.worksheets.visible import visible
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

ROOT_COLUMNS = ("Root Marathon on", "Current version", "Target version", "Leads", "Framework id")
SERVICE_COLUMNS = (
    "Service Marathon",
    "Current version",
    "Target version",
    "Image",
    "Apps",
    "Tasks",
    "In Mesos",
    "Framework id",
)


def fill(given: Given) -> Iterator[Table | str]:
    leads = leading(given.snapshot)
    roots = tuple(of_masters(given.snapshot, marathon_info.PROBE))
    yield Table(
        id="root",
        title="Root Marathon",
        columns=ROOT_COLUMNS,
        rows=tuple(_root(given, each, leads) for each in roots),
        empty="No master is known.",
        unknown="" if roots else "no answer names a master",
    )
    services = of_cluster(given.snapshot, service_marathons.PROBE)
    yield Table(
        id="service",
        title="Service Marathons",
        columns=SERVICE_COLUMNS,
        rows=tuple(_service(given, each, services.origin) for each in (services.value.known if services.value else ())),
        empty="No service Marathon was found.",
        unknown="" if services.value is not None else services.why,
    )
    yield from _notes(given, services)


def _notes(given: Given, services: Seen[service_marathons.ServiceMarathons]) -> Iterator[str]:
    apps = of_any_master(given.snapshot, marathon_apps.PROBE)
    count = "an unknown number of" if apps.value is None else str(len(apps.value.apps))
    yield f"The root Marathon runs {count} apps."
    for silent in services.value.silent if services.value is not None else ():
        yield f"Whether this framework is a Marathon is unknown: {visible(silent)}."


def _root(given: Given, info: Seen[marathon_info.MarathonInfo], leads: Leading) -> Row:
    leader = leads.by_service[MARATHON]
    whose = (
        leader
        if leader.value is None
        else said("yes" if leader.value == info.origin.subject else "no", *leader.origins)
    )
    return (
        said(info.origin.subject),
        info.figure(lambda found: found.version),
        target.component(given, "marathon"),
        whose,
        info.figure(lambda found: found.framework_id, silent="it has not registered with Mesos"),
    )


def _service(given: Given, each: SeenMarathon, origin: Origin) -> Row:
    why = each.why or "it does not say it"

    def known(value: str | int | None) -> Figure:
        return unknown(why, origin) if value is None else said(value, origin)

    return (
        said(each.name, origin),
        known(each.version),
        target.service_marathon(given, each.app),
        known(each.image),
        known(None if each.apps is None else len(each.apps)),
        _tasks(each, origin, why),
        _in_mesos(each, origin),
        known(each.framework_id),
    )


def _tasks(each: SeenMarathon, origin: Origin, why: str) -> Figure:
    if each.running is None or each.instances is None:
        return unknown(why, origin)
    return said(f"{each.running} of {each.instances:g} run", origin)


def _in_mesos(each: SeenMarathon, origin: Origin) -> Figure:
    if each.framework_id is None:
        return said("no framework", origin)
    if each.active is None:
        return unknown("Mesos does not say whether it is active", origin)
    return said("subscribed" if each.subscribed else "not subscribed", origin)


WORKSHEET = Worksheet(
    id="marathons",
    title="Marathons",
    source="workbook, 'Things to Fix Before an Upgrade' 3",
    about="The root Marathon changes with the masters; each service Marathon is taken to its target between masters and agents.",
    order=90,
    fill=fill,
)
