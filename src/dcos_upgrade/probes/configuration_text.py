"""A site's configuration of DC/OS as plain texts, key by key, without its secrets.

The installer writes every key and value as a quoted key with a block of text (gen, 1.9 to 2.2); files of people have lists and
nested keys. Values are made equal as the installer takes them: true and "true" are one thing, and so are a list and the JSON of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from dcos_upgrade.core.redaction import REDACTED, looks_secret, redact
from dcos_upgrade.core.seal import MASKED, keys_in, replaced, unsealed
from dcos_upgrade.probes.configuration_lines import unfolded


def plain(value: object) -> str:
    """The value as the installer takes it: one text, lists and mappings as JSON with ordered keys."""
    if isinstance(value, str):
        value = unfolded(value.strip())
    return json.dumps(_plain(value), sort_keys=True) if isinstance(value, dict | list | tuple) else _word(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """The keys as plain texts with ``***`` for secrets, the names of those whose values are not to be had whole, and what of
    these can be compared all the same: the texts with keyed digests."""

    texts: dict[str, str]
    names: tuple[str, ...]
    seals: dict[str, str]


def hidden(keys: Mapping[str, object]) -> Hidden:
    sealed = {key: _without_secrets(key, value) for key, value in keys.items()}
    texts = {key: unsealed(text) for key, text in sealed.items()}
    return Hidden(
        texts=texts,
        names=tuple(sorted(key for key, text in texts.items() if REDACTED in text)),
        seals={key: text for key, text in sealed.items() if keys_in(text) and REDACTED not in text},
    )


def _without_secrets(key: str, value: object) -> str:
    text = plain(value)
    if MASKED in text:
        return REDACTED
    if looks_secret(key):
        return text if replaced(text) else REDACTED
    return plain(redact(unfolded(text)))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).strip()
