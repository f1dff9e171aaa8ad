"""`onrecord status`: what is in the warehouse, the last run, what was refused and why."""

from __future__ import annotations

import json as jsonlib
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.cli.options import Json, Warehouse, settings


def status(warehouse: Warehouse = None, json: Json = False) -> None:
    """Show the newest snapshot, the last run, and what was refused and why."""
    from flows.publish import status as read_status

    found = read_status(settings(warehouse=warehouse).warehouse)
    if json:
        print(jsonlib.dumps(found, indent=2, default=str))
        return
    console = Console()
    _print_snapshot(console, found)
    if found["last_run"]:
        _print_run(console, found["last_run"])


def _print_snapshot(console: Console, found: dict[str, Any]) -> None:
    if found["version"] is None:
        console.print("Nothing is published yet: onrecord run")
        return
    console.print(f"{found['version']}, published {found['created_at'][:19]}Z", highlight=False)
    console.print(found["database"], highlight=False, soft_wrap=True)
    if found["published"]:
        first, last = found["published"]["first"], found["published"]["last"]
        console.print(f"articles of {first} to {last}", highlight=False)
    table = Table("table", "rows")
    for name, count in found["counts"].items():
        table.add_row(name, f"{count:,}")
    console.print(table)
    for name, reasons in found["quarantine"].items():
        told = ", ".join(f"{check} {count:,}" for check, count in reasons.items())
        console.print(f"refused of {name}: {told}", highlight=False)


def _print_run(console: Console, run: dict[str, Any]) -> None:
    when, outcome = run["recorded_at"][:19], run["outcome"]
    console.print(
        f"last run {when}Z: {outcome}{': ' + run['reason'] if run['reason'] else ''}", highlight=False
    )
    seconds = ", ".join(f"{room} {value:.1f}" for room, value in run["seconds"].items())
    console.print(
        f"{run['raw_files']:,} files, {run['raw_read']:,} inputs, {run['articles_extracted']:,} articles "
        f"extracted; seconds: {seconds}",
        highlight=False,
    )
