"""What is inside each package: path to file, the same bytes in a node's store and in the bootstrap host's archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dcos_upgrade.core.version import Version
from dcos_upgrade.lab.nodes import configuration
from dcos_upgrade.lab.nodes.components import components
from dcos_upgrade.lab.nodes.roster import V1_10, V1_12, Package, packages_of
from dcos_upgrade.lab.nodes.site import Site
from dcos_upgrade.lab.nodes.templates import filled
from dcos_upgrade.lab.world.unit import ALWAYS, PASSING

_ALL_AT_ONCE = Version(2, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    text: str
    program: bool = False


Contents = Mapping[str, PackageFile]


def package_contents(name: str, release: str, site: Site) -> Contents:
    """Path below the package's directory to its file. Raises KeyError when the release has no such package."""
    package = next((package for package in packages_of(release) if package.name == name), None)
    if package is None:
        raise KeyError(f"DC/OS {release} has no package {name}")
    contents = dict(_common(package, release))
    contents.update(_PROGRAMS.get(name, _nothing)(release))
    for path, text in configuration.files_of(name, release, site).items():
        contents[path] = PackageFile(text=text)
    if name == "dcos-config":
        contents["bin/detect_ip"] = _program("detect_ip.sh", release)
    return contents


def _common(package: Package, release: str) -> Iterator[tuple[str, PackageFile]]:
    versions = components(release)
    info = {"name": package.name, "components": {c: versions[c] for c in package.carries if c in versions}}
    yield "buildinfo.full.json", PackageFile(text=json.dumps(info))
    yield "pkginfo.json", PackageFile(text="{}")
    for role, units in package.units.items():
        folder = f"dcos.target.wants_{role}" if role else "dcos.target.wants"
        for unit in units:
            yield f"{folder}/{unit}", PackageFile(text=_unit(unit, package.name, release))


def _unit(unit: str, package: str, release: str) -> str:
    kind = unit.rpartition(".")[2].title()
    lines = {"Timer": ["OnUnitActiveSec=60"], "Socket": [f"ListenStream=/run/dcos/{package}.sock"]}.get(kind)
    if lines is None:
        type_, restart = PASSING.get(unit, ("simple", ALWAYS))
        lines = [f"Type={type_}", f"Restart={restart}", f"ExecStart=/opt/mesosphere/bin/{package}"]
    return "\n".join([f"[Unit]\nDescription={unit} of DC/OS {release}", f"[{kind}]", *lines, ""])


def _program(template: str, release: str, **values: str) -> PackageFile:
    return PackageFile(text=filled(f"packages/{template}", release=release, **values), program=True)


def _nothing(release: str) -> Contents:
    return {}


def _pkgpanda(release: str) -> Contents:
    version = Version.parse(release)
    units = "link" if version < V1_10 else "copy"
    stop = "all" if version >= _ALL_AT_ONCE else "each"
    return {"bin/pkgpanda": _program("pkgpanda.sh", release, units=units, stop=stop)}


def _bootstrap(release: str) -> Contents:
    return {
        "bin/dcos-shell": _program("dcos-shell.sh", release),
        "bin/check-time": _program("check-time.sh", release),
        "bin/bootstrap": _program("program.sh", release, tells=release),
    }


def _mesos(release: str) -> Contents:
    tells = f"mesos {components(release)['mesos']}"
    names = ("mesos-master", "mesos-agent", "mesos-slave")
    return {f"bin/{name}": _program("program.sh", release, tells=tells) for name in names}


def _exhibitor(release: str) -> Contents:
    if Version.parse(release) >= V1_10:
        return {}
    names = ("dcos-exhibitor-migrate-perform", "dcos-exhibitor-migrate-status")
    return {f"bin/{name}": _program("exhibitor-migrate.sh", release) for name in names}


def _3dt(release: str) -> Contents:
    return {"bin/3dt": _program("program.sh", release, tells="Version: 0.4.0")}


def _diagnostics(release: str) -> Contents:
    template = "checks.sh" if Version.parse(release) < V1_12 else "program.sh"
    return {"bin/dcos-diagnostics": _program(template, release, tells="Version: 1.0.0")}


def _check_runner(release: str) -> Contents:
    return {"bin/dcos-check-runner": _program("checks.sh", release, tells="Version: 1.0.0")}


_PROGRAMS: Mapping[str, Callable[[str], Contents]] = {
    "pkgpanda": _pkgpanda,
    "bootstrap": _bootstrap,
    "mesos": _mesos,
    "exhibitor": _exhibitor,
    "3dt": _3dt,
    "dcos-diagnostics": _diagnostics,
    "dcos-check-runner": _check_runner,
}
