"""A whole capture of a large cluster's services, and what it takes of memory beside the largest answer.

A process serves a master's answers as files; ``dcos-upgrade capture --mesos`` asks it as it would ask a cluster, keeps evidence and writes
the snapshot. Its memory is the peak of its process, told in sizes of the largest answer.

    .venv/bin/python benchmarks/capture_state.py [--agents 10000] [--tasks 300000] [--secret]
"""

from __future__ import annotations

import argparse
import http.server
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from mesos_states import write_slaves, write_state
from parse_state import measure

WANTED = 1.5


class Files(http.server.SimpleHTTPRequestHandler):
    """A file for each path; everything else is not there."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(folder: Path) -> None:
    """On a free port of loopback, which is the first line that is printed."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder)))
    print(server.server_port, flush=True)
    server.serve_forever()


def answers(folder: Path, agents: int, tasks: int, *, secret: bool) -> int:
    """The bytes of the largest answer. ``secret``: one agent has an attribute that is one, so that all is looked at."""
    write_slaves(folder / "slaves", agents=agents)
    size = write_state(folder / "state", agents=agents, tasks=tasks)
    (folder / "version").write_text('{"version":"1.4.2"}')
    if secret:
        with (folder / "state").open("r+b") as file:
            start = file.read(4096)
            file.seek(start.index(b'"rack":"r0"'))
            file.write(b'"token":"q"')
    return size


def captured(folder: Path, port: str) -> list[str]:
    tool = [sys.executable, "-c", "import sys; from dcos_upgrade.cli import main; sys.exit(main())"]
    return [
        *tool,
        "capture",
        "--mesos",
        f"http://127.0.0.1:{port}",
        "--out",
        str(folder / "out"),
        "--state",
        str(folder / "keys"),
    ]


def measured(agents: int, tasks: int, *, secret: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="dcos-upgrade-benchmark-") as name:
        folder = Path(name)
        served = folder / "served"
        served.mkdir()
        size = answers(served, agents, tasks, secret=secret)
        print(f"/state of {agents} agents and {tasks} tasks: {size / 1e6:.0f} MB")
        server = subprocess.Popen([sys.executable, __file__, "--serve", str(served)], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            one = measure(captured(folder, server.stdout.readline().strip()))
        finally:
            server.kill()
            server.wait()
        written = sum(file.stat().st_size for file in (folder / "out").rglob("*") if file.is_file())
        shutil.rmtree(folder / "out")
    print(f"capture: {one.seconds:.1f} s, {one.cpu:.1f} s CPU, {written / 1e6:.0f} MB written")
    print(f"memory: {one.peak / 1e6:.0f} MB, {one.peak / size:.2f} x the largest answer; wanted: {WANTED} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--tasks", type=int, default=300_000)
    parser.add_argument("--secret", action="store_true")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve)
    else:
        measured(asked.agents, asked.tasks, secret=asked.secret)


if __name__ == "__main__":
    main()
