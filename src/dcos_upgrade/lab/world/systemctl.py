"""What `systemctl` prints and answers on a lab node, from the state of the world's units."""

from __future__ import annotations

import fnmatch
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from dcos_upgrade.lab.contract import ShimAnswer
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.unit import ALWAYS, PASSING, Active, Unit

TARGET = "dcos.target"
NOT_THERE = frozenset({"firewalld.service", "dnsmasq.service", "haproxy.service", "ntpd.service"})
"""What a node's system might have and these do not."""
SUFFIXES = (".service", ".target", ".timer", ".socket", ".mount", ".path")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A parsed command line: verb, unit names or patterns, options with and without a value. ``signal`` is what kill sends."""

    verb: str
    names: tuple[str, ...]
    options: frozenset[str]
    properties: tuple[str, ...]
    signal: int = signal.SIGTERM

    @property
    def block(self) -> bool:
        return "--no-block" not in self.options


def parse(arguments: tuple[str, ...]) -> Call:
    words: list[str] = []
    options: set[str] = set()
    properties: list[str] = []
    number: int = signal.SIGTERM
    rest = iter(arguments)
    for word in rest:
        if word in ("-p", "--property"):
            properties += next(rest, "").split(",")
        elif word.startswith("--property="):
            properties += word.partition("=")[2].split(",")
        elif word.startswith("-p") and word != "-p" and not word.startswith("--"):
            properties += word[2:].split(",")
        elif word in ("-s", "--signal"):
            number = signal_number(next(rest, ""))
        elif word.startswith("--signal="):
            number = signal_number(word.partition("=")[2])
        elif word in ("-n", "--lines", "-t", "--type", "--state", "-o", "--output"):
            next(rest, None)
        elif word.startswith("-"):
            options.add(word)
        else:
            words.append(word)
    names = tuple(name if name.endswith(SUFFIXES) or "*" in name else f"{name}.service" for name in words[1:])
    return Call(
        verb=words[0] if words else "list-units",
        names=names,
        options=frozenset(options),
        properties=tuple(properties),
        signal=number,
    )


def signal_number(text: str) -> int:
    """KILL, SIGKILL or 9; anything else is taken for SIGTERM, which systemctl sends by itself."""
    if text.isdigit():
        return int(text)
    known = signal.Signals.__members__.get(f"SIG{text.upper().removeprefix('SIG')}")
    return signal.SIGTERM if known is None else known.value


def answer(host: Host, call: Call) -> ShimAnswer:
    """Questions only; starting and stopping is the caller's."""
    reply = QUESTIONS.get(call.verb)
    if reply is None:
        return ShimAnswer(status=1, stderr=f"Unknown operation {call.verb}.\n")
    return reply(host, call)


def state_of(host: Host, name: str) -> Active:
    """Units that DC/OS does not own (docker, sshd, …) are taken to run, those of ``NOT_THERE`` excepted."""
    unit = host.units.get(name)
    if unit is not None:
        return unit.state
    if name == TARGET:
        return Active.ACTIVE if any(unit.process for unit in host.units.values()) else Active.INACTIVE
    return Active.ACTIVE if _of_the_system(name) else Active.INACTIVE


def _of_the_system(name: str) -> bool:
    return not name.startswith("dcos-") and name not in NOT_THERE


def matching(host: Host, names: tuple[str, ...]) -> list[Unit]:
    units = [unit for _, unit in sorted(host.units.items())]
    if not names:
        return units
    return [unit for unit in units if any(fnmatch.fnmatchcase(unit.name, name) for name in names)]


def _is_active(host: Host, call: Call) -> ShimAnswer:
    states = [state_of(host, name) for name in call.names]
    good = any(state is Active.ACTIVE for state in states)
    return _said(call, [state.value for state in states], 0 if good else 3)


def _is_failed(host: Host, call: Call) -> ShimAnswer:
    states = [state_of(host, name) for name in call.names]
    return _said(call, [state.value for state in states], 0 if Active.FAILED in states else 1)


def _is_enabled(host: Host, call: Call) -> ShimAnswer:
    wanted = host.files.wanted_units()
    enabled = [name in wanted or _of_the_system(name) for name in call.names]
    return _said(call, ["enabled" if yes else "disabled" for yes in enabled], 0 if any(enabled) else 1)


def _said(call: Call, lines: list[str], status: int) -> ShimAnswer:
    quiet = call.options & {"-q", "--quiet"}
    return ShimAnswer(status=status, stdout="" if quiet else "".join(f"{line}\n" for line in lines))


def _show(host: Host, call: Call) -> ShimAnswer:
    blocks = []
    for name in call.names or (TARGET,):
        values = _properties(host, name)
        wanted = call.properties or tuple(values)
        bare = "--value" in call.options
        blocks.append(
            "".join(f"{values[key] if bare else f'{key}={values[key]}'}\n" for key in wanted if key in values)
        )
    return ShimAnswer(status=0, stdout="\n".join(blocks))


