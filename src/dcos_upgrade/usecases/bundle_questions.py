"""What a bundle asks of its node: these commands and no others. Each only reads, and prints a bounded text.

POSIX sh, no jq, no python; on a node in the middle of a swap any of the paths may be missing, and that is said instead.
"""

from __future__ import annotations

from collections.abc import Mapping

from dcos_upgrade.core.probe import Command, Question
from dcos_upgrade.probes import units, vendor_checks_node
from dcos_upgrade.probes.tool_files import ROOT

OUTPUT_LIMIT = 256 * 1024
"""Bytes of one file of the bundle; of more, the end is kept."""

_HOME = "/opt/mesosphere"
_ENDED = "; echo done"

_LISTED = "systemctl list-units --all --no-pager --no-legend --plain 'dcos-*' | sed 's/^[^A-Za-z]*//' | head -n 200"
_FAILED = f"""\
{_LISTED} | while read -r unit load active sub rest; do
    case $active in
    failed | activating) ;;
    *) continue ;;
    esac
    echo "== $unit $active ($sub)"
    journalctl --no-pager -n 100 -u "$unit" | tail -c 20000
done | head -c {OUTPUT_LIMIT}"""


def _text(question: Question) -> str:
    return question.text if isinstance(question, Command) else ""


_TEXTS: Mapping[str, str] = {
    "step/files.txt": f"find {ROOT} -maxdepth 3 -exec ls -ld {{}} + | head -n 500",
    "step/marks.txt": f"for file in {ROOT}/owner {ROOT}/target/*/begun* {ROOT}/target/*/pid* {ROOT}/target/*/exit*; do "
    f'[ -f "$file" ] || continue; echo "== $file"; head -c 1000 "$file"; done{_ENDED}',
    "step/log.txt": f'for file in {ROOT}/target/*/log*; do [ -f "$file" ] || continue; echo "== $file"; '
    f'tail -c 65536 "$file"; done{_ENDED}',
    "pkgpanda/active.txt": f"for link in {_HOME}/active/* {_HOME}/active.old/* {_HOME}/active.new/*; do "
    f'[ -L "$link" ] && echo "$link $(readlink "$link")"; done{_ENDED}',
    "pkgpanda/stored.txt": f"ls -1 {_HOME}/packages | head -n 1000",
    "pkgpanda/names.txt": f"ls -la {_HOME} | head -n 200; for file in {_HOME}/install_progress; do "
    f'[ -f "$file" ] && head -c 1000 "$file"; done{_ENDED}',
    "dcos/version.json": f"head -c 4096 {_HOME}/etc/dcos-version.json",
    "dcos/setup-flags.txt": "for file in /etc/mesosphere/setup-flags/* /etc/mesosphere/roles/*; do "
    f'[ -f "$file" ] || continue; echo "== $file"; head -c 4096 "$file"; done{_ENDED}',
    "dcos/checks.txt": _text(vendor_checks_node.PROBE.question),
    "units/wanted.txt": units.COMMAND,
    "units/listed.txt": _LISTED,
    "units/target.txt": "systemctl show dcos.target | head -n 100",
    "units/failed.txt": _FAILED,
    "units/mesos.txt": "for unit in dcos-mesos-master dcos-mesos-slave dcos-mesos-slave-public; do "
    f'echo "== $unit"; journalctl --no-pager -n 100 -u "$unit" | tail -c 60000; done{_ENDED}',
    "system/machine.txt": "uname -a; date -u; uptime; cat /proc/sys/kernel/random/boot_id; head -n 5 /proc/meminfo",
    "system/disk.txt": "df -P | head -n 100; df -Pi | head -n 100",
}

QUESTIONS: Mapping[str, Command] = {name: Command(text=text) for name, text in _TEXTS.items()}
"""By the name of the file that its answer becomes."""
