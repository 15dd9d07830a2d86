"""An Ansible inventory made into nodes: INI and YAML, as the vendor's own playbooks and most sites name their groups.

Read are hosts, ranges, groups, children and the variables that say how a host is reached. Nothing is run: no script, no plugin, no
template. A variable that needs one of these is left out, and said.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from dcos_upgrade.adapters.ansible_groups import Groups
from dcos_upgrade.adapters.ansible_ranges import hosts_of
from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.core.error import Unreadable

SIZE_LIMIT = 16 * 1024 * 1024
YAML_NAMES = {".yaml", ".yml", ".json"}
DEEPEST = 20
"""Groups within groups; a file that goes deeper is no inventory."""


def read_ansible_inventory(path: Path) -> Groups:
    """Raises Usage when it is not there, Unreadable when it is neither form, a script, or encrypted as a whole."""
    data = read_bounded(path, limit=SIZE_LIMIT, what="inventory")
    text = _text(path, data)
    if path.suffix.lower() in YAML_NAMES or text.lstrip().startswith(("---", "all:", "{")):
        return _from_yaml(path, text)
    return _from_ini(path, text)


def _text(path: Path, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("the inventory is not text", where=str(path), evidence=str(error)) from error
    if text.startswith("#!"):
        raise Unreadable(
            "the inventory is a program, and this tool runs none",
            where=str(path),
            evidence=text.splitlines()[0][:100],
            next_command=f"ansible-inventory -i {shlex.quote(str(path))} --list --yaml > hosts.yaml",
        )
    if text.startswith("$ANSIBLE_VAULT"):
        raise Unreadable(
            "the inventory is encrypted",
            where=str(path),
            next_command=f"ansible-vault view {shlex.quote(str(path))} > hosts.ini",
        )
    return text


# --- YAML ---------------------------------------------------------------------------------------------------------------


class _Tagged(yaml.SafeLoader):
    """Values with a tag of Ansible's own (a vaulted one, say) are kept as what they are: not to be read here."""


_Tagged.add_multi_constructor("!", lambda loader, suffix, node: "{{ " + suffix + " }}")


def _from_yaml(path: Path, text: str) -> Groups:
    try:
        raw = yaml.load(text, Loader=_Tagged)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable("the inventory is truncated or not YAML", where=str(path), evidence=str(error)) from error
    if not isinstance(raw, dict):
        raise _strange(path, f"its top is a {type(raw).__name__}, not a mapping of groups")
    groups = Groups()
    for name, body in raw.items():
        _group(path, groups, str(name), body, depth=0)
    return groups


def _group(path: Path, groups: Groups, name: str, body: Any, *, depth: int) -> None:
    if body is None:
        groups.group(name)
        return
    if not isinstance(body, dict) or depth > DEEPEST:
        raise _strange(path, f"the group {name} is not one")
    groups.group(name)
    groups.set_group(name, _mapping(path, name, body.get("vars")))
    for pattern, variables in _mapping(path, name, body.get("hosts")).items():
        for host in _expanded(path, str(pattern)):
            groups.add(name, host, _mapping(path, host, variables))
    for child, inner in _mapping(path, name, body.get("children")).items():
        groups.nest(name, str(child))
        _group(path, groups, str(child), inner, depth=depth + 1)


def _mapping(path: Path, name: str, found: Any) -> Mapping[str, Any]:
    """A list of hosts without variables is as good as a mapping."""
    if found is None:
        return {}
    if isinstance(found, list):
        return {str(each): None for each in found}
    if not isinstance(found, dict):
        raise _strange(path, f"what {name} holds is a {type(found).__name__}")
    return found


# --- INI ----------------------------------------------------------------------------------------------------------------


def _from_ini(path: Path, text: str) -> Groups:
    groups, name, kind = Groups(), "ungrouped", "hosts"
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.strip()
        if not said or said[0] in "#;":
            continue
        if said.startswith("["):
            name, kind = _section(path, number, said)
            groups.group(name)
        elif kind == "vars":
            key, _, value = said.partition("=")
            groups.set_group(name, {key.strip(): _unquoted(value)})
        elif kind == "children":
            groups.nest(name, said.split("#")[0].strip())
        else:
            _host_line(path, number, groups, name, said)
    return groups


def _section(path: Path, number: int, said: str) -> tuple[str, str]:
    inner, end, _ = said[1:].partition("]")
    name, _, kind = inner.strip().partition(":")
    if not end or not name or kind not in {"", "vars", "children"}:
        raise _strange(path, f"line {number}: {said[:60]!r} is no group")
    return name, kind or "hosts"


def _host_line(path: Path, number: int, groups: Groups, name: str, said: str) -> None:
    try:
        pattern, *words = shlex.split(said, comments=True)
    except ValueError as error:
        raise _strange(path, f"line {number}: {error}") from error
    pairs = [word.partition("=") for word in words]
    if strange := [key for key, equals, _ in pairs if not equals]:
        raise _strange(path, f"line {number}: {strange[0][:60]!r} is no variable")
    pattern, port = _port_of(pattern)
    for host in _expanded(path, pattern):
        groups.add(name, host, {**port, **{key: value for key, _, value in pairs}})


def _port_of(pattern: str) -> tuple[str, dict[str, str]]:
    """``name:2222`` is a host and its port; an address of IPv6 has more colons than one."""
    name, colon, port = pattern.rpartition(":")
    if colon and port.isdecimal() and ":" not in name.split("]")[-1] and "[" not in name:
        return name, {"ansible_port": port}
    return pattern, {}


def _unquoted(value: str) -> str:
    said = value.strip()
    return said[1:-1] if len(said) > 1 and said[0] == said[-1] and said[0] in "'\"" else said


def _expanded(path: Path, pattern: str) -> Iterator[str]:
    try:
        yield from hosts_of(pattern)
    except ValueError as error:
        raise _strange(path, str(error)) from error


def _strange(path: Path, evidence: str) -> Unreadable:
    return Unreadable("the inventory is not one that can be read", where=str(path), evidence=evidence)
