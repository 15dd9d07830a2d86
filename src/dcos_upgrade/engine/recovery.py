"""From what a node shows to the one right recovery of its state, and to the word by which the run goes on. Pure; nothing is run here.

pkgpanda has no way back: a swap that was broken off is only ever finished forward, by its own verb ``setup``, and the vendor's script must
not be started on a node whose old generation is not whole (pkgpanda activate and setup, 1.9 to 2.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dcos_upgrade.core.step import RERUN_IS_SAFE, NodeState, StepLook
from dcos_upgrade.engine.state import Phase
from dcos_upgrade.probes.swap_paths import HOME, SwapPaths
from dcos_upgrade.probes.units import Units

STARTING = frozenset({"activating", "reloading", "deactivating", "refreshing"})
START_UNITS = ("sudo systemctl daemon-reload", "sudo systemctl enable dcos.target", "sudo systemctl start dcos.target")
NO_REBOOT = "do not reboot this node: what would start DC/OS after a boot may be among what was moved"
NO_SCRIPT = "do not start the vendor's script on it again"
ASK = "take its evidence along (dcos-upgrade bundle {node}) and ask the vendor"
SHOWN_ONLY = (
    "the commands only show what is wrong; what a timer starts may be well again two minutes after the others, "
    "anything else has to be repaired"
)
MOST_UNITS = 3


class Lawful(StrEnum):
    """Whether the run may go on with the node as it is."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the node's step is in the run; ``over``: there is no run, or it is over."""

    phase: Phase = Phase.WAITING
    over: bool = False


NOT_BEGUN = Standing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was seen of a node. ``state`` is its classified disk; None: no answer to that question."""

    look: StepLook
    state: NodeState
    source: str
    target: str
    package_ids: tuple[str, ...] = ()
    paths: SwapPaths | None = None
    units: Units | None = None
    standing: Standing = NOT_BEGUN

    @property
    def node(self) -> str:
        return self.look.node


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """``commands`` are for people, on the node, in this order; ``next`` is for this machine, after them."""

    node: str
    state: str
    lawful: Lawful
    found: str
    warnings: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    next: str = ""


def unreachable(node: str, reason: str) -> Advice:
    return Advice(
        node=node,
        state="unreachable",
        lawful=Lawful.UNKNOWN,
        found=f"{reason}. Unreachable is not failed: a step that was begun goes on by itself, and nothing says that it did not",
        warnings=("do not switch it off and on: in the middle of a swap that makes it worse",),
        next=f"make the node answer (power, network, SSH), then: {_again(node)}",
    )


def advise(sight: Sight) -> Advice:
    """The state by its name and the way out of it."""
    if sight.look.alive:
        return _running(sight)
    return _BY_STATE[sight.state](sight)


def _running(sight: Sight) -> Advice:
    return Advice(
        node=sight.node,
        state="running",
        lawful=Lawful.YES,
        found=f"the job of the step to {sight.target} still runs",
        warnings=(NO_SCRIPT,),
        next=f"wait until it has ended, then: {_again(sight.node)}",
    )


def _old(sight: Sight) -> Advice:
    found = {
        NodeState.OLD_CLEAN: "nothing of the new release lies on the node",
        NodeState.PREFETCHED: "all packages of the new release are in the store, and none of them is active",
        NodeState.PARTIALLY_FETCHED: "some packages of the new release are in the store; the next fetch goes on from there",
        NodeState.STAGED: "a new generation was built beside the live one; the next activation throws it away and builds it anew",
    }
    return Advice(
        node=sight.node,
        state=sight.state,
        lawful=Lawful.YES,
        found=f"the release {sight.source} is whole; {found[sight.state]}",
        next=_onward(sight),
    )


def _torn(sight: Sight) -> Advice:
    """The swap was broken off. Forward by pkgpanda's own verb, or not at all."""
    stage = sight.look.install_progress
    found = (
        f"the swap to {sight.target} was broken off in the stage {stage!r}" if stage else "the live generation is gone"
    )
    if sight.look.rebooted:
        found += "; the node was rebooted since"
    if stage is None:
        why = f"{found}, and no install_progress says how far a swap got: pkgpanda has nothing to finish"
        return _without_way(sight, why)
    if sight.paths is None:
        return _unseen(sight, found, "what lies under /opt/mesosphere")
    setup = setup_command(sight.paths)
    if setup is None:
        return _without_way(sight, f"{found}, and no pkgpanda that can be run is left on the node")
    return _mend(sight, NodeState.SWAP_INTERRUPTED, found, (setup,), (NO_REBOOT, NO_SCRIPT))


def setup_command(paths: SwapPaths) -> str | None:
    """pkgpanda's ``setup`` with its environment as it can be had now; None when there is no pkgpanda, or nothing to run it with."""
    program, environment = paths.program, paths.place("environment.export")
    if program is None or environment is None:
        return None
    python = "" if program.runs else next(iter(paths.pythons), None)
    if python is None:
        return None
    words = [
        f". {environment}",
        *_moved(paths),
        " ".join(word for word in ("exec", python, program.path, "setup") if word),
    ]
    return f"sudo sh -c '{'; '.join(words)}'"


