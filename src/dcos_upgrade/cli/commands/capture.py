"""Look at a cluster and keep what was seen."""

from __future__ import annotations

from pathlib import Path

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb, run_async, state_option


@click.command(cls=Verb)
@click.option("--cluster", type=click.Path(path_type=Path), help="the cluster file")
@click.option(
    "--from-files", type=click.Path(path_type=Path), help="a directory of saved answers and diagnostics bundles"
)
@click.option("--mesos", multiple=True, metavar="URL", help="a Mesos master, without SSH; may be given more than once")
@click.option("--marathon", multiple=True, metavar="URL", help="a Marathon beside --mesos; may be given more than once")
@click.option(
    "--exhibitor", multiple=True, metavar="URL", help="an Exhibitor beside --mesos; may be given more than once"
)
@click.option("--out", type=click.Path(path_type=Path), help="the directory to write the snapshot to, or NAME.tar.zst")
@state_option
@click.option("--show-commands", is_flag=True, help="print every command and request; touch nothing")
def COMMAND(
    cluster: Path | None,
    from_files: Path | None,
    mesos: tuple[str, ...],
    marathon: tuple[str, ...],
    exhibitor: tuple[str, ...],
    out: Path | None,
    state: Path,
    show_commands: bool,
) -> Reply:
    """Capture a cluster, read only. A host that does not answer is unknown, by name.

    Without SSH: from services alone, or from files that somebody has saved, told apart by what is in them.

    \b
    dcos-upgrade capture --cluster cluster.yaml --show-commands
    dcos-upgrade capture --cluster cluster.yaml --out before
    dcos-upgrade capture --mesos http://10.0.1.1:5050 --out before
    dcos-upgrade capture --from-files answers --out before
    """
    from dcos_upgrade.cli import capturing

    services = (*mesos, *marathon, *exhibitor)
    capturing.only_one_source(cluster, from_files, services)
    if from_files is not None:
        from dcos_upgrade.cli.reading_files import captured_from

        return captured_from(from_files, capturing.required(out), state)
    if cluster is None:
        from dcos_upgrade.cli import asking_services

        given = asking_services.given_of(mesos, marathon, exhibitor)
        if show_commands:
            return asking_services.shown(given)
        return run_async(asking_services.captured(given, capturing.required(out), state))
    if show_commands:
        return capturing.shown(cluster)
    return run_async(capturing.captured(cluster, capturing.required(out), state))
