"""A cluster in security mode strict: every service speaks TLS and wants a token, but for what is open to all; 80 leads to 443."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire import adminrouter, exhibitor, marathon, mesos_agent, mesos_master, metronome
from dcos_upgrade.lab.wire.reply import Ask, Reply, headed, of_json, of_text
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.unit import Kind
from dcos_upgrade.lab.world.world import World


class Tls(Enum):
    """What is spoken at a port: nothing of the kind, TLS, or TLS with a certificate of the other side too."""

    NONE = auto()
    SERVER = auto()
    MUTUAL = auto()


HttpFace = Callable[[World, NodeId, Ask], Reply]

LOGIN = "/acs/api/v1/auth/login"
CA = "/ca/dcos-ca.crt"
OPEN = ("/ping", "/health", "/version", "/redirect", *adminrouter.OPEN_TO_ALL, adminrouter.OPEN_STATUS)
NEW_SECRET = (1, 13, 0)
"""Open DC/OS has another login from here on, and believes none of the old one's tokens."""
ASKS = headed(of_text("401 Authorization Required\n", status=401), {"WWW-Authenticate": "acsjwt"})
WRONG = headed(
    of_json(
        {"title": "Unauthorized", "description": "Invalid credentials.", "code": "ERR_INVALID_CREDENTIALS"}, status=401
    ),
    {"WWW-Authenticate": "acsjwt"},
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A face that answers only who has a good token."""

    face: HttpFace

    def __call__(self, world: World, node: NodeId, ask: Ask) -> Reply:
        _replace_secret(world, node)
        token = ask.headers.get("authorization", "").removeprefix("token=")
        if ask.path.startswith(OPEN) or (world.iam is not None and world.iam.good(token)):
            return self.face(world, node, ask)
        return ASKS


def _replace_secret(world: World, node: NodeId) -> None:
    process = world.hosts[node].process(Kind.ADMINROUTER)
    if world.iam is not None and process is not None and version(process.release) >= NEW_SECRET:
        world.iam.replaced()


def doorkeeper(world: World, node: NodeId, ask: Ask) -> Reply:
    """Admin Router of a master, on 443: it also has the login and the cluster's certificate."""
    if ask.path == LOGIN:
        return _login(world, ask)
    if ask.path == CA:
        return Reply(body=world.ca, content_type="application/x-x509-ca-cert")
    return Guarded(adminrouter.answer)(world, node, ask)


def to_tls(world: World, node: NodeId, ask: Ask) -> Reply:
    """Admin Router on 80: the certificate, and the way to everything else."""
    if ask.path == CA:
        return doorkeeper(world, node, ask)
    address = world.hosts[node].node.address
    return Reply(status=307, headers={"Location": f"https://{address}{ask.path}{ask.query_text}"})


def _login(world: World, ask: Ask) -> Reply:
    if ask.method != "POST":
        return Reply(status=405)
    try:
        words = msgspec.json.decode(ask.body)
    except msgspec.DecodeError:
        return of_json({"code": "ERR_INVALID_DATA"}, status=400)
    token = world.iam.login(words) if world.iam is not None else None
    return of_json({"token": token}) if token else WRONG


Face = tuple[Kind, int, HttpFace, Tls]

MASTER_FACES: tuple[Face, ...] = (
    (Kind.MESOS_MASTER, mesos_master.PORT, Guarded(mesos_master.answer), Tls.SERVER),
    (Kind.MARATHON, 8443, Guarded(marathon.answer), Tls.SERVER),
    (Kind.METRONOME, 9443, Guarded(metronome.answer), Tls.SERVER),
    (Kind.ADMINROUTER, 443, doorkeeper, Tls.SERVER),
    (Kind.ADMINROUTER, adminrouter.MASTER_PORT, to_tls, Tls.NONE),
)
AGENT_FACES: tuple[Face, ...] = (
    (Kind.AGENT, mesos_agent.PORT, Guarded(mesos_agent.answer), Tls.SERVER),
    (Kind.ADMINROUTER, adminrouter.AGENT_PORT, adminrouter.answer, Tls.NONE),
)


def faces(world: World, *, master: bool) -> tuple[Face, ...]:
    """Exhibitor is as it was installed: an upgrade to 2.0 does not bring it certificates."""
    if not master:
        return AGENT_FACES
    exhibitors = Tls.MUTUAL if mutual(world.spec.release) else Tls.NONE
    return ((Kind.EXHIBITOR, exhibitor.PORT, exhibitor.answer, exhibitors), *MASTER_FACES)


def mutual(installed: str) -> bool:
    """Whether Exhibitor talks only to who has a certificate."""
    return version(installed) >= (2, 0, 0)
