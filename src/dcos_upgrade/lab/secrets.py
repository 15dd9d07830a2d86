"""Secrets as a site has them, planted where a tool comes by: in an app's environment, in a URL of the vendor's script, in config.yaml.

None of them may ever be found in what the tool writes or says.
"""

from __future__ import annotations

APP_PASSWORD = "lab-app-3f9cd1"
"""In the environment of the app /web, as Marathon tells it."""
BOOTSTRAP_PASSWORD = "lab-bootstrap-71ab5e"
"""In the package URL of every upgrade script, and so in what pkgpanda prints."""
ADMIN_PASSWORD = "lab-exhibitor-c02e9b"
"""In the nodes' user.config.yaml."""

SUDO_PASSWORD = "lab-sudo-58c1d7"
"""Of the user core, where sudo asks for one."""

LOGIN_PASSWORD = "lab-login-a90e34"
"""Of the user lab-admin, where the cluster wants a login."""

PLANTED = (APP_PASSWORD, BOOTSTRAP_PASSWORD, ADMIN_PASSWORD, SUDO_PASSWORD, LOGIN_PASSWORD)


def with_password(url: str) -> str:
    """The URL of the bootstrap host for somebody who logs in there."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://installer:{BOOTSTRAP_PASSWORD}@{rest}"
