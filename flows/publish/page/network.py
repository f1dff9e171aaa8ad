"""Who talks to whom as a picture: which actors it shows, and where they stand.

Stress majorisation (Gansner, Koren, North 2004) of graph distances places the actors; boxes around points and
labels are then pushed apart until none overlaps. No randomness: the same pairs give the same picture.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from flows.publish.page.reading import Row

Points = NDArray[np.float64]

FONT = 13.0
LINE = 15.0
# Wider than the usual system fonts, so that a label never takes more room than was reserved.
WIDTH_OF_CHARACTER = 0.6
LONGEST_LINE = 22


@dataclass(frozen=True, slots=True)
class Node:
    """An actor at (x, y); `lines` is the label below the point, `width` and `height` the box around both."""

    actor_id: str
    name: str
    kind: str
    times: int
    x: float
    y: float
    radius: float
    lines: tuple[str, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Edge:
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    times: int
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def picture(pairs: list[Row], width: int, height: int, most: int) -> Picture | None:
    """The network of at most `most` actors with the strongest contacts; None without any contact."""
    shown = strongest(pairs, most)
    if not shown:
        return None
    nodes = _nodes(shown)
    at = {n.actor_id: i for i, n in enumerate(nodes)}
    links = [(at[p["one"]], at[p["other"]]) for p in shown]
    boxes = np.array([(n.width, n.height) for n in nodes])
    height = min(height, 140 + 30 * len(nodes))
    points = _fit(stress_layout(_distances(len(nodes), links)), boxes, width, height)
    # A picture that is too full grows downwards rather than letting labels touch.
    while overlaps(points := separate(points, boxes, width, height), boxes):
        points = points * (1.0, 1.08)
        height = round(height * 1.08)
    placed = tuple(_moved(n, *p) for n, p in zip(nodes, points.tolist(), strict=True))
    return Picture(width, height, placed, _edges(shown, placed, at))


def strongest(pairs: list[Row], most: int) -> list[Row]:
    """The pairs among the first `most` actors that appear, going from the most frequent pair down.

    A pair that would bring in two actors late is left out if one is too many; at most two pairs an actor.
    """
    actors: set[str] = set()
    for p in pairs:
        new = {p["one"], p["other"]} - actors
        if len(actors) + len(new) <= most:
            actors |= new
    among = [p for p in pairs if p["one"] in actors and p["other"] in actors]
    degree: dict[str, int] = dict.fromkeys(actors, 0)
    kept: list[Row] = []
    for p in among:
        if len(kept) < 2 * most or min(degree[p["one"]], degree[p["other"]]) == 0:
            kept.append(p)
            degree[p["one"]] += 1
            degree[p["other"]] += 1
    return kept


def _nodes(shown: list[Row]) -> list[Node]:
    times: Counter[str] = Counter()
    known: dict[str, tuple[str, str]] = {}
    for p in shown:
        for side in ("one", "other"):
            times[p[side]] += p["times"]
            known[p[side]] = (p[f"{side}_name"], p[f"{side}_kind"])
    highest = max(times.values())
    found = []
    for actor_id, n in sorted(times.items(), key=lambda item: (-item[1], item[0])):
        name, kind = known[actor_id]
        radius = round(4 + 8 * (n / highest) ** 0.5, 1)
        lines = label(name)
        wide = max(2 * radius, WIDTH_OF_CHARACTER * FONT * max(map(len, lines))) + 8
        high = 2 * radius + LINE * len(lines) + 10
        found.append(Node(actor_id, name, kind, n, 0, 0, radius, lines, wide, high))
    return found


def label(name: str) -> tuple[str, ...]:
    """A name on one or two lines of at most LONGEST_LINE characters.

    >>> label("Noor Vance"), label("Red Crescent Society of Velmora")
    (('Noor Vance',), ('Red Crescent', 'Society of Velmora'))
    """
    spaces = [i for i, c in enumerate(name) if c == " "]
    if len(name) <= 16 or not spaces:
        return (_short(name),)
    middle = min(spaces, key=lambda i: (abs(i - len(name) / 2), i))
    return _short(name[:middle]), _short(name[middle + 1 :])


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"


def _distances(count: int, links: list[tuple[int, int]]) -> Points:
    """Steps between nodes (Floyd, Warshall); nodes without a path stand a little beyond the farthest."""
    steps = np.full((count, count), np.inf)
    np.fill_diagonal(steps, 0)
    for i, j in links:
        steps[i, j] = steps[j, i] = 1
    for k in range(count):
        steps = np.minimum(steps, steps[:, k : k + 1] + steps[k])
    reached = steps[np.isfinite(steps)].max()
    steps[~np.isfinite(steps)] = min(reached + 1, 4)
    return np.asarray(steps, dtype=np.float64)


def stress_layout(distances: Points, rounds: int = 300) -> Points:
    """Points in the plane whose distances come near those given, starting from a circle."""
    count = len(distances)
    turn = 2 * np.pi * np.arange(count) / count
    points = np.column_stack([np.cos(turn), np.sin(turn)]) * distances.max() / 2
    away = distances + np.eye(count)
    weights = away**-2.0
    np.fill_diagonal(weights, 0)
    totals = weights.sum(axis=1, keepdims=True)
    for _ in range(rounds):
        apart = points[:, None] - points[None]
        lengths = np.maximum(np.linalg.norm(apart, axis=2), 1e-9)
        pull = weights * distances / lengths
        points = (weights @ points + pull.sum(axis=1, keepdims=True) * points - pull @ points) / totals
    return np.asarray(points, dtype=np.float64)


def _fit(points: Points, boxes: Points, width: int, height: int) -> Points:
    """Stretched to the frame, boxes inside; the longer side lies along the frame's longer side."""
    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned = centred @ axes
    # An eigenvector's sign is arbitrary: fix it, so that the picture does not flip between machines.
    turned = turned * np.where(turned[np.abs(turned).argmax(axis=0), [0, 1]] < 0, -1, 1)
    if width >= height:
        turned = turned[:, ::-1]
    extent = np.maximum(np.ptp(turned, axis=0), 1e-6)
    # Half the way to even spacing: crowded places open, the shape stays.
    ranks = np.argsort(np.argsort(turned, axis=0, kind="stable"), axis=0) / max(len(turned) - 1, 1)
    even = turned.min(axis=0) + ranks * np.ptp(turned, axis=0)
    turned = (turned + even) / 2
    middle = (turned.min(axis=0) + turned.max(axis=0)) / 2
    frame = np.array([width, height])
    return np.asarray((turned - middle) / extent * (frame - boxes.max(axis=0)) + frame / 2)


