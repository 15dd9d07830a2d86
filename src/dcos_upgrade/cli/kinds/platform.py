"""Operating systems as the vendor's page of qualified pairs names them."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import catalog
from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return (each.id for each in catalog.own().platforms)


def explain(name: str) -> Explanation:
    known = next(each for each in catalog.own().platforms if each.id == name)
    minors = dict.fromkeys(str(each.minor) for each in known.listed)
    told = f"The page lists it for {', '.join(minors)}." if minors else "The page lists it for no release."
    asked = f"A node is one when os-release says {known.system} {known.version_id}."
    return Explanation(
        name=name,
        kind="platform",
        title=known.title,
        text=sentence(told, asked, "Kernels tell its point release." if known.kernels else ""),
        source="; ".join(known.sources),
    )


KIND = Kind(
    name="platform", meaning="an operating system as the vendor's page names it", names=names, explain=explain, rank=3
)
