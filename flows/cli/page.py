"""`onrecord page`: the dataset page of the newest snapshot, served locally."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.failures import UserError
from flows.cli.options import Warehouse, settings

Port = Annotated[int, typer.Option(help="Port to serve at; 0 takes a free one")]
Serve = Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it, or only write it")]


def page(warehouse: Warehouse = None, port: Port = 8000, serve: Serve = True) -> None:
    """Write the page of the newest snapshot to warehouse/page and serve it at http://127.0.0.1:PORT/page/."""
    from flows.publish.page import serve as serve_folder
    from flows.publish.page import write_current_page

    folder = settings(warehouse=warehouse).warehouse
    written = write_current_page(folder, anew=True)  # by this version's code, whichever wrote what is there
    if written is None:
        raise UserError(f"{folder}: nothing is published yet; run onrecord run")
    print(f"{written}")
    if serve:
        serve_folder(written, port)
