"""`onrecord pin`: snapshots that stay."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.options import Warehouse, settings
from flows.cli.transfer import snapshot_folder

Why = Annotated[
    str, typer.Option("--why", help="Kept beside the snapshot, for whoever wonders later", show_default=False)
]
Unpin = Annotated[bool, typer.Option("--unpin", help="Let it go again")]


def pin(
    version: Annotated[str, typer.Argument(help="Version, or the beginning of one")],
    warehouse: Warehouse = None,
    why: Why = "",
    remove: Unpin = False,
) -> None:
    """Keep a snapshot for good: onrecord prune --keep never removes it. --unpin takes that back."""
    from flows.publish import pin as keep
    from flows.publish import unpin

    folder = snapshot_folder(settings(warehouse=warehouse).warehouse / "snapshots", version)
    if remove:
        unpin(folder)
        print(f"{folder.name} may be pruned again")
    else:
        keep(folder, why)
        print(f"{folder.name} stays")
