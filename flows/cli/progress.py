"""What a person sees while a run goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class PlainListener:
    """A line when a room ends, for logs."""

    def started(self, room: str, total: int, unit: str) -> None:
        print(f"{room}: {total:,} {unit} ...", file=sys.stderr, flush=True)

    def advanced(self, room: str, by: int) -> None:
        pass

    def ended(self, room: str, note: str) -> None:
        print(f"{room}: {note}", file=sys.stderr, flush=True)


class BarListener:
    """A bar a room, for terminals."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def started(self, room: str, total: int, unit: str) -> None:
        self._bars[room] = self._progress.add_task(room, total=total, note=unit)

    def advanced(self, room: str, by: int) -> None:
        self._progress.advance(self._bars[room], by)

    def ended(self, room: str, note: str) -> None:
        self._progress.update(self._bars[room], note=note)


@contextmanager
def rich_listener() -> Iterator[BarListener]:
    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield BarListener(progress)
