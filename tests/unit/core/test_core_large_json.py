"""Large JSON loses its secrets piece by piece, and is otherwise what it was."""

from __future__ import annotations

import json

import pytest

from dcos_upgrade.core import large_json, redaction
from dcos_upgrade.core.redaction import redact, redacted_body
from dcos_upgrade.core.seal import Seal

KEY = Seal(b"k" * 32)
PLAIN = [{"id": f"task-{n}", "labels": [{"key": "a", "value": "b"}]} for n in range(40)]
VALUES: list[object] = [
    {"slaves": PLAIN, "frameworks": [{"id": "F", "tasks": PLAIN}]},
    {"slaves": [*PLAIN, {"attributes": {"token": "hunter2"}}, *PLAIN]},
    {"password": "hunter2", "tasks": PLAIN},
    {"name": "db_password", "value": "hunter2", "tasks": PLAIN},
    {"env": {f"V{n}": "hunter2" for n in range(50)}, "tasks": PLAIN},
    {"tasks": [{"webui_url": "http://u:hunter2@h/", "more": PLAIN}]},
    [PLAIN, [PLAIN, {"secret": "hunter2"}]],
    {"empty": {}, "none": [], "text": "x" * 900},
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("piece", [16, 300, 5000])
def test_pieces_are_what_the_whole_is(value: object, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "WHOLE", 64)
    monkeypatch.setattr(large_json, "PIECE", piece)

    kept = redacted_body(json.dumps(value).encode(), KEY.hide)

    assert json.loads(kept) == redact(value, KEY.hide)
    assert b"hunter2" not in kept


def test_large_text_that_is_no_json_is_judged_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "WHOLE", 64)

    kept = redacted_body(b'{"cut off": "' + b"x" * 100 + b" password=hunter2", KEY.hide)

    assert b"hunter2" not in kept
