"""Options that commands share; a setting that is not given comes from the environment or its default."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from flows.settings import Settings

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Files, folders or quoted patterns of .txt and JSON Lines (also .gz)", show_default="raw"
    ),
]
Warehouse = Annotated[
    Path | None,
    typer.Option(
        "--warehouse", "-w", help="Folder of the database and the snapshots", show_default="warehouse"
    ),
]
Workers = Annotated[
    int | None, typer.Option(help="Processes that read and extract", show_default="one a core")
]
Mapping = Annotated[
    Path | None, typer.Option(help="TOML file that names the fields of JSON Lines input (docs/operations.md)")
]
MinArticles = Annotated[
    int | None, typer.Option(help="Stop before publishing with fewer accepted articles", show_default="1")
]
MaxRefused = Annotated[
    float | None, typer.Option(help="Stop when a larger share of the input is refused", show_default="0.1")
]
Text = Annotated[
    bool | None,
    typer.Option(
        "--text/--no-text",
        help="Publish the articles' text, or only titles and the words that rows are about",
        show_default="text",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout")]


def settings(**given: Any) -> Settings:
    """The settings, with what was given on the command line."""
    from flows.settings import Settings

    return Settings(**{name: value for name, value in given.items() if value is not None})
