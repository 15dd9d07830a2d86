"""The command ``dcos-upgrade``: verbs are found in ``commands/``, one file each; a folder there is a verb with verbs of its own."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import click

import dcos_upgrade
from dcos_upgrade.cli import commands

NAME = "dcos-upgrade"

EPILOG = """\
\b
First steps:
  dcos-upgrade demo                                     watch a whole upgrade of an emulated cluster
  dcos-upgrade plan --from 1.9.4 --to 1.11.3            which way, and why not another
  dcos-upgrade capture --cluster cluster.yaml --out now read only
"""


class VerbGroup(click.Group):
    """Verbs that the product does not have are usage errors with the nearest ones that it has."""


def _verb(module: ModuleType, name: str) -> click.Command:
    if not hasattr(module, "__path__"):
        command: click.Command = module.COMMAND
        command.name = name
        return command
    return _filled(VerbGroup(name=name, help=module.__doc__), module)


def _filled(group: click.Group, package: ModuleType) -> click.Group:
    for found in pkgutil.iter_modules(package.__path__):
        name = found.name.rstrip("_").replace("_", "-")
        group.add_command(_verb(importlib.import_module(f"{package.__name__}.{found.name}"), name))
    return group


def _root() -> click.Group:
    group = VerbGroup(name=NAME, help=dcos_upgrade.__doc__, epilog=EPILOG)
    click.version_option(dcos_upgrade.__version__, prog_name=NAME)(group)
    return _filled(group, commands)


ROOT = _root()
