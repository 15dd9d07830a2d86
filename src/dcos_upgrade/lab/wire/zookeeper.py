"""ZooKeeper's four-letter words on port 2181."""

from __future__ import annotations

from collections.abc import Callable

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.world import World
from dcos_upgrade.lab.world.zookeeper import Mode, Peer

PORT = 2181
MOST_FILES = 4096
NOT_SERVING = "This ZooKeeper instance is not currently serving requests\n"
HIDDEN = frozenset({"wchp", "wchc"})
"""Words that 3.4.10 and later answer only when they are whitelisted."""


def answer(world: World, node: NodeId, word: str) -> str:
    peer = world.zookeeper.peers[node]
    release = process.release if (process := world.exhibitors.instances[node].process) else "unknown"
    if word in HIDDEN and version(release) >= (1, 10, 0):
        return f"{word} is not executed because it is not in the whitelist.\n"
    if word == "ruok":
        return "imok"
    if word == "conf":
        return _conf(world, node)
    speak = WORDS.get(word)
    if speak is None:
        return ""
    return speak(world, peer) if peer.serving else NOT_SERVING


def _full_version(peer: Peer) -> str:
    return f"{peer.version}-1, built on 03/23/2017 10:13 GMT"


def _ephemerals(world: World) -> int:
    masters = sum(master.process is not None for master in world.mesos.masters.values())
    marathons = sum(instance.process is not None for instance in world.marathons.instances.values())
    return 2 * masters + marathons + 1


def _znodes(world: World) -> int:
    return 240 + 6 * len(world.scheduling.apps) + len(world.tasks.live) + _ephemerals(world)


def _srvr(world: World, peer: Peer) -> str:
    return (
        f"Zookeeper version: {_full_version(peer)}\n"
        "Latency min/avg/max: 0/0/12\n"
        "Received: 4207\nSent: 4220\nConnections: 9\nOutstanding: 0\n"
        f"Zxid: {world.zookeeper.zxid:#x}\n"
        f"Mode: {peer.mode.value}\n"
        f"Node count: {_znodes(world)}\n"
    )


def _stat(world: World, peer: Peer) -> str:
    head, _, tail = _srvr(world, peer).partition("\n")
    return f"{head}\nClients:\n /127.0.0.1:40000[0](queued=0,recved=1,sent=0)\n\n{tail}"


def _mntr(world: World, peer: Peer) -> str:
    values: dict[str, object] = {
        "zk_version": _full_version(peer),
        "zk_avg_latency": 0,
        "zk_max_latency": 12,
        "zk_min_latency": 0,
        "zk_packets_received": 4207,
        "zk_packets_sent": 4220,
        "zk_num_alive_connections": 9,
        "zk_outstanding_requests": 0,
        "zk_server_state": peer.mode.value,
        "zk_znode_count": _znodes(world),
        "zk_watch_count": 40,
        "zk_ephemerals_count": _ephemerals(world),
        "zk_approximate_data_size": 90_000 + 300 * _znodes(world),
        "zk_open_file_descriptor_count": _open_files(world, peer),
        "zk_max_file_descriptor_count": MOST_FILES,
    }
    if peer.mode is Mode.LEADER:
        followers = sum(other.mode is Mode.FOLLOWER for other in world.zookeeper.peers.values())
        values |= {"zk_followers": followers, "zk_synced_followers": followers, "zk_pending_syncs": 0}
    return "".join(f"{name}\t{value}\n" for name, value in values.items())


def _open_files(world: World, peer: Peer) -> int:
    return MOST_FILES - 3 if world.setting.bent(Bend.DESCRIPTORS_RUN_OUT, peer.node) else 126


def _isro(world: World, peer: Peer) -> str:
    return "rw"


def _conf(world: World, node: NodeId) -> str:
    masters = [master.id for master in world.spec.inventory.masters]
    base = "/var/lib/dcos/exhibitor/zookeeper"
    return (
        f"clientPort=2181\ndataDir={base}/snapshot/version-2\ndataLogDir={base}/transactions/version-2\n"
        f"tickTime=2000\nmaxClientCnxns=0\nminSessionTimeout=4000\nmaxSessionTimeout=40000\n"
        f"serverId={masters.index(node) + 1}\ninitLimit=10\nsyncLimit=5\nelectionAlg=3\nelectionPort=3888\nquorumPort=2888\npeerType=0\n"
    )


WORDS: dict[str, Callable[[World, Peer], str]] = {"srvr": _srvr, "stat": _stat, "mntr": _mntr, "isro": _isro}
