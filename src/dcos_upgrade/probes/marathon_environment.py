"""What people set for the root Marathon on each master, and what survives an upgrade: an option that a later Marathon does not know
stops it from starting.

The names of all options leave the node; values leave it of the few that hold no secret and that something turns on.
"""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_master
from dcos_upgrade.probes.reading import output, unreadable

FILES = ("/var/lib/dcos/marathon/environment", "/var/lib/dcos/marathon/environment-marathon")
VALUES = ("DEPRECATED_FEATURES", "ENABLE_FEATURES", "LOGGING_LEVEL", "GPU_SCHEDULING_BEHAVIOR")
MOST = 500

_SET = "^[[:space:]]*(export[[:space:]]+)?MARATHON_"
_COMMAND = (
    f"for f in {' '.join(FILES)}; do "
    '[ -e "$f" ] || continue; [ -r "$f" ] || exit 1; '
    f"sed -nE -e 's/{_SET}([A-Za-z0-9_]+)=.*/name \\2/p' \"$f\" | head -n {MOST}; "
    f"sed -nE -e 's/{_SET}({'|'.join(VALUES)})=(.*)/value \\2 \\3/p' \"$f\" | head -n {MOST}; done; echo end"
)
_NAME = re.compile(r"^name ([A-Za-z0-9_]{1,100})$", re.ASCII)
_VALUE = re.compile(rf"^value ({'|'.join(VALUES)}) (.*)$")


class MarathonEnvironment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``options`` are names as on the command line (``deprecated_features``); ``values`` are those of VALUES."""

    options: tuple[str, ...] = ()
    values: dict[str, str] = {}

    @property
    def deprecated_features(self) -> tuple[str, ...]:
        """Features that were switched on again."""
        return _words(self.values.get("deprecated_features", ""))

    @property
    def features(self) -> tuple[str, ...]:
        return _words(self.values.get("enable_features", ""))


def parse(answer: Answer) -> MarathonEnvironment:
    lines = output(answer).splitlines()
    if not lines or lines[-1] != "end":
        raise unreadable(answer, "the list of Marathon's options is not whole")
    options = {match[1].lower() for line in lines if (match := _NAME.match(line))}
    values = {match[1].lower(): match[2].strip().strip("\"'") for line in lines if (match := _VALUE.match(line))}
    return MarathonEnvironment(options=tuple(sorted(options)), values=values)


def _words(text: str) -> tuple[str, ...]:
    return tuple(sorted({word.strip() for word in text.split(",") if word.strip()}))


PROBE = Probe(
    id="marathon-environment",
    title="What people set for the root Marathon on each master",
    source="DC/OS 1.13.0 release notes (removed flags); /var/lib/dcos/marathon/environment, 1.9 to 2.2",
    fact=MarathonEnvironment,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_master,
)