def separate(points: Points, boxes: Points, width: int, height: int, rounds: int = 300) -> Points:
    """Boxes that overlap are pushed apart along the shorter way, and kept inside the frame."""
    # Plain numbers: numpy's cost more than the arithmetic where pairs move one at a time.
    placed, sizes = points.tolist(), boxes.tolist()
    pairs = list(combinations(range(len(placed)), 2))
    for turn in range(rounds):
        # Sideways may be blocked by the frame, for good; down there is always room in the end.
        moved = [_push(placed[i], placed[j], sizes[i], sizes[j], turn % 3 == 2) for i, j in pairs]
        for place, box in zip(placed, sizes, strict=True):
            for axis, room in enumerate((width, height)):
                place[axis] = min(max(place[axis], box[axis] / 2), max(room - box[axis] / 2, box[axis] / 2))
        if not any(moved):
            break
    return np.array(placed)


def _push(one: list[float], other: list[float], box: list[float], other_box: list[float], down: bool) -> bool:
    """Move two places apart, half the way each, if their boxes overlap; tells whether they did."""
    between = [other[0] - one[0], other[1] - one[1]]
    over = [(box[axis] + other_box[axis]) / 2 - abs(between[axis]) for axis in (0, 1)]
    if min(over) <= 0.01:
        return False
    axis = int(down or over[1] < over[0])
    step = (over[axis] / 2 + 0.05) * (1 if between[axis] >= 0 else -1)
    one[axis] -= step
    other[axis] += step
    return True


def overlaps(points: Points, boxes: Points) -> bool:
    """Whether any two boxes share more than a hair's breadth."""
    for i, j in combinations(range(len(points)), 2):
        if ((boxes[i] + boxes[j]) / 2 - np.abs(points[j] - points[i]) > 0.5).all():
            return True
    return False


def _moved(node: Node, x: float, y: float) -> Node:
    """The node with its point in the upper part of the box that was placed at (x, y)."""
    top = y - node.height / 2 + node.radius + 4
    fields = {name: getattr(node, name) for name in Node.__slots__}
    return Node(**{**fields, "x": round(x, 1), "y": round(top, 1)})


def _edges(shown: list[Row], nodes: tuple[Node, ...], at: dict[str, int]) -> tuple[Edge, ...]:
    highest = max(p["times"] for p in shown)
    found = []
    for p in reversed(shown):
        one, other = nodes[at[p["one"]]], nodes[at[p["other"]]]
        wide = round(1 + 5 * (p["times"] / highest) ** 0.5, 1)
        title = (
            f"{p['one_name']} and {p['other_name']}: {p['calls']} calls, {p['quotes']} quotes to one another"
        )
        found.append(Edge(one.x, one.y, other.x, other.y, wide, p["times"], title))
    return tuple(found)
