"""Lines of YAML as nested keys: the part of it of which DC/OS's configuration files consist, and nothing more.

Anchors, aliases and tags are refused: whoever reads what a node says must not do what it says.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

SIZE_LIMIT = 1024 * 1024
DEEPEST = 16

_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[A-Za-z0-9_/.<][^:#"'\[\]{}]*?)\s*:(?:[ \t]+(.*))?$""")
_BLOCK = re.compile(r"([|>])([-+0-9]{0,2})\s*(?:#.*)?$")
_WORDS = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false", "null": ""}
_ESCAPED = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "e": "\x1b", "_": "\xa0"}


@dataclass(slots=True)
class _Lines:
    """The lines with their indentation; ``at`` is the next one that is not read yet."""

    texts: list[str]
    at: int = 0
    depth: int = field(default=0)

    def peek(self) -> tuple[int, str] | None:
        """Indentation and text of the next line that says something."""
        while self.at < len(self.texts):
            line = self.texts[self.at]
            said = line.strip()
            if said and not said.startswith("#"):
                return len(line) - len(line.lstrip(" ")), said
            self.at += 1
        return None

    def wrong(self, why: str) -> ValueError:
        return ValueError(f"line {self.at + 1}: {why}")


def read_keys(text: str) -> dict[str, object]:
    """The top keys and their values. Raises ValueError, naming the line, for what this cannot read for certain."""
    if len(text) > SIZE_LIMIT:
        raise ValueError(f"it is longer than {SIZE_LIMIT} characters")
    lines = _Lines(
        texts=[line.rstrip() for line in text.expandtabs(8).splitlines() if line.rstrip() not in {"---", "..."}]
    )
    first = lines.peek()
    if first is None:
        return {}
    found = _mapping(lines, first[0])
    if lines.peek() is not None:
        raise lines.wrong("this belongs to no key")
    return found


def unfolded(text: str) -> object:
    """The list or mapping that a text of JSON stands for; any other text is itself."""
    if text[:1] not in {"[", "{"}:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _value(lines: _Lines, indent: int) -> object:
    """What stands below a key, at ``indent`` or deeper."""
    lines.depth += 1
    if lines.depth > DEEPEST:
        raise lines.wrong("nested too deeply")
    here = lines.peek()
    assert here is not None
    at, said = here
    found: object
    if said == "-" or said.startswith("- "):
        found = _sequence(lines, at)
    elif _KEY.match(said):
        found = _mapping(lines, at)
    else:
        lines.at += 1
        found = _inline(lines, said, indent - 1)
    lines.depth -= 1
    return found


def _mapping(lines: _Lines, indent: int) -> dict[str, object]:
    found: dict[str, object] = {}
    while (here := lines.peek()) is not None and here[0] == indent and not here[1].startswith("- "):
        match = _KEY.match(here[1])
        if match is None:
            raise lines.wrong("no key and value")
        key = str(_scalar(lines, match[1]))
        if key in found or key == "<<":
            raise lines.wrong(f"the key {key!r} is there twice, or merges another")
        lines.at += 1
        found[key] = _rest(lines, (match[2] or "").strip(), indent, sequence_here=True)
    if here is not None and here[0] > indent:
        raise lines.wrong("indented further than the keys before it")
    return found


def _sequence(lines: _Lines, indent: int) -> list[object]:
    found: list[object] = []
    while (here := lines.peek()) is not None and here[0] == indent and (here[1] == "-" or here[1].startswith("- ")):
        rest = here[1][1:].strip()
        if _KEY.match(rest):  # a mapping that begins on the line of its dash
            lines.texts[lines.at] = lines.texts[lines.at].replace("-", " ", 1)
            found.append(_value(lines, indent + 1))
            continue
        lines.at += 1
        found.append(_rest(lines, rest, indent, sequence_here=False))
    return found


