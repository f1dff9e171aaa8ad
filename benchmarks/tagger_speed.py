"""Words per CPU-second of the tagger alone, and of spaCy's full pipeline on the same texts in the same run.

    python benchmarks/tagger_speed.py ../shared/corpus/news_3000.jsonl.gz --articles 60 --spacy en_core_web_sm

One thread, model load left out, best of several rounds that take turns, because a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from flows.normalise.tagger import load  # noqa: E402


def texts(path: Path, count: int) -> list[str]:
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode().splitlines()[:count]
    rows = [json.loads(line) for line in lines]
    return [f"{r.get('title') or ''}\n\n{r['text']}" for r in rows]


def rate(read: Callable[[str], object], articles: list[str]) -> float:
    started = time.process_time()
    for text in articles:
        read(text)
    return sum(len(t.split()) for t in articles) / (time.process_time() - started)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--spacy", default="", help="name or path of a spaCy pipeline to compare with")
    args = parser.parse_args()
    articles = texts(args.corpus, args.articles)
    readers: dict[str, Callable[[str], object]] = {"tagger": load().tag}
    readers["tagger"](articles[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if args.spacy:
        import spacy

        readers["spacy"] = spacy.load(args.spacy)
    best = dict.fromkeys(readers, 0.0)
    for round_ in range(args.rounds):
        for name, read in readers.items():
            best[name] = max(best[name], rate(read, articles))
            if name == "tagger" and not round_ and not args.spacy:
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, words in best.items():
        print(f"{name:8s}{words:10.0f} words per CPU-second")
    if args.spacy:
        print(f"ratio   {best['tagger'] / best['spacy']:10.2f}")
    print(f"peak    {peak:10.0f} MB{' (before spaCy was loaded)' if args.spacy else ''}")


if __name__ == "__main__":
    main()
