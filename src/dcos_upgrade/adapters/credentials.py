"""Who we are to the cluster: a user, a service account, a token, or whoever has logged in with the DC/OS CLI. References only."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.adapters.secret_reference import Secret, SecretReference, refuse_others
from dcos_upgrade.core.error import DcosUpgradeError, Refused

CLI_FILE_LIMIT = 1024 * 1024

Read = Callable[[SecretReference], Secret]
"""A secret's value as it is now: a file may have been written anew since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Password:
    """A user of DC/OS Enterprise, or of open DC/OS from 1.13 on."""

    user: str
    password: SecretReference


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccount:
    """A service account, which signs with its RS256 key. Without ``user`` the secret is JSON with ``uid`` and ``private_key``."""

    secret: SecretReference
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyToken:
    """A token that somebody else has got: all that open DC/OS has until 1.12."""

    token: SecretReference


@dataclass(frozen=True, slots=True, kw_only=True)
class DcosCli:
    """The token of the DC/OS CLI. ``cluster``: a directory's or a cluster's name; empty for the one that is attached."""

    cluster: str = ""
    cluster_id: str | None = None


Credentials = Password | ServiceAccount | ReadyToken | DcosCli


def references_of(credentials: Credentials) -> tuple[SecretReference, ...]:
    match credentials:
        case Password(password=reference) | ServiceAccount(secret=reference) | ReadyToken(token=reference):
            return (reference,)
        case DcosCli():
            return ()


def account_of(account: ServiceAccount, read: Read) -> tuple[str, str]:
    """(uid, private key in PEM). Raises Refused where the secret is not that."""
    secret = read(account.secret).value
    if account.user:
        return account.user, secret
    try:
        document = msgspec.json.decode(secret)
        user, key = document["uid"], document["private_key"]
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise _no_account(account, str(error) if isinstance(error, KeyError) else "not JSON") from None
    if not isinstance(user, str) or not isinstance(key, str):
        raise _no_account(account, "uid or private_key is no text")
    return user, key


def _no_account(account: ServiceAccount, why: str) -> Refused:
    return Refused(
        "the service account's secret is not JSON with uid and private_key",
        where=str(account.secret),
        evidence=why,
        next_command="dcos security secrets create-sa-secret --strict PRIVATE-KEY UID SECRET   (its JSON is meant)",
    )


def cli_token(cli: DcosCli) -> str:
    """The token that the DC/OS CLI keeps for this cluster. Raises Refused, naming where it was looked for."""
    path = _cli_file(cli)
    refuse_others(path, "DC/OS CLI's settings")
    try:
        core = tomllib.loads(read_bounded(path, limit=CLI_FILE_LIMIT, what="file of the DC/OS CLI").decode())["core"]
        token = core["dcos_acs_token"]
    except (ValueError, KeyError, TypeError, DcosUpgradeError):
        token = None
    if not isinstance(token, str) or not token:
        raise Refused("the DC/OS CLI is not logged in", where=str(path), next_command="dcos auth login")
    return token


def _cli_file(cli: DcosCli) -> Path:
    home = Path(os.environ.get("DCOS_DIR") or Path.home() / ".dcos")
    found = sorted(home.glob("clusters/*/dcos.toml"))
    wanted = cli.cluster or os.environ.get("DCOS_CLUSTER", "")
    chosen = [file for file in found if _is_meant(file, wanted)]
    old = home / "dcos.toml"
    if not found and not wanted and old.is_file():
        return old  # the DC/OS CLI before 0.5 knew one cluster
    if len(chosen) != 1:
        raise Refused(
            f"the DC/OS CLI knows {len(chosen)} such clusters",
            where=str(home / "clusters"),
            evidence=f"looked for {wanted or 'the one that is attached'} among {', '.join(f.parent.name for f in found) or 'none'}",
            next_command="dcos cluster list",
        )
    if cli.cluster_id and chosen[0].parent.name != cli.cluster_id:
        raise Refused(
            "the DC/OS CLI is logged in to another cluster than the one of cluster.yaml",
            where=str(chosen[0]),
            evidence=f"{chosen[0].parent.name}, not {cli.cluster_id}",
            next_command=f"dcos cluster attach {cli.cluster_id}",
        )
    return chosen[0]


def _is_meant(file: Path, wanted: str) -> bool:
    if not wanted:
        return (file.parent / "attached").exists()
    return wanted in (file.parent.name, _name(file))


def _name(file: Path) -> str | None:
    try:
        document: dict[str, Any] = tomllib.loads(file.read_text())
        return str(document["cluster"]["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
