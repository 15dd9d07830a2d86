"""A node whose users log in with a shell that is not bash."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.LOGIN_SHELL_ODD,
    title="Users of this node have a login shell that is neither sh nor bash",
    source="csh, tcsh and fish as login shells",
    target=Target.ANY,
)
