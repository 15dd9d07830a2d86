"""The ``ssh`` part of cluster.yaml as it is written. Host keys are always verified: there is nothing to say against it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from dcos_upgrade.adapters.secret_reference import Reference

Port = Annotated[int, Meta(ge=1, le=65535)]
Host = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_:][A-Za-z0-9._:%-]*$", max_length=255)]
User = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][^\s:@/]*$", max_length=100)]
MOST_BASTIONS = 8


class KeysDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is shown to a server. These four belong together: who names one of them names all that it wants.

    ``agent``: true for the one of SSH_AUTH_SOCK, or the path of its socket; with an identity only that key of it is used.
    """

    identity: str | None = None
    passphrase: Reference | None = None
    certificate: str | None = None
    agent: bool | str | None = None


class SudoDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sudo that asks: its password travels over the session's standard input and nowhere else."""

    password: Reference


class BastionDocument(KeysDocument, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A host on the way. Without user or keys of its own it has those of ``ssh``."""

    host: Host
    port: Port = 22
    user: User | None = None


Bastions = Annotated[tuple[BastionDocument, ...], Meta(max_length=MOST_BASTIONS)]
"""In the order of the way: the first one is reached from here."""


class NodeSshDocument(KeysDocument, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is different about SSH to one node. ``bastions: []`` is a node that is reached directly."""

    host: Host | None = None
    port: Port | None = None
    user: User | None = None
    bastions: Bastions | None = None
    sudo: bool | SudoDocument | None = None


class SshDocument(KeysDocument, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """SSH to all nodes. Paths are relative to cluster.yaml.

    ``sudo``: by default ``sudo -n`` for every user but root; false where a user needs none; or a password by reference.
    """

    user: User = "root"
    port: Port = 22
    known_hosts: str | Annotated[tuple[str, ...], Meta(min_length=1)] = "~/.ssh/known_hosts"
    bastions: Bastions = ()
    sudo: bool | SudoDocument | None = None
