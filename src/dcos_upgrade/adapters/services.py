"""How a cluster's services are asked, as its cluster file says: one exchange with one login for everything over HTTP."""

from __future__ import annotations

from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.cluster_file import ClusterFile
from dcos_upgrade.adapters.credentials import Credentials, Read, references_of
from dcos_upgrade.adapters.exchange import Exchange
from dcos_upgrade.adapters.login import Login
from dcos_upgrade.adapters.secret_reference import Ask, Secret, SecretReference, read_secrets
from dcos_upgrade.adapters.signed import Signed
from dcos_upgrade.adapters.ways import Tunnels, Ways


def signed_exchange(cluster: ClusterFile, tunnels: Tunnels, ask: Ask) -> Signed:
    """Close it when done. ``ask`` is asked at once, and once, for what only a person knows."""
    pacing, clock = cluster.pacing, SystemClock()
    exchange = Exchange(
        cluster.access,
        inventory=cluster.inventory,
        ways=Ways(cluster.access.over_ssh, tunnels),
        connect_timeout=pacing.connect_timeout,
        total_timeout=pacing.request_timeout,
        clock=clock,
    )
    credentials = cluster.access.credentials
    login = None
    if credentials is not None:
        masters = cluster.inventory.masters
        login = Login(credentials, reading(credentials, ask), cluster.endpoints, masters, exchange, clock)
    return Signed(exchange, cluster.endpoints, login=login, clock=clock)


def reading(credentials: Credentials, ask: Ask) -> Read:
    """A person is asked here and now; every other place is looked at again each time, as somebody may have changed what lies there."""
    asked = read_secrets((each for each in references_of(credentials) if each.kind == "prompt"), ask)

    def read(each: SecretReference) -> Secret:
        return asked[each] if each in asked else read_secrets([each], ask)[each]

    return read
