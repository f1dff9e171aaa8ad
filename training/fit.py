"""The optimisation loop: AdamW in bf16 on CPU, layer-wise rates, an exponential average of the weights."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from .examples import Example, batches, epoch_windows
from .loss import losses
from .model import Tagger


@dataclass(frozen=True)
class Schedule:
    epochs: int = 5
    stop: int = 0  # leave after this many epochs, the rate still decaying as if for all; 0: do not
    rate: float = 2.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    warm_up: float = 0.06
    tokens: int = 2560
    window: int = 288
    mask_rate: float = 0.04
    average: float = 0.997
    minutes: float = 0.0  # the rate also decays by the clock, and training ends when it has run; 0: no limit
    hard: float = 1.0
    words: float = 0.0  # rate of the word vectors; 0: they stay as published
    dropout: float | None = None  # another rate than the model's
    seed: int = 1


def parameter_groups(model: Tagger, s: Schedule) -> list[dict[str, object]]:
    """Lower layers learn more slowly; position embeddings stay as they are, word vectors have their own optimiser."""
    model.words.requires_grad_(s.words > 0)
    model.words.sparse = s.words > 0
    model.positions.requires_grad_(False)
    groups: list[dict[str, object]] = []
    for i, layer in enumerate(model.layers):
        groups.append(
            {"params": list(layer.parameters()), "lr": s.rate * s.layer_decay ** (len(model.layers) - 1 - i)}
        )
    small = [p for m in (model.case, model.quote, model.para) for p in m.parameters()]
    groups.append({"params": [*model.norm.parameters()], "lr": s.rate * 0.5})
    heads = [*model.tags.parameters(), *model.pointers.parameters(), model.distance]
    groups.append({"params": small + heads, "lr": s.head_rate})
    return groups


class Average:
    """Exponential moving average of the weights (Polyak and Juditsky 1992): free variance reduction."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.state = {
            k: v.detach().clone()
            for k, v in model.named_parameters()
            if v.requires_grad and k != "words.weight"
        }

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 10))
        mine, theirs = [], []
        for k, v in model.named_parameters():
            if k in self.state:
                mine.append(self.state[k])
                theirs.append(v.detach())
        torch._foreach_lerp_(mine, theirs, 1 - decay)

    def apply(self, model: nn.Module) -> dict[str, Tensor]:
        return {**model.state_dict(), **self.state}


def lr_factor(step: int, total: int, warm_up: float, spent: float) -> float:
    """Linear rise and decay; `spent` is the share of the allowed time that has gone."""
    rise = max(1, int(total * warm_up))
    left = min((total - step) / max(1, total - rise), 1.0 - spent)
    return (step + 1) / rise if step < rise else max(0.02, left)


def fit(
    model: Tagger,
    pick: Callable[[int, random.Random], list[Example]],
    s: Schedule,
    save: Path,
    log: Callable[[str], None] = lambda m: print(m, flush=True),
) -> None:
    """`pick(epoch, rng)` gives the examples of an epoch. Averaged weights are saved after each."""
    torch.manual_seed(s.seed)
    rng = random.Random(s.seed)
    plans = [epoch_windows(pick(e, rng), s.window, rng) for e in range(s.epochs)]
    schedule = [list(batches(p, s.tokens, rng)) for p in plans]
    total = sum(len(b) for b in schedule)
    groups = parameter_groups(model, s)
    optimisers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    ]
    if s.words:  # a batch holds few of the words: only their rows are touched
        optimisers.append(torch.optim.SparseAdam(list(model.words.parameters()), lr=s.words))
    started, cpu = time.time(), time.process_time()

    def spent() -> float:
        return (time.time() - started) / (60 * s.minutes) if s.minutes else 0.0

    schedulers = [
        torch.optim.lr_scheduler.LambdaLR(o, lambda i: lr_factor(i, total, s.warm_up, spent()))
        for o in optimisers
    ]
    trained = [p for g in groups for p in g["params"]]  # type: ignore[attr-defined]
    average = Average(model, s.average)
    step = 0
    model.precision = torch.bfloat16
    model.dropout = model.config.dropout if s.dropout is None else s.dropout
    model.train()
    for epoch, epoch_batches in enumerate(schedule):
        sums: dict[str, list[float]] = defaultdict(list)
        for windows in epoch_batches:
            if spent() >= 1.0:
                break
            parts = losses(model, windows, s.mask_rate, s.hard)
            model.zero_grad(set_to_none=True)
            torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(trained, 1.0)
            for o, scheduler in zip(optimisers, schedulers, strict=True):
                o.step()
                scheduler.step()
            average.update(model)
            step += 1
            for k, v in parts.items():
                sums[k].append(v.item())
            if step % 50 == 0:
                figures = " ".join(f"{k} {sum(v[-50:]) / len(v[-50:]):.3f}" for k, v in sums.items())
                log(
                    f"{step}/{total} {time.time() - started:.0f}s cpu {time.process_time() - cpu:.0f}s {figures}"
                )
        torch.save({"config": model.config, "state": average.apply(model), "epoch": epoch + 1}, save)
        log(f"epoch {epoch + 1} of {s.epochs} saved, cpu {(time.process_time() - cpu) / 60:.1f} min")
        if epoch + 1 == s.stop:
            break


def load(path: Path) -> Tagger:
    kept = torch.load(path, weights_only=False)
    model = Tagger(kept["config"])
    model.load_state_dict(kept["state"])
    return model


def mean_of(paths: Sequence[Path], save: Path) -> None:
    """The mean of the weights of runs that come from one another (Wortsman et al. 2022, "Model soups")."""
    kept = [torch.load(path, weights_only=False) for path in paths]
    states = [one["state"] for one in kept]
    mean = {
        name: torch.stack([s[name] for s in states]).mean(0) if value.is_floating_point() else value
        for name, value in states[0].items()
    }
    torch.save({**kept[0], "state": mean}, save)
