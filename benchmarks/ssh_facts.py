"""Facts of many nodes over fresh logins to real OpenSSH servers, against Ansible in the same run.

The servers are the machine's own sshd, started here on loopback addresses and ended here: one login each, as with a new
capture. Ours is the product's own way (host keys verified, one session for all facts, each command with its time-out), a
process from start to end. Ansible gets its best: 50 at once, pipelining, host keys from a file, the same key exchange
(that of OpenSSH 7.4, as nodes of DC/OS have it: the newer default would cost Ansible's ssh five times as much).
Seconds of wall clock and of our or Ansible's own CPU; medians. Client and servers share this machine, so the wall clock
is mostly the servers'.

    apt-get install openssh-server                                         # sshd, which need not run
    python3 -m venv /tmp/ansible && /tmp/ansible/bin/pip install ansible-core
    .venv/bin/python benchmarks/ssh_facts.py --ansible /tmp/ansible/bin/ansible [--nodes 200] [--times 3]
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

AT_ONCE = 50
ADDRESSES_OF_ONE = 16
"""More addresses than this one sshd does not listen on."""
KEX = "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256"
FACTS = {
    "release": "cat /etc/os-release",
    "boot": "cat /proc/sys/kernel/random/boot_id",
    "load": "cat /proc/loadavg",
    "name": "uname -n",
}


@dataclass(frozen=True, kw_only=True)
class Site:
    """Servers that answer. ``folder`` has the keys, the inventory of each tool and known_hosts."""

    folder: Path
    port: int
    addresses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Took:
    wall: float
    cpu: float


@contextmanager
def site(nodes: int, sshd: str) -> Iterator[Site]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        here = Site(folder=folder, port=free_port(), addresses=tuple(address(number) for number in range(nodes)))
        write_files(here)
        servers = [started(here, sshd, first) for first in range(0, nodes, ADDRESSES_OF_ONE)]
        try:
            wait_for(here)
            yield here
        finally:
            for server in servers:
                server.terminate()
                server.wait()


def address(number: int) -> str:
    return f"127.77.{number // 250}.{number % 250 + 1}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_files(here: Site) -> None:
    for key in ("host", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(here.folder / key)]
        subprocess.run(command, check=True)
    public = (here.folder / "host.pub").read_text().rsplit(" ", 1)[0]
    known = (f"[{each}]:{here.port} {public}\n" for each in here.addresses)
    (here.folder / "known_hosts").write_text("".join(known))
    inventory = "".join(f"{each}\n" for each in here.addresses)
    variables = f"[all:vars]\nansible_port={here.port}\nansible_python_interpreter=/usr/bin/python3\n"
    (here.folder / "inventory").write_text(inventory + variables)
    (here.folder / "ansible.cfg").touch()  # nobody's own settings


def started(here: Site, sshd: str, first: int) -> subprocess.Popen[bytes]:
    """One sshd for some of the addresses; as root it needs the directory that its package makes at boot."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    options = [f"ListenAddress={each}:{here.port}" for each in here.addresses[first : first + ADDRESSES_OF_ONE]]
    options += [f"HostKey={here.folder}/host", f"AuthorizedKeysFile={here.folder}/user.pub", f"KexAlgorithms={KEX}"]
    options += ["StrictModes=no", "UsePAM=no", "PidFile=none", "LogLevel=QUIET", "PermitRootLogin=prohibit-password"]
    options += ["MaxStartups=500", "PasswordAuthentication=no", "PrintMotd=no"]
    words = [word for option in options for word in ("-o", option)]
    return subprocess.Popen([sshd, "-D", "-f", "/dev/null", *words], stdin=subprocess.DEVNULL)


def wait_for(here: Site) -> None:
    for each in here.addresses:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex((each, here.port)) == 0:
                    break
            time.sleep(0.05)
        else:
            raise SystemExit(f"no sshd answers at {each}:{here.port}")


def timed(command: list[str], environment: dict[str, str]) -> tuple[Took, str]:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout)[-2000:]}")
    return Took(wall=wall, cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), done.stdout


def ours(here: Site) -> Took:
    words = [sys.executable, __file__, "--only-ours", str(here.folder), "--port", str(here.port)]
    took, said = timed(words, {})
    if json.loads(said) != {"nodes": len(here.addresses), "facts": len(here.addresses) * len(FACTS)}:
        raise SystemExit(f"facts are missing: {said}")
    return took


