"""Saying in the operator's words why an SSH connection could not be opened, and how to mend it safely."""

from __future__ import annotations

from dataclasses import dataclass

import asyncssh
from asyncssh.constants import OPEN_ADMINISTRATIVELY_PROHIBITED

from dcos_upgrade.adapters.ssh_hosts import HostKeys, in_known_hosts
from dcos_upgrade.adapters.ssh_keys import certificate_of
from dcos_upgrade.adapters.ssh_settings import SshTarget
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable


@dataclass(slots=True)
class Seen:
    """What was seen of a host before the connection failed. ``host_key`` and ``authority`` are such as nobody knows."""

    accepted: bool = False
    host_key: str = ""
    authority: str = ""


def in_words(target: SshTarget, seen: Seen, known: HostKeys, error: Exception, seconds: float) -> DcosUpgradeError:
    """``seconds`` is the time that the host had."""
    if isinstance(error, asyncssh.HostKeyNotVerifiable) or seen.host_key:
        return _host_key(target, seen, known, str(error))
    if isinstance(error, asyncssh.KeyExchangeFailed):
        return _key_exchange(target, known, str(error))
    if isinstance(error, asyncssh.PermissionDenied) or "oo many authentication failures" in str(error):
        return _refused_key(target, str(error))
    if isinstance(error, asyncssh.ChannelOpenError):
        return _not_passed_on(target, error)
    if isinstance(error, TimeoutError):
        said = "the connection was accepted, and nothing was said" if seen.accepted else "no answer"
        return _silent(target, f"{said} within {seconds:g} s")
    return _silent(target, str(error) or type(error).__name__)


def _silent(target: SshTarget, evidence: str) -> Unreachable:
    what = f"the {target.what} does not answer over SSH"
    return Unreachable(what, where=str(target), evidence=evidence, next_command=f"{target.by_hand()} true")


def _host_key(target: SshTarget, seen: Seen, known: HostKeys, said: str) -> Refused:
    if "evoked" in said or "ertificate" in said:
        return _bad_host_key(target, said)
    if seen.authority:
        return _unknown_authority(target, seen)
    return _changed(target, seen.host_key or said) if known.keys else _unknown(target, seen, known)


def _bad_host_key(target: SshTarget, said: str) -> Refused:
    revoked = "evoked" in said
    what = "the host key is revoked in known_hosts" if revoked else "the host's certificate does not hold for this host"
    mend = f"the {target.what} needs a new host key" if revoked else f"have its host key signed anew for {target.host}"
    return Refused(
        what,
        where=str(target),
        evidence=f"{said}; known_hosts is {_files(target)}",
        next_command=f"{mend}; see it with: ssh-keyscan -c -p {target.port} {target.host}",
    )


def _unknown_authority(target: SshTarget, seen: Seen) -> Refused:
    return Refused(
        "the host key is signed by an authority that is not in known_hosts",
        where=str(target),
        evidence=f"signed by {seen.authority}; known_hosts is {_files(target)}",
        next_command=f"echo '@cert-authority HOSTS KEY-OF-THE-AUTHORITY' >> {target.known_hosts[0]}"
        "   (once its owner has told you that this is its fingerprint)",
    )


def _changed(target: SshTarget, shown: str) -> Refused:
    name = in_known_hosts(target.host, target.port)
    return Refused(
        f"the host key is not the one in known_hosts: the {target.what} was installed anew, or somebody is in between",
        where=str(target),
        evidence=f"the host shows {shown}; known_hosts is {_files(target)}",
        next_command=f"compare with the console of {target.host}: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub; "
        f"only if it was installed anew: ssh-keygen -R '{name}' -f {target.known_hosts[0]}",
    )


def _unknown(target: SshTarget, seen: Seen, known: HostKeys) -> Refused:
    shown = f"the host shows {seen.host_key}" + (" and no certificate" if known.authorities else "")
    return Refused(
        "the host key is not known: known_hosts has none for this host",
        where=str(target),
        evidence=f"{shown}; known_hosts is {_files(target)}",
        next_command=f"compare with the console of {target.host}: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub; "
        f"if it is the same: ssh-keyscan -p {target.port} {target.host} >> {target.known_hosts[0]}",
    )


def _files(target: SshTarget) -> str:
    return ", ".join(map(str, target.known_hosts))


def _key_exchange(target: SshTarget, known: HostKeys, said: str) -> Refused:
    """A host that has no key of a kind that is known for it is another host, as far as anyone can tell."""
    if known.keys and "host key" in said.lower():
        return _changed(target, f"none of a kind that is known ({said})")
    return Refused(
        "no SSH algorithm in common",
        where=str(target),
        evidence=said,
        next_command=f"ssh -vv -p {target.port} {target.host} true",
    )


def _refused_key(target: SshTarget, said: str) -> Refused:
    return Refused(
        f"the {target.what} refuses the SSH key of user {target.user}",
        where=str(target),
        evidence=f"{_shown(target)}: {said}",
        next_command=target.by_hand(),
    )


def _shown(target: SshTarget) -> str:
    keys = target.keys
    certificate = certificate_of(keys)
    if keys.identity is not None:
        with_it = f" with certificate {certificate} (ssh-keygen -L -f shows until when)" if certificate else ""
        return f"identity {keys.identity}{with_it}"
    return "the keys of the agent" if keys.agent else "the keys of ~/.ssh and of the agent"


def _not_passed_on(target: SshTarget, error: asyncssh.ChannelOpenError) -> DcosUpgradeError:
    bastion = "the bastion" if target.through is None else f"the bastion {target.through}"
    if error.code == OPEN_ADMINISTRATIVELY_PROHIBITED:
        return Refused(
            f"{bastion} lets no connection through",
            where=str(target),
            evidence=str(error),
            next_command="on the bastion: sshd -T | grep -i -e allowtcpforwarding -e permitopen",
        )
    return Unreachable(f"{bastion} does not reach the {target.what}", where=str(target), evidence=str(error))
