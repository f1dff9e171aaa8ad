"""Is a confidence of 0.8 right eight times in ten? Table and plot over a gold file of attributions.

    python benchmarks/tagger_reliability.py ../shared/eval/data/quotes_dev.jsonl --plot benchmarks/reliability.svg

Right means: half of the content's tokens agree with a gold quote and the source overlaps (or both have none).
"""

from __future__ import annotations

import argparse
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from flows.normalise.tagger import Attribution, load

WORD = re.compile(r"\w+")
EDGES = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0001]
Point = tuple[float, float]


def tokens(text: str, spans: Any) -> set[int]:
    return {m.start() for a, b in spans for m in WORD.finditer(text, a, b)}


def right(text: str, found: Attribution, gold: list[dict[str, Any]]) -> bool:
    content, source = tokens(text, found.content), tokens(text, found.source)
    for quote in gold:
        theirs, named = tokens(text, quote["content"]), tokens(text, quote["source"])
        union = len(content | theirs)
        if union and len(content & theirs) / union >= 0.5 and (source & named or not (source or named)):
            return True
    return False


def points(gold: Path) -> list[Point]:
    """(confidence, right or not) of every attribution; several annotators are averaged."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in gold.open(encoding="utf-8"):
        row = json.loads(line)
        rows.setdefault(row["doc"], []).append(row)
    tagger = load()
    out: list[Point] = []
    for annotators in rows.values():
        text = annotators[0]["text"]
        for found in tagger.tag(text).attributions:
            if found.parent is None:
                share = sum(right(text, found, r["quotes"]) for r in annotators) / len(annotators)
                out.append((found.confidence, share))
    return out


def table(data: list[Point]) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, count) of every bin that holds anything."""
    bins = [[p for p in data if low <= p[0] < high] for low, high in pairwise(EDGES)]
    return [(sum(c for c, _ in b) / len(b), sum(r for _, r in b) / len(b), len(b)) for b in bins if b]


def svg(rows: list[tuple[float, float, int]], error: float) -> str:
    size, pad = 320, 40
    at = lambda x, y: (pad + x * size, pad + (1 - y) * size)  # noqa: E731
    most = max(n for _, _, n in rows)
    dots = "".join(
        f'<circle cx="{at(c, r)[0]:.1f}" cy="{at(c, r)[1]:.1f}" r="{3 + 9 * (n / most) ** 0.5:.1f}" fill="#1f6f8b" fill-opacity="0.8">'
        f"<title>{n} attributions: said {c:.2f}, right {r:.2f}</title></circle>"
        for c, r, n in rows
    )
    ticks = "".join(
        f'<text x="{at(v, 0)[0]:.0f}" y="{pad + size + 16}" text-anchor="middle">{v:.1f}</text>'
        f'<text x="{pad - 8}" y="{at(0, v)[1] + 4:.0f}" text-anchor="end">{v:.1f}</text>'
        for v in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    width = size + 2 * pad
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{width + 10}" font-family="sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="white"/><rect x="{pad}" y="{pad}" width="{size}" height="{size}" fill="none" stroke="#999"/>'
        f'<line x1="{pad}" y1="{pad + size}" x2="{pad + size}" y2="{pad}" stroke="#bbb" stroke-dasharray="4 4"/>{dots}{ticks}'
        f'<text x="{width / 2}" y="{pad - 14}" text-anchor="middle">Share right by confidence (expected error {error:.3f})</text>'
        f'<text x="{width / 2}" y="{width}" text-anchor="middle">confidence</text></svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--plot", type=Path)
    args = parser.parse_args()
    data = points(args.gold)
    rows = table(data)
    error = sum(n * abs(c - r) for c, r, n in rows) / len(data)
    print("confidence  right  count")
    for c, r, n in rows:
        print(f"{c:10.2f}{r:7.2f}{n:7d}")
    print(f"expected calibration error {error:.3f}")
    if args.plot:
        args.plot.write_text(svg(rows, error), encoding="utf-8")


if __name__ == "__main__":
    main()
