"""Release numbers of DC/OS and their order.

What follows what between minors (1.13 is followed by 2.0) is a fact of the catalog, not of this module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_RELEASE = re.compile(r"^(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$")


@dataclass(frozen=True, slots=True, order=True)
class Minor:
    """The first two numbers of a release: 1.10."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A release of DC/OS: 1.10.7. Ordered as numbers, so that 1.10.7 comes before 1.10.11.

    A fourth number is a hotfix of a patch (1.10.5.1); 0 means none.
    """

    major: int
    minor_number: int
    patch: int
    hotfix: int = 0

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read ``1.10.7`` or ``1.10.5.1``; anything else raises ValueError with the text in its message."""
        match = _RELEASE.match(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a release number such as 1.10.7")
        return cls(*(int(number) for number in match.groups(default="0")))

    @property
    def minor(self) -> Minor:
        return Minor(self.major, self.minor_number)

    def __str__(self) -> str:
        fourth = f".{self.hotfix}" if self.hotfix else ""
        return f"{self.major}.{self.minor_number}.{self.patch}{fourth}"