def _moved(paths: SwapPaths) -> tuple[str, ...]:
    """The environment names the live directories; while they are moved away it has to name where they are."""
    words = []
    programs, libraries = paths.place("bin"), paths.place("lib")
    if programs is not None and programs != f"{HOME}/bin":
        words.append(f"export PATH={programs}:$PATH")
    if libraries is not None and libraries != f"{HOME}/lib":
        words.append(f"export LD_LIBRARY_PATH={libraries}")
        words.append(f'export PYTHONPATH=$(echo "$PYTHONPATH" | sed s,{HOME}/lib/,{libraries}/,g)')
    return tuple(words)


def _new(sight: Sight) -> Advice:
    """The new generation is whole. Its units decide: the step may have ended before they were started."""
    if sight.units is None or any(unit.active == "unknown" for unit in sight.units.units.values()):
        return _unseen(sight, f"the release {sight.target} is whole", "how its units are")
    ill = {name: unit for name, unit in sorted(sight.units.units.items()) if not unit.well}
    failed = [name for name, unit in ill.items() if unit.active == "failed"]
    stopped = [name for name, unit in ill.items() if unit.active != "failed" and unit.active not in STARTING]
    if stopped and not _mostly_well(sight.units, stopped):
        found = f"the release {sight.target} is whole, and {_some(stopped)} not started"
        return _mend(sight, "new-not-started", found, START_UNITS, (NO_SCRIPT,))
    if failed or stopped:
        return _ill(sight, failed or stopped)
    if ill:
        found = f"the release {sight.target} is whole, and {_some(list(ill))} starting; the gates wait for that"
        return Advice(node=sight.node, state="new-starting", lawful=Lawful.YES, found=found, next=_onward(sight))
    found = f"the release {sight.target} is whole, and all its units run"
    return Advice(node=sight.node, state="new-healthy", lawful=Lawful.YES, found=found, next=_onward(sight))


def _mostly_well(units: Units, stopped: list[str]) -> bool:
    """Whether what is stopped is the exception: then dcos.target was started, and something else is wrong."""
    return 2 * len(stopped) < len(units.units)


def _ill(sight: Sight, units: list[str]) -> Advice:
    commands = tuple(
        command
        for unit in units[:MOST_UNITS]
        for command in (f"systemctl status --no-pager -l {unit}", f"sudo journalctl --no-pager -n 100 -u {unit}")
    )
    found = f"the release {sight.target} is whole, and {_some(units)} not well"
    return _mend(sight, "new-unhealthy", found, commands, (NO_SCRIPT, SHOWN_ONLY))


def _unknown(sight: Sight) -> Advice:
    look = sight.look
    if look.version == sight.target:
        strange = sorted(set(look.active) ^ set(sight.package_ids))
        return _without_way(sight, f"it says {sight.target}, and other packages are active: {', '.join(strange[:4])}")
    version = f"the release {look.version}" if look.version else "no release that can be read"
    return _without_way(sight, f"it has {version}; this hop goes from {sight.source} to {sight.target}")


def _mend(sight: Sight, state: str, found: str, commands: tuple[str, ...], warnings: tuple[str, ...]) -> Advice:
    return Advice(
        node=sight.node,
        state=state,
        lawful=Lawful.NO,
        found=found,
        warnings=warnings,
        commands=commands,
        next=_again(sight.node),
    )


def _without_way(sight: Sight, found: str) -> Advice:
    """No recovery of this state is proven, so none is named."""
    return Advice(
        node=sight.node,
        state=sight.state,
        lawful=Lawful.UNKNOWN,
        found=f"{found}. No recovery of this state is proven",
        warnings=(NO_REBOOT, NO_SCRIPT),
        next=f"{ASK.format(node=sight.node)}; after that: {_again(sight.node)}",
    )


def _unseen(sight: Sight, found: str, what: str) -> Advice:
    return Advice(
        node=sight.node,
        state=sight.state,
        lawful=Lawful.UNKNOWN,
        found=f"{found}; {what}, the node did not say",
        warnings=(NO_REBOOT, NO_SCRIPT),
        next=_again(sight.node),
    )


def _onward(sight: Sight) -> str:
    """The word by which the run goes on with a node that is as it may be."""
    node, standing = sight.node, sight.standing
    if standing.over:
        return "dcos-upgrade capture, then dcos-upgrade plan: it begins where the cluster stands"
    if standing.phase is Phase.QUARANTINED:
        return f"dcos-upgrade readmit {node}"
    begun = sight.look.begun is not None and standing.phase in {Phase.IN_FLIGHT, Phase.SETTLED}
    return f"dcos-upgrade retry {node}" if begun and sight.state in RERUN_IS_SAFE else "dcos-upgrade resume"


def _again(node: str) -> str:
    return f"dcos-upgrade recover {node}"


def _some(units: list[str]) -> str:
    shown = ", ".join(units[:MOST_UNITS]) + (f" and {len(units) - MOST_UNITS} more" if len(units) > MOST_UNITS else "")
    return f"{shown} {'is' if len(units) == 1 else 'are'}"


_BY_STATE: dict[NodeState, Callable[[Sight], Advice]] = {
    **dict.fromkeys(RERUN_IS_SAFE, _old),
    NodeState.SWAP_INTERRUPTED: _torn,
    NodeState.NEW: _new,
    NodeState.UNKNOWN: _unknown,
}
