"""Why a step failed, read from the last lines of the vendor's script: one sentence, and what a person does about it.

The texts are those of the node upgrade script and of pkgpanda, 1.9 to 2.2, and of the programs that they call. What fits nothing here
has no cause by name; its last lines are the evidence either way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """``sentence`` goes on after "the script ended with 1: "; ``remedy`` is a sentence of its own, without its end."""

    id: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """``sentence`` may name groups of the pattern as {0}, {1} …"""

    id: str
    pattern: re.Pattern[str]
    sentence: str
    remedy: str


def _sign(sign: str, pattern: str, sentence: str, remedy: str) -> _Sign:
    return _Sign(id=sign, pattern=re.compile(pattern), sentence=sentence, remedy=remedy)


_SIGNS = (
    _sign(
        "other-release",
        r"Expecting to upgrade DC/OS from (\S{1,40}) to (\S{1,40})\. Version found on node: ?(\S{0,40})",
        "the script expects {0} on the node and found {2}",
        "Generate the script for the release that the node has",
    ),
    _sign(
        "role",
        r"Can't determine this node's role",
        "the node does not have exactly one role file",
        "Leave exactly one file in /etc/mesosphere/roles: master, slave or slave_public",
    ),
    _sign(
        "disk-full",
        r"No space left on device",
        "there is no space left on the node",
        "Make room for two sets of packages below /opt/mesosphere, and in /tmp and /var/lib/dcos",
    ),
    _sign(
        "users",
        r"useradd\b|[Uu]nable to create the user|Failed to create user",
        "the node cannot create a system user",
        "Let useradd work on the node (LDAP, SSSD, a locked /etc/passwd), or create the users and set manual_host_users",
    ),
    _sign(
        "package-broken",
        r"(?:Unable to unpack package|Unexpected EOF in archive|Unexpected end of input|not in gzip format)",
        "a package came in pieces from the bootstrap host",
        "Compare its size with the file on the bootstrap host; a proxy or a full disk may have cut it off",
    ),
    _sign(
        "package-missing",
        r"(?s)returned error: 40[34].*?Unable to fetch package (\S{1,120})",
        "the bootstrap host does not have the package {0}",
        "Generate again on the bootstrap host and restart its web server, so that it serves all packages of the script",
    ),
    _sign(
        "package-unfetched",
        r"(?:Unable to fetch package|Problem fetching) `?([^\s`]{1,120})",
        "the package {0} cannot be fetched from the bootstrap host",
        "Ask for it from this node (curl -I): the bootstrap host has to answer, and to have it",
    ),
    _sign(
        "checks-before",
        r"[Cc]hecks failed before the upgrade",
        "DC/OS's own checks fail on the node before its upgrade",
        "Run them on the node (dcos-diagnostics check node-poststart; dcos-check-runner from 1.12) and repair what they name",
    ),
    _sign(
        "checks-after",
        r"Node upgrade not successful, checks failed",
        "DC/OS's own checks never passed after the upgrade",
        "Run them on the node (dcos-diagnostics check node-poststart; dcos-check-runner from 1.12) and repair what they name",
    ),
    _sign(
        "exhibitor",
        r"(?:Could not|Unable to|Failed to) (?:reach|connect to) [Ee]xhibitor|exhibitor/v1/config",
        "the script of 1.9 waits for Exhibitor on this master, and tries for ever",
        "Make Exhibitor answer on port 8181 of this master, and end a rolling change of its configuration that is under way",
    ),
    _sign(
        "no-generation",
        r"environment\.export: No such file",
        "the live generation of DC/OS is not in its place",
        "Finish the swap that was broken off before anything else",
    ),
    _sign(
        "pkgpanda",
        r"((?:Validation|Package) Error: [^\n]{1,160})",
        "pkgpanda refuses: {0}",
        "Repair what it names",
    ),
)
"""In the order in which they are looked for: the more telling ones first."""


def cause_of(log_tail: str) -> Cause | None:
    """The first known cause that these lines tell."""
    for sign in _SIGNS:
        found = sign.pattern.search(log_tail)
        if found is not None:
            sentence = sign.sentence.format(*(group or "nothing" for group in found.groups()))
            return Cause(id=sign.id, sentence=sentence, remedy=sign.remedy)
    return None
