"""`onrecord run`: raw articles in, published dataset out."""

from __future__ import annotations

from flows.cli.options import Json, Mapping, MaxRefused, MinArticles, Paths, Warehouse, Workers, settings


def run(
    paths: Paths = None,
    warehouse: Warehouse = None,
    workers: Workers = None,
    mapping: Mapping = None,
    min_articles: MinArticles = None,
    max_refused_share: MaxRefused = None,
    json: Json = False,
) -> None:
    """Read articles, extract who said what and who called whom, check it, publish it.

    The dataset is that of the PATHs given: run all of them each time, what was done before is not done again.
    Killed at any moment, the next run goes on where it stopped; the last published database stays readable.
    """
    from flows.cli.running import run_flow

    chosen = settings(
        warehouse=warehouse,
        workers=workers,
        mapping=mapping,
        min_articles=min_articles,
        max_refused_share=max_refused_share,
    )
    run_flow(paths, chosen, publish=True, json=json)
