"""`onrecord check`: the same as run, but nothing is published."""

from __future__ import annotations

from flows.cli.options import Json, Mapping, MaxRefused, MinArticles, Paths, Warehouse, Workers, settings


def check(
    paths: Paths = None,
    warehouse: Warehouse = None,
    workers: Workers = None,
    mapping: Mapping = None,
    min_articles: MinArticles = None,
    max_refused_share: MaxRefused = None,
    json: Json = False,
) -> None:
    """Read, extract and check articles without publishing: what would be refused, and why.

    Ends with 1 where a check would stop a run. The refused rows stay in WAREHOUSE/.work/run/checked.
    """
    from flows.cli.running import check_flow

    chosen = settings(
        warehouse=warehouse,
        workers=workers,
        mapping=mapping,
        min_articles=min_articles,
        max_refused_share=max_refused_share,
    )
    check_flow(paths, chosen, json=json)
