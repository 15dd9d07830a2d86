"""The two commands need nothing but a POSIX shell, and say what they do."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPTS = sorted(path for path in (ROOT / "script").iterdir() if path.is_file() and path.suffix == "")
SHELL_SCRIPTS = [path for path in SCRIPTS if path.read_text().startswith("#!/bin/sh\n")]


def call(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def test_the_commands_of_the_readme_are_posix_shell_scripts():
    assert {"demo", "test", "setup", "debian-packages"} <= {path.name for path in SHELL_SCRIPTS}


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda path: path.name)
def test_a_posix_shell_can_read_it(script: Path):
    assert call("/bin/sh", "-n", str(script)).stderr == ""


@pytest.mark.parametrize("script", [*SCRIPTS, ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_it_can_be_started(script: Path):
    assert os.access(script, os.X_OK)


def test_continuous_integration_runs_the_same_tests():
    assert "exec script/test" in (ROOT / ".ci" / "run").read_text()


def test_an_unknown_flag_is_a_wrong_call_and_starts_nothing():
    answer = call("script/test", "--quikc")

    assert answer.returncode == 64
    assert "--quikc" in answer.stderr
    assert answer.stdout == ""


def test_a_folder_of_recordings_that_is_not_there_is_a_wrong_call():
    answer = call("script/test", "--recordings", "no-such-folder")

    assert answer.returncode == 64
    assert "recordings" in answer.stderr


def test_without_apt_the_missing_packages_are_named(tmp_path: Path):
    for name in ("dirname", "tr", "cat", "id", "env", "sh", "printf"):
        found = next(path for path in (Path("/usr/bin") / name, Path("/bin") / name) if path.exists())
        (tmp_path / name).symlink_to(found)

    answer = call("script/debian-packages", PATH=str(tmp_path))

    assert answer.returncode == 1
    assert "openssh-client" in answer.stderr


def test_hooks_are_local_and_run_what_the_quick_test_runs():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()

    assert hooks.count("repo:") == hooks.count("repo: local") == 1
    for command in ("ruff check", "ruff format --check", "mypy", "lint-imports", "pytest"):
        assert f".venv/bin/{command}" in hooks
        assert command in (ROOT / "script" / "test").read_text()
