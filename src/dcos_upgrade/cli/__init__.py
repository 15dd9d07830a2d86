"""The command line: parse, one use case, render, exit code. No decisions."""

from dcos_upgrade.cli.answer import main

__all__ = ["main"]
