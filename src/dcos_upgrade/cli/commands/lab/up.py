"""Start a lab."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, state_option


@click.command(cls=Verb)
@click.option("--size", metavar="M+P+U", default="3+2+1", show_default=True, help="masters, private and public agents")
@click.option("--release", metavar="VERSION", default="1.9.4", show_default=True, help="what the nodes run at first")
@click.option("--zone", metavar="NET", help="a loopback network such as 127.20.30.0/24; default: a free one")
@click.option(
    "--time-factor", type=float, default=0.02, show_default=True, help="1 is real time, 0.02 fifty times faster"
)
@click.option(
    "--service-marathons",
    metavar="N",
    type=int,
    default=0,
    show_default=True,
    help="Marathons on Marathon, with apps of their own: 0, 1 or 2",
)
@click.option(
    "--mesos",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="run Mesos itself by DIR/node VERSION ROLE IP:PORT [LEADER], as root",
)
@click.option(
    "--ssh",
    metavar="WAY",
    default="root",
    show_default=True,
    help="root; or site: a bastion, a user whose sudo asks, host keys by an authority",
)
@click.option(
    "--services",
    metavar="WAY",
    default="open",
    show_default=True,
    help="open; inside: only the nodes themselves reach their ports; or strict: TLS and a login everywhere",
)
@click.option("--detach", is_flag=True, help="leave it running; without this it ends with Ctrl-C")
@state_option
def COMMAND(
    size: str,
    release: str,
    zone: str | None,
    time_factor: float,
    service_marathons: int,
    mesos: Path | None,
    ssh: str,
    services: str,
    detach: bool,
    state: Path,
) -> Reply:
    """Start an emulated cluster of real SSH servers and HTTP services on this machine."""
    from dcos_upgrade.cli import laboratory

    started = laboratory.up(
        state,
        size=size,
        release=release,
        zone=zone,
        time_factor=time_factor,
        service_marathons=service_marathons,
        mesos=mesos,
        ssh=ssh,
        services=services,
    )
    return started if detach else laboratory.until_interrupted(started, state)