def _rest(lines: _Lines, said: str, indent: int, *, sequence_here: bool) -> object:
    """The value that begins with ``said`` on the line of its key or dash."""
    if block := _BLOCK.match(said):
        return _block(lines, block[1], block[2], indent)
    if said and not said.startswith("#"):
        return _inline(lines, said, indent)
    following = lines.peek()
    if following is not None and following[0] > indent:
        return _value(lines, indent + 1)
    if following is not None and sequence_here and following[0] == indent and following[1].startswith("- "):
        return _sequence(lines, indent)
    return ""


def _block(lines: _Lines, style: str, header: str, indent: int) -> str:
    """A literal or folded text: every following line that is indented further, or is empty."""
    taken = []
    while lines.at < len(lines.texts) and (not (line := lines.texts[lines.at]) or line[: indent + 1].isspace()):
        taken.append(line)
        lines.at += 1
    digits = "".join(character for character in header if character.isdigit())
    margins = [len(line) - len(line.lstrip(" ")) for line in taken if line]
    margin = indent + int(digits) if digits else min(margins, default=0)
    texts = [line[margin:] for line in taken]
    return ("\n" if style == "|" else " ").join(texts).strip("\n")


def _inline(lines: _Lines, said: str, indent: int) -> object:
    """A scalar, or a list or mapping in brackets, that may go on on lines that are indented further."""
    plain = said[0] not in "\"'[{"
    while not _closed(said) and lines.at < len(lines.texts) and _further(lines, indent):
        if plain and _KEY.match(lines.texts[lines.at].strip()):
            raise lines.wrong("a key below a value")
        said = (
            f"{said[:-1]}{lines.texts[lines.at].strip()}"
            if said.endswith("\\")
            else f"{said} {lines.texts[lines.at].strip()}"
        )
        lines.at += 1
    return _scalar(lines, said)


def _further(lines: _Lines, indent: int) -> bool:
    here = lines.peek()
    return here is not None and here[0] > indent


def _closed(said: str) -> bool:
    """Whether a quoted text or a bracket has come to its end; a plain text goes on for as long as it is indented."""
    if said.startswith('"'):
        return re.match(r'"(?:[^"\\]|\\.)*"\s*(#.*)?$', said) is not None
    if said.startswith("'"):
        return re.match(r"'(?:[^']|'')*'\s*(#.*)?$", said) is not None
    return said[0] in "[{" and said.rstrip()[-1] in "]}" and not isinstance(_brackets(said), str)


def _scalar(lines: _Lines, said: str) -> object:
    said = said.strip()
    if said.startswith('"'):
        return _unescaped(lines, said)
    if said.startswith("'"):
        return re.sub(r"'\s*(#.*)?$", "", said[1:]).replace("''", "'")
    if said[:1] in {"[", "{"}:
        found = _brackets(said)
        if isinstance(found, str):
            raise lines.wrong("a list or mapping in brackets that cannot be read")
        return found
    if said[:1] in {"&", "*", "!", "%", "@", "`"}:
        raise lines.wrong("an anchor, an alias or a tag")
    said = re.sub(r"\s+#.*$", "", said)
    return "" if said == "~" else _WORDS.get(said.lower(), said)


def _unescaped(lines: _Lines, said: str) -> str:
    match = re.match(r'"((?:[^"\\]|\\.)*)"\s*(#.*)?$', said)
    if match is None:
        raise lines.wrong("a quoted text that does not end")

    def one(escape: re.Match[str]) -> str:
        name = escape[1]
        return chr(int(name[1:], 16)) if len(name) > 1 and int(name[1:], 16) < 0x110000 else _ESCAPES.get(name, name)

    return _ESCAPED.sub(one, match[1])


def _brackets(said: str) -> object:
    """A flow of JSON, or a list of plain words; a text stands for what this cannot read."""
    said = re.sub(r"\s+#[^\"'\]}]*$", "", said)
    found = unfolded(said)
    if not isinstance(found, str):
        return found
    inner = said[1:-1].strip()
    if not (said.startswith("[") and said.endswith("]")) or re.search(r"[\[\]{}\"&*!:]", inner):
        return said
    return [word.strip().strip("'") for word in inner.split(",")] if inner else []
