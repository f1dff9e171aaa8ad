"""`onrecord pull`, `verify` and `publish`: snapshots to and from other places, whole and checked."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from flows.cli.failures import UserError
from flows.cli.options import Json, Text, Warehouse, settings

Url = Annotated[str, typer.Argument(help="Folder, http(s):// address or s3://bucket/prefix of a warehouse")]
Folder = Annotated[Path, typer.Argument(help="Folder that holds, or will hold, the snapshots")]
Tables = Annotated[
    list[str] | None,
    typer.Option("--table", "-t", help="Only this table's files; may be given several times"),
]
Target = Annotated[str, typer.Option("--to", help="Folder or s3://bucket/prefix to publish to")]


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, nothing in a log."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    with Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn()) as progress:
        task = progress.add_task("", total=None)

        def move(name: str, done: int, whole: int) -> None:
            progress.update(task, description=name, completed=done, total=whole)

        yield move


def pull(url: Url, folder: Folder, table: Tables = None, json: Json = False) -> None:
    """Fetch the newest snapshot: what changed since yours, checked, never a mix of two versions."""
    from flows.publish import pull as fetch

    with _bar() as progress:
        done = fetch(url, folder, table, progress)
    if json:
        print(jsonlib.dumps(asdict(done), default=str))
        return
    what = (
        f"{done.fetched_files:,} files fetched ({done.fetched_bytes:,} bytes), {done.reused_files:,} reused"
    )
    print(f"{done.version}: {what}" if done.created else f"{done.version}: nothing new")


def verify(folder: Folder, json: Json = False) -> None:
    """Check every file of the snapshots in a folder against its manifest; exit code 1 where one is damaged."""
    from flows.publish import verify as check

    problems = check(folder)
    if json:
        print(jsonlib.dumps([asdict(p) for p in problems], default=str))
    else:
        for problem in problems:
            print(problem)
        if not problems:
            print(f"{folder}: everything is as its manifest says")
    if problems:
        raise typer.Exit(1)


def publish(to: Target, warehouse: Warehouse = None, text: Text = None, json: Json = False) -> None:
    """Send the newest snapshot to another place; files there are never overwritten, the pointer moves last.

    With --no-text it is sent without the articles' text, and the warehouse here stays as it is.
    """
    from flows.publish import publish_without_text, push

    chosen = settings(warehouse=warehouse, text=text)
    folder = chosen.warehouse if chosen.text else publish_without_text(chosen.warehouse)
    with _bar() as progress:
        done = push(folder, to, progress)
    if json:
        print(jsonlib.dumps(asdict(done), default=str))
        return
    print(
        f"{done.version}: {done.sent_files:,} files sent to {done.url}"
        + ("" if done.moved else ", it was the newest there")
    )


def diff(
    before: Annotated[str, typer.Argument(help="Version, or folder of a snapshot")],
    after: Annotated[str, typer.Argument(help="Version, or folder of a snapshot")],
    warehouse: Warehouse = None,
    json: Json = False,
) -> None:
    """What changed from one snapshot to another, table by table, and why."""
    from flows.publish import diff as compare
    from flows.publish import diff_lines

    snapshots = settings(warehouse=warehouse).warehouse / "snapshots"
    found = compare(snapshot_folder(snapshots, before), snapshot_folder(snapshots, after))
    print(found.model_dump_json(indent=2) if json else "\n".join(diff_lines(found)))


def snapshot_folder(snapshots: Path, name: str) -> Path:
    """The folder of a snapshot, by path, version or the beginning of one."""
    if (Path(name) / "manifest.json").exists():
        return Path(name)
    found = sorted(snapshots.glob(f"{name}*/manifest.json"))
    if len(found) != 1:
        there = ", ".join(sorted(p.parent.name for p in snapshots.glob("*/manifest.json"))) or "none"
        raise UserError(
            f"{name}: {'several snapshots begin so' if found else 'no such snapshot'}; there are: {there}"
        )
    return found[0].parent
