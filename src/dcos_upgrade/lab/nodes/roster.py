"""Which packages and systemd units a DC/OS release consists of, by role.

A small set, chosen so that everything the product looks at is there; read from the open source tags 1.9 to 2.2
(packages/*/build and their dcos.target.wants directories).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.version import Version

ALL = ""
MASTER, AGENT, PUBLIC = "master", "slave", "slave_public"
FIRST, LAST = Version(0, 0, 0), Version(9999, 0, 0)

V1_10, V1_11, V1_12, V1_13 = (Version(1, minor, 0) for minor in (10, 11, 12, 13))
V2_1 = Version(2, 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package of the releases ``since`` ≤ r < ``before``. ``units`` by role as on the wire ("" is every node).

    ``carries`` are the catalog's components whose version this package shows.
    """

    name: str
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carries: tuple[str, ...] = ()
    since: Version = FIRST
    before: Version = LAST

    def ships_in(self, release: Version) -> bool:
        return self.since <= release < self.before


def _agents(*units: str) -> dict[str, tuple[str, ...]]:
    return {AGENT: units, PUBLIC: units}


def _timed(name: str) -> tuple[str, str]:
    """A service that ends when its work is done, and the timer that starts it again."""
    return f"{name}.service", f"{name}.timer"


PACKAGES = (
    Package(name="pkgpanda", units={ALL: ("dcos-pkgpanda-api.service", "dcos-pkgpanda-api.socket")}),
    Package(name="bootstrap"),
    Package(
        name="mesos",
        units={
            MASTER: ("dcos-mesos-master.service",),
            AGENT: ("dcos-mesos-slave.service",),
            PUBLIC: ("dcos-mesos-slave-public.service",),
        },
        carries=("mesos",),
        before=V2_1,
    ),
    Package(
        name="mesos",
        units={
            MASTER: ("dcos-mesos-master.service",),
            AGENT: ("dcos-mesos-slave.service", "dcos-mesos-slave.socket"),
            PUBLIC: ("dcos-mesos-slave-public.service", "dcos-mesos-slave-public.socket"),
        },
        carries=("mesos",),
        since=V2_1,
    ),
    Package(name="exhibitor", units={MASTER: ("dcos-exhibitor.service",)}, carries=("zookeeper",)),
    Package(name="marathon", units={MASTER: ("dcos-marathon.service",)}, carries=("marathon",)),
    Package(name="metronome", units={MASTER: ("dcos-metronome.service",)}, carries=("metronome",)),
    Package(name="cosmos", units={MASTER: ("dcos-cosmos.service",)}),
    Package(name="mesos-dns", units={MASTER: ("dcos-mesos-dns.service",)}),
    Package(
        name="adminrouter",
        units={MASTER: ("dcos-adminrouter.service",)} | _agents("dcos-adminrouter-agent.service"),
    ),
    Package(
        name="spartan",
        units={
            ALL: (
                "dcos-epmd.service",
                "dcos-spartan.service",
                *_timed("dcos-gen-resolvconf"),
                *_timed("dcos-spartan-watchdog"),
            )
        },
        before=V1_11,
    ),
    Package(name="navstar", units={ALL: ("dcos-minuteman.service", "dcos-navstar.service")}, before=V1_11),
    Package(
        name="dcos-net",
        units={ALL: ("dcos-net-watchdog.service", "dcos-net.service", *_timed("dcos-gen-resolvconf"))},
        since=V1_11,
    ),
    Package(name="3dt", units={ALL: ("dcos-3dt.service",)}, before=V1_10),
    Package(name="dcos-diagnostics", units={ALL: ("dcos-diagnostics.service",)}, since=V1_10),
    Package(name="dcos-checks", units={ALL: _timed("dcos-checks-poststart")}, since=V1_11, before=V1_12),
    Package(name="dcos-checks", since=V1_12),
    Package(
        name="dcos-check-runner",
        units={ALL: ("dcos-checks-api.service", "dcos-checks-api.socket", *_timed("dcos-checks-poststart"))},
        since=V1_12,
    ),
    Package(name="dcos-signal", units={MASTER: _timed("dcos-signal")}, before=V1_11),
    Package(
        name="logrotate", units={MASTER: _timed("dcos-logrotate-master")} | _agents(*_timed("dcos-logrotate-agent"))
    ),
    Package(name="dcos-log", units={MASTER: ("dcos-log-master.service",)} | _agents("dcos-log-agent.service")),
    Package(
        name="dcos-metrics",
        units={MASTER: ("dcos-metrics-master.service",)} | _agents("dcos-metrics-agent.service"),
        before=V1_12,
    ),
    Package(name="telegraf", units={ALL: ("dcos-telegraf.service",)}, since=V1_12),
    Package(name="fluent-bit", units={ALL: ("dcos-fluent-bit.service",)}, since=V1_13),
    Package(name="dcos-history", units={MASTER: ("dcos-history.service",)}, before=V2_1),
    Package(name="dcos-oauth", units={MASTER: ("dcos-oauth.service",)}, before=V1_13),
    Package(
        name="bouncer", units={MASTER: ("dcos-bouncer.service", "dcos-bouncer-migrate-users.service")}, since=V1_13
    ),
    Package(
        name="cockroach",
        units={MASTER: ("dcos-cockroach.service", *_timed("dcos-cockroachdb-config-change"))},
        since=V1_13,
    ),
    Package(name="dcos-ui-update-service", units={MASTER: ("dcos-ui-update-service.service",)}, since=V1_13),
    Package(name="etcd", units={MASTER: ("dcos-etcd.service",)}, since=V2_1),
    Package(
        name="calico",
        units={ALL: ("dcos-calico-bird.service", "dcos-calico-confd.service", "dcos-calico-felix.service")}
        | _agents("dcos-calico-libnetwork-plugin.service"),
        since=V2_1,
    ),
    Package(name="docker-gc", units=_agents(*_timed("dcos-docker-gc"))),
    Package(name="rexray", units=_agents("dcos-rexray.service")),
    Package(name="dcos-config"),
    Package(name="dcos-metadata"),
)
GENERATED = frozenset({"dcos-config", "dcos-metadata"})
"""Made by the installer from the site's configuration; their ids begin with ``setup_``."""


def packages_of(release: str) -> Iterator[Package]:
    version = Version.parse(release)
    return (package for package in PACKAGES if package.ships_in(version))


def package_id(name: str, release: str) -> str:
    """``name--<40 hex>``; the same name and release give the same id."""
    digest = hashlib.sha1(f"{name} {release}".encode(), usedforsecurity=False).hexdigest()
    return f"{name}--setup_{digest}" if name in GENERATED else f"{name}--{digest}"


def other_configuration(release: str) -> str:
    """The id that dcos-config has when the same release is generated from another config.yaml."""
    return package_id("dcos-config", f"{release}, another config.yaml")


def package_ids(release: str) -> tuple[str, ...]:
    return tuple(sorted(package_id(package.name, release) for package in packages_of(release)))


def another_role(role: Role) -> str:
    """A role file that a node of this role must not have."""
    return AGENT if role is Role.MASTER else MASTER


def bootstrap_id(release: str) -> str:
    return hashlib.sha1(f"bootstrap {release}".encode(), usedforsecurity=False).hexdigest()


def image_commit(release: str) -> str:
    return hashlib.sha1(f"image {release}".encode(), usedforsecurity=False).hexdigest()
