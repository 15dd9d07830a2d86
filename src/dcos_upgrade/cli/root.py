"""The command ``dcos-upgrade``: verbs are found in ``commands/``, one file each; a folder there is a verb with verbs of its own.

A verb's file is imported when the verb is called: one call needs one of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, MutableMapping
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


class FoundVerbs(MutableMapping[str, click.Command]):
    """The verbs of one folder by their names; each is imported when it is asked for."""

    def __init__(self, package: ModuleType) -> None:
        names = [each.name for each in pkgutil.iter_modules(package.__path__)]
        self._modules = {name.rstrip("_").replace("_", "-"): f"{package.__name__}.{name}" for name in names}
        self._verbs: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._verbs:
            self._verbs[name] = _verb(importlib.import_module(self._modules[name]), name)
        return self._verbs[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._modules[name], self._verbs[name] = "", command

    def __delitem__(self, name: str) -> None:
        del self._modules[name]
        self._verbs.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)

    def __contains__(self, name: object) -> bool:
        return name in self._modules


class VerbGroup(click.Group):
    """Verbs that the product does not have are usage errors with the nearest ones that it has.

    ``own`` is what the group's name does when none of its verbs follows: ``plan --from …`` beside ``plan diff``.
    """

    own: click.Command | None = None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if isinstance(command, VerbGroup) and command.own is not None and not set(rest[:1]) & set(command.commands):
            return name, command.own, rest
        return name, command, rest


def _verb(module: ModuleType, name: str) -> click.Command:
    own: click.Command | None = getattr(module, "COMMAND", None)
    if own is not None:
        own.name = name
    if not hasattr(module, "__path__"):
        assert own is not None, f"{module.__name__} has no COMMAND"
        return own
    group = VerbGroup(name=name, help=own.help if own else module.__doc__, commands=FoundVerbs(module))
    group.own = own
    if own is not None:
        own.epilog = f"Verbs of its own: {', '.join(f'{name} {each}' for each in group.commands)}"
    return group


def _root() -> click.Group:
    group = VerbGroup(name=NAME, help=dcos_upgrade.__doc__, epilog=EPILOG, commands=FoundVerbs(commands))
    click.version_option(dcos_upgrade.__version__, prog_name=NAME)(group)
    return group


ROOT = _root()
