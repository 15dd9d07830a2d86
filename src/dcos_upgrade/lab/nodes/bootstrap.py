"""The bootstrap host: serves upgrade scripts and packages over HTTP, as nginx does from genconf/serve."""

from __future__ import annotations

import asyncio
import errno
import fnmatch
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from aiohttp import web
from aiohttp.typedefs import Handler

from dcos_upgrade.core.error import Refused
from dcos_upgrade.lab.contract import BootstrapMishap, LabSpec
from dcos_upgrade.lab.nodes.components import neighbour, releases
from dcos_upgrade.lab.nodes.contents import Contents, package_contents
from dcos_upgrade.lab.nodes.roster import bootstrap_id, package_id, packages_of
from dcos_upgrade.lab.nodes.script import stale, upgrade_script
from dcos_upgrade.lab.nodes.site import Site
from dcos_upgrade.lab.secrets import with_password

_PORTS = (80, 8000)
_XZ = "application/x-xz"
STALE_HEADER = "X-Lab-Stale"
"""A node with the mishap STALE_SCRIPT sends it, as if a cache stood before it."""


@dataclass(slots=True, kw_only=True)
class Bootstrap:
    """``slow`` seconds are waited before each answer; ``withheld`` are shell patterns of file names answered with 404.

    ``latest`` is the release whose installer ran last. ``mishaps`` are served until they are taken out again.
    """

    spec: LabSpec
    latest: str
    slow: float = 0.0
    withheld: frozenset[str] = frozenset()
    mishaps: set[BootstrapMishap] = field(default_factory=set)
    port: int = field(default=0, init=False)
    _runner: web.AppRunner | None = field(default=None, init=False)
    _archives: dict[str, bytes] = field(default_factory=dict, init=False)

    @property
    def url(self) -> str:
        return f"http://{self.spec.bootstrap_address}" + ("" if self.port == 80 else f":{self.port}")

    @property
    def site(self) -> Site:
        return Site(spec=self.spec, bootstrap_url=self.url)

    async def start(self) -> None:
        """Listen on port 80, on 8000 where 80 is refused. Raises Refused when neither can be had."""
        if self._runner is not None:
            return
        runner = web.AppRunner(self._app(), access_log=None)
        await runner.setup()
        for port in (self.port,) if self.port else _PORTS:
            if await _listens(runner, self.spec.bootstrap_address, port):
                self._runner, self.port = runner, port
                return
        await runner.cleanup()
        raise Refused(
            "the lab's bootstrap host finds no free port", where=f"{self.spec.bootstrap_address}:80 and :8000"
        )

    async def stop(self) -> None:
        """Connections are refused until the next start."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._mishaps])
        app.router.add_get("/bootstrap.latest", self._bootstrap_latest)
        app.router.add_get("/cluster-package-info.json", self._package_info)
        app.router.add_get("/packages/{name}/{id}.tar.xz", self._package)
        app.router.add_get("/upgrade/{source}-to-{target}/dcos_node_upgrade.sh", self._script)
        return app

    @web.middleware
    async def _mishaps(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.slow:
            await asyncio.sleep(self.slow)
        name = request.path.rpartition("/")[2]
        if any(fnmatch.fnmatch(name, pattern) for pattern in self.withheld):
            raise web.HTTPNotFound
        return await handler(request)

    async def _bootstrap_latest(self, request: web.Request) -> web.Response:
        return web.Response(text=bootstrap_id(self.latest))

    async def _package_info(self, request: web.Request) -> web.Response:
        ids = {package.name: package_id(package.name, self.latest) for package in packages_of(self.latest)}
        info = {name: {"id": found, "filename": f"packages/{name}/{found}.tar.xz"} for name, found in ids.items()}
        return web.Response(text=json.dumps(info), content_type="application/json")

    async def _package(self, request: web.Request) -> web.Response:
        found = request.match_info["id"]
        name, release = _known().get(found, ("", ""))
        if name != request.match_info["name"]:
            raise web.HTTPNotFound
        if found not in self._archives:
            self._archives[found] = archive(package_contents(name, release, self.site))
        return web.Response(body=self._served(name, self._archives[found]), content_type=_XZ)

    async def _script(self, request: web.Request) -> web.Response:
        source, target = request.match_info["source"], request.match_info["target"]
        if not {source, target} <= set(releases()):
            raise web.HTTPNotFound
        if BootstrapMishap.OTHER_SOURCE in self.mishaps:
            source = neighbour(source)
        text = upgrade_script(source, target, bootstrap_url=with_password(self.url), time_factor=self.spec.time_factor)
        if STALE_HEADER in request.headers:
            text = stale(text, target)
        return web.Response(body=text.encode(), content_type="application/octet-stream")

    def _served(self, name: str, body: bytes) -> bytes:
        half = name == "mesos" and BootstrapMishap.TRUNCATED_PACKAGE in self.mishaps
        return body[: len(body) // 2] if half else body


def archive(contents: Contents) -> bytes:
    """The package as .tar.xz; the same contents give the same bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz", preset=0) as tar:
        for path, file in sorted(contents.items()):
            data = file.text.encode()
            member = tarfile.TarInfo(path)
            member.size = len(data)
            member.mode = 0o755 if file.program else 0o644
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


async def _listens(runner: web.AppRunner, address: str, port: int) -> bool:
    try:
        await web.TCPSite(runner, address, port).start()
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EADDRINUSE):
            return False
        raise
    return True


@cache
def _known() -> Mapping[str, tuple[str, str]]:
    """Package id to (package name, release)."""
    return {
        package_id(package.name, release): (package.name, release)
        for release in releases()
        for package in packages_of(release)
    }
