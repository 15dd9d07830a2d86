"""The vendor's script knows one direction: a node that was begun is brought forward, or installed anew."""

from __future__ import annotations

from dcos_upgrade.planning.door import After, Door, Passage


def says(passage: Passage) -> str:
    return (
        f"a node that was begun is not brought back to {passage.source.version}: the script swaps all packages for those of "
        f"{passage.target.version} and has no way back. A node that fails is mended and brought forward, or installed anew"
    )


DOOR = Door(
    id="node-swapped",
    title="A node's packages are swapped",
    source="workbook, 'Recovering from Failures During an Upgrade' and FAQ (rollback); the vendor's script dcos_node_upgrade.sh",
    after=After.FIRST_STEP,
    says=says,
)