def ansible(here: Site, program: str, *module: str) -> Took:
    """Its connections are kept below the folder of this site, so that no earlier one is used again."""
    ssh = f"-o UserKnownHostsFile={here.folder}/known_hosts -o ControlMaster=auto -o ControlPersist=60s"
    control = tempfile.mkdtemp(prefix="c", dir=here.folder)
    environment = {
        "ANSIBLE_PIPELINING": "1",
        "ANSIBLE_SSH_ARGS": ssh,
        "ANSIBLE_SSH_CONTROL_PATH_DIR": control,
        "ANSIBLE_HOST_KEY_CHECKING": "1",
        "ANSIBLE_LOCALHOST_WARNING": "0",
        "ANSIBLE_CONFIG": str(here.folder / "ansible.cfg"),
        "LC_ALL": "C.UTF-8",
    }
    words = [program, "all", "-i", str(here.folder / "inventory"), "-f", str(AT_ONCE)]
    took, _ = timed([*words, "--private-key", str(here.folder / "user"), *module], environment)
    end_masters(Path(control), here)
    return took


def end_masters(control: Path, here: Site) -> None:
    for path in control.iterdir():
        command = ["ssh", "-q", "-o", f"ControlPath={path}", "-O", "exit", "nobody"]
        subprocess.run(command, capture_output=True, check=False)


def only_ours(folder: Path, port: int) -> dict[str, int]:
    """What is measured: from the inventory to the facts of every node."""
    from dcos_upgrade.adapters.shell import SshShell
    from dcos_upgrade.adapters.ssh import SshSessions
    from dcos_upgrade.adapters.ssh_settings import Keys, SshSettings
    from dcos_upgrade.core.cluster import Node, NodeId, Role
    from dcos_upgrade.core.probe import Command

    names = [line for line in (folder / "inventory").read_text().splitlines() if line.startswith("127.")]
    nodes = [Node(id=NodeId(name), address=name, role=Role.PRIVATE_AGENT) for name in names]
    settings = SshSettings(
        user=getpass.getuser(),
        port=port,
        keys=Keys(identity=folder / "user"),
        known_hosts=(folder / "known_hosts",),
        sudo=False,
    )
    commands = {name: Command(text=text) for name, text in FACTS.items()}

    async def ask_all() -> int:
        sessions = SshSessions(settings, connect_timeout=60)
        shell, turns = SshShell(sessions), asyncio.Semaphore(AT_ONCE)

        async def ask(node: Node) -> int:
            async with turns:
                answers = await shell.ask(node, commands)
            return sum(answer.status == 0 and bool(answer.body) for answer in answers.values())

        try:
            return sum(await asyncio.gather(*map(ask, nodes)))
        finally:
            await sessions.close()

    return {"nodes": len(nodes), "facts": asyncio.run(ask_all())}


def measured(here: Site, program: str, times: int) -> dict[str, list[Took]]:
    """By turns, so that whatever else the machine does meets all of them."""
    raw = "; ".join(FACTS.values())
    runs: dict[str, Callable[[], Took]] = {
        "dcos-upgrade": lambda: ours(here),
        "ansible -m raw": lambda: ansible(here, program, "-m", "raw", "-a", raw),
        "ansible -m ping": lambda: ansible(here, program, "-m", "ping"),
    }
    took: dict[str, list[Took]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            took[name].append(run())
    return took


def report(took: dict[str, list[Took]], nodes: int) -> None:
    middle = {
        name: Took(wall=statistics.median(each.wall for each in all_), cpu=statistics.median(each.cpu for each in all_))
        for name, all_ in took.items()
    }
    own = middle["dcos-upgrade"]
    print(f"{nodes} nodes, {len(FACTS)} facts each, {AT_ONCE} at once, load {os.getloadavg()[0]:.1f}")
    for name, each in middle.items():
        print(
            f"{name:16} {each.wall:7.2f} s wall  {each.cpu:7.2f} s CPU of the client ({each.cpu / nodes * 1000:.1f} ms a node)"
            f"   {each.wall / own.wall:5.1f} x wall  {each.cpu / own.cpu:5.1f} x CPU"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=200)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--ansible", default=shutil.which("ansible") or "")
    parser.add_argument("--sshd", default=shutil.which("sshd") or "/usr/sbin/sshd")
    parser.add_argument("--only-ours", type=Path)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    if given.only_ours:
        print(json.dumps(only_ours(given.only_ours, given.port)))
        return
    for program, package in (
        (given.sshd, "apt-get install openssh-server"),
        (given.ansible, "pip install ansible-core"),
    ):
        if not program or not os.access(program, os.X_OK):
            raise SystemExit(f"{program or 'ansible'} is not here; see --help: {package}")
    with site(given.nodes, given.sshd) as here:
        report(measured(here, given.ansible, given.times), given.nodes)


if __name__ == "__main__":
    main()
