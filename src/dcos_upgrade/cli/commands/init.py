"""Find out which nodes a cluster has, and write its cluster file."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async


@click.command(cls=Verb)
@click.option(
    "--master", metavar="HOST", help="the address of one master; the others and the agents are found from there"
)
@click.option("--inventory", type=click.Path(path_type=Path), help="an Ansible inventory (INI or YAML) of the cluster")
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    help="keys of cluster.yaml that nobody can find out: ssh, endpoints, …",
)
@click.option("--name", help="the cluster's name; default: what the cluster calls itself")
@click.option("--ssh-user", metavar="USER", help="the user on the nodes; default: root")
@click.option("--ssh-port", type=click.IntRange(1, 65535), metavar="PORT", help="default: 22")
@click.option("--identity", type=click.Path(path_type=Path), help="the private key; default: your own keys and agent")
@click.option("--known-hosts", type=click.Path(path_type=Path), help="host keys; default: ~/.ssh/known_hosts")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("cluster.yaml"), show_default=True, help="the file to write"
)
def COMMAND(
    master: str | None,
    inventory: Path | None,
    settings: Path | None,
    name: str | None,
    ssh_user: str | None,
    ssh_port: int | None,
    identity: Path | None,
    known_hosts: Path | None,
    out: Path,
) -> Reply:
    """Write cluster.yaml from what a master knows, from an Ansible inventory, or from both, held against each other.

    Read only. Masters are taken from Exhibitor and from the list on the master, agents, roles and racks from the leading Mesos
    master. What could not be found out is named, in the file as well (exit code 8).

    \b
    dcos-upgrade init --master 10.0.1.1 --ssh-user core
    dcos-upgrade init --master 10.0.1.1 --inventory hosts.ini --out cluster.yaml
    dcos-upgrade init --inventory hosts.yaml
    """
    from dcos_upgrade.cli import founding

    ssh = founding.ssh_words(ssh_user, ssh_port, identity, known_hosts)
    return run_async(founding.founded(master, inventory, settings, name, ssh, out))