def _properties(host: Host, name: str) -> dict[str, str]:
    unit = host.units.get(name)
    known = unit is not None or _of_the_system(name)
    process = unit.process if unit else None
    sub = unit.sub if unit else ("running" if name.endswith(".service") and known else "dead")
    started = _stamp(process.started_at) if process else ""
    return {
        "Id": name,
        "Names": name,
        "LoadState": "loaded" if known else "not-found",
        "ActiveState": state_of(host, name).value,
        "SubState": sub,
        "UnitFileState": "enabled" if known else "",
        "MainPID": str(process.pid if process else 0),
        "NRestarts": str(unit.restarts if unit else 0),
        "Result": "exit-code" if unit and unit.exit_status else "success",
        **_service_properties(name, unit),
        "ConditionResult": "yes",
        "ConditionTimestampMonotonic": "1" if unit and unit.since else "0",
        "ExecMainStartTimestamp": started,
        "ActiveEnterTimestamp": started,
        "StateChangeTimestamp": _stamp(unit.since) if unit and unit.since else "",
    }


def _service_properties(name: str, unit: Unit | None) -> dict[str, str]:
    """What only services have. A process that was stopped was killed by a signal: its code is 2."""
    if not name.endswith(".service"):
        return {}
    kind, restart = PASSING.get(name, ("simple", ALWAYS))
    exited = unit is not None and (unit.ended or unit.exit_status != 0)
    killed = unit is not None and unit.state is Active.INACTIVE and not exited
    status = unit.exit_status if unit is not None and exited else 15 if killed else 0
    return {
        "Type": kind,
        "Restart": restart,
        "ExecMainCode": "1" if exited else "2" if killed else "0",
        "ExecMainStatus": str(status),
    }


def _list_units(host: Host, call: Call) -> ShimAnswer:
    units = matching(host, call.names)
    if "--all" not in call.options and "-a" not in call.options:
        units = [unit for unit in units if unit.state is not Active.INACTIVE]
    if "--failed" in call.options:
        units = [unit for unit in units if unit.state is Active.FAILED]
    lines = [f"{unit.name} loaded {unit.state.value} {unit.sub} DC/OS {_title(unit.name)}\n" for unit in units]
    if "--no-legend" not in call.options:
        lines = ["UNIT LOAD ACTIVE SUB DESCRIPTION\n", *lines, f"\n{len(units)} loaded units listed.\n"]
    return ShimAnswer(status=0, stdout="".join(lines))


def _list_unit_files(host: Host, call: Call) -> ShimAnswer:
    names = [name for name in sorted(host.files.wanted_units()) if not call.names or _any_match(name, call.names)]
    return ShimAnswer(status=0, stdout="".join(f"{name} enabled\n" for name in names))


def _any_match(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _list_dependencies(host: Host, call: Call) -> ShimAnswer:
    if call.names and call.names[0] != TARGET:
        return ShimAnswer(status=0, stdout=f"{call.names[0]}\n")
    plain = "--plain" in call.options
    lines = [f"{'  ' if plain else '● ├─'}{name}\n" for name in sorted(host.files.wanted_units())]
    return ShimAnswer(status=0, stdout="".join([f"{TARGET}\n", *lines]))


def _status(host: Host, call: Call) -> ShimAnswer:
    texts = []
    for name in call.names:
        state = state_of(host, name).value
        unit = host.units.get(name)
        texts.append(
            f"● {name} - DC/OS {_title(name)}\n   Loaded: loaded\n   Active: {state} ({unit.sub if unit else 'running'})\n"
        )
    running = all(state_of(host, name) is Active.ACTIVE for name in call.names)
    return ShimAnswer(status=0 if running else 3, stdout="\n".join(texts))


def _is_system_running(host: Host, call: Call) -> ShimAnswer:
    failed = any(unit.state is Active.FAILED for unit in host.units.values())
    return _said(call, ["degraded" if failed else "running"], 1 if failed else 0)


def _nothing(host: Host, call: Call) -> ShimAnswer:
    return ShimAnswer(status=0)


def _version(host: Host, call: Call) -> ShimAnswer:
    return ShimAnswer(status=0, stdout="systemd 234\n")


def _title(name: str) -> str:
    return name.removeprefix("dcos-").rpartition(".")[0].replace("-", " ").title()


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%a %Y-%m-%d %H:%M:%S UTC")


QUESTIONS: dict[str, Callable[[Host, Call], ShimAnswer]] = {
    "is-active": _is_active,
    "is-failed": _is_failed,
    "is-enabled": _is_enabled,
    "is-system-running": _is_system_running,
    "show": _show,
    "list-units": _list_units,
    "list-unit-files": _list_unit_files,
    "list-dependencies": _list_dependencies,
    "status": _status,
    "enable": _nothing,
    "disable": _nothing,
    "mask": _nothing,
    "unmask": _nothing,
    "reset-failed": _nothing,
    "set-property": _nothing,
    "--version": _version,
}
