"""`onrecord run` and `onrecord check`: raw articles in, published dataset out, or only what a check finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.options import (
    Json,
    Mapping,
    MaxRefused,
    MinArticles,
    Paths,
    Text,
    Warehouse,
    Workers,
    settings,
)

if TYPE_CHECKING:
    from flows.settings import Settings

    Start = Callable[[list[Path] | None, Settings, bool], None]


def _command(name: str, told: str, start: Start) -> Callable[..., None]:
    """Commands that take the same options, so that one may stand for the other on a command line."""

    def command(
        paths: Paths = None,
        warehouse: Warehouse = None,
        workers: Workers = None,
        mapping: Mapping = None,
        min_articles: MinArticles = None,
        max_refused_share: MaxRefused = None,
        text: Text = None,
        json: Json = False,
    ) -> None:
        chosen = settings(
            warehouse=warehouse,
            workers=workers,
            mapping=mapping,
            min_articles=min_articles,
            max_refused_share=max_refused_share,
            text=text,
        )
        start(paths, chosen, json)

    command.__name__, command.__doc__ = name, told
    return command


def _run(paths: list[Path] | None, chosen: Settings, json: bool) -> None:
    from flows.cli.running import run_flow

    run_flow(paths, chosen, publish=True, json=json)


def _check(paths: list[Path] | None, chosen: Settings, json: bool) -> None:
    from flows.cli.running import check_flow

    check_flow(paths, chosen, json=json)


run = _command(
    "run",
    """Read articles, extract who said what and who called whom, check it, publish it.

    The dataset is that of the PATHs given: run all of them each time, what was done before is not done again.
    Killed at any moment, the next run goes on where it stopped; the last published database stays readable.
    """,
    _run,
)

check = _command(
    "check",
    """Read, extract and check articles without publishing: what would be refused, and why.

    Takes the options of run. Ends with 1 where a check would stop a run. The refused rows stay in
    WAREHOUSE/.work/run/checked.
    """,
    _check,
)
