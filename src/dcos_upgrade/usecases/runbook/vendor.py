"""What the vendor's node upgrade script does, by the era of the release that made it (read from its source, 1.9 to 2.2)."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.version import Version

CHECKS_FROM = Version(1, 10, 0)
SAYS_WHY_FROM = Version(1, 11, 3)
VOID_CHECKS_FROM = Version(1, 12, 0)
BLOCKING_FROM = Version(2, 1, 2)


def script_of(source: str, target: str) -> tuple[str, ...]:
    """The script of this hop in the order of its steps; the target's installer makes it."""
    made_by = Version.parse(target)
    return (
        "It loads the environment of the live release and ends with 1 when it is not root.",
        f"It compares the node's release with {source} and ends with 1 when it is another one. Nothing is changed up to here.",
        *_before(made_by),
        "It reads the node's role, to print it: the list of packages is the same for every role.",
        "It fetches the packages of the hop from the bootstrap host into /opt/mesosphere/packages. The old release still runs; "
        "a fetch that is broken off harms nothing. No checksum is compared by the vendor.",
        "It activates them: the new generation is laid beside the old one, system users and state directories are made, and what the "
        "upgrade before this one had kept as .old is deleted.",
        _swap(made_by),
        *_after(made_by),
    )


def _before(made_by: Version) -> Iterator[str]:
    if made_by < CHECKS_FROM:
        yield "It checks nothing more before it begins."
    elif made_by < VOID_CHECKS_FROM:
        yield "It runs dcos-diagnostics check node-poststart, then cluster, where they are configured, and ends with 1 if one fails."
    else:
        yield "It calls the check runner in a way that runs no check. The tool asks the same checks itself, before and after."


def _swap(made_by: Version) -> str:
    stop = "waits until all have stopped" if made_by >= BLOCKING_FROM else "does not wait for them"
    start = "waits for it" if made_by >= BLOCKING_FROM else "does not wait for it"
    return (
        f"It stops every DC/OS unit of the node ({stop}), renames the old generation to .old and the new one into its place, "
        f"installs the unit files, and starts dcos.target ({start}). Name service, Admin Router and agent or master are away "
        "meanwhile; the containers of tasks run on. A script that dies within the swap must not be started again."
    )


def _after(made_by: Version) -> Iterator[str]:
    if made_by < CHECKS_FROM:
        yield (
            "On a master it asks Exhibitor to move its data directory, where an old installation needs that, "
            "and tries for as long as Exhibitor does not answer."
        )
        yield "Its exit status 0 says that packages were activated, and nothing of services."
    elif made_by < VOID_CHECKS_FROM:
        silent = "" if made_by >= SAYS_WHY_FROM else ", without a word"
        yield f"It runs the same checks until they pass, 300 times at most; then it ends with 1{silent}, though the node is on the new release."
    else:
        yield "It calls the check runner in vain once more. Its exit status 0 says that packages were activated, and nothing of services."
