"""`onrecord prune`: forget unpublished work that no run used for a while."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.options import Warehouse, settings

Days = Annotated[int, typer.Option(min=0, help="Remove what no run used for this many days")]


Keep = Annotated[
    int | None,
    typer.Option(min=1, help="Also remove all but the newest KEEP snapshots", show_default="all stay"),
]


def prune(warehouse: Warehouse = None, days: Days = 30, keep: Keep = None) -> None:
    """Remove intermediate files of removed input and of older extractors, and with --keep old snapshots.

    The snapshot that readers are pointed at stays, and so does every one with a file PINNED in its folder.
    """
    from flows.lock import warehouse_lock
    from flows.publish import prune_snapshots
    from flows.retention import prune_work

    folder = settings(warehouse=warehouse).warehouse
    with warehouse_lock(folder):
        removed = prune_work(folder / ".work", days)
    gone = prune_snapshots(folder, keep) if keep is not None else []
    print(f"{removed:,} files and folders removed" + "".join(f"\nsnapshot {v} removed" for v in gone))
