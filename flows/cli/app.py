"""The application: its commands, and how errors end it."""

from __future__ import annotations

import sys

import typer

from flows.cli.failures import Failure, failure
from flows.cli.page import page
from flows.cli.pin import pin
from flows.cli.prune import prune
from flows.cli.query import query
from flows.cli.run import check, run
from flows.cli.show import show
from flows.cli.status import status
from flows.cli.transfer import diff, publish, pull, verify

HELP = """Who said what, and who called whom: raw news articles to a checked, versioned dataset.

Start with [bold]onrecord run[/bold], which reads raw/ and publishes warehouse/onrecord.duckdb, then ask it
something: [bold]onrecord query --list[/bold].

Exit codes: 0 done; 1 a problem with the data or the query; 2 wrong usage; 3 another run works in the
warehouse; 4 a check stopped the run before publishing. Settings can be given as ONRECORD_<NAME>, too.
"""

COMMANDS = (run, check, query, show, status, page, diff, pull, verify, publish, pin, prune)

app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Run the command; what a person can put right is one message on stderr, without a traceback."""
    try:
        app()
    except Exception as error:
        known: Failure | None = failure(error)
        if known is None:
            raise
        print(f"onrecord: {known.message}", file=sys.stderr)
        sys.exit(known.code)
    except KeyboardInterrupt:
        print("onrecord: interrupted; run it again to go on where it stopped", file=sys.stderr)
        sys.exit(130)
