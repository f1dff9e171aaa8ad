"""What a run tells when it ends: one record for the warehouse, the terminal, scripts and Prefect's artifacts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import pyarrow as pa

from flows.jobs import Effort
from schemas.manifest import CheckResult, Counts

Outcome = Literal["published", "unchanged", "nothing new", "checked", "stopped", "failed"]


@dataclass
class RunReport:
    """Grows while a run goes on. Times are wall seconds a room, memory is bytes."""

    inputs_fingerprint: str
    code_version: str
    extractor_version: str
    outcome: Outcome = "failed"
    version: str | None = None
    reason: str | None = None
    raw_files: int = 0
    raw_read: int = 0
    articles_mined: int = 0
    articles_extracted: int = 0
    batches_extracted: int = 0
    workers: int = 1
    counts: dict[str, Counts] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    checks: list[CheckResult] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    peak_memory: int = 0
    changes: list[str] = field(default_factory=list)
    _peaks: dict[int, int] = field(default_factory=dict, repr=False)

    @contextmanager
    def timed(self, room: str) -> Iterator[None]:
        """Add the time within to the room's; also of a room that fails."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[room] = round(self.seconds.get(room, 0.0) + time.perf_counter() - start, 3)
            self.worked([Effort.mine()])

    def worked(self, efforts: Iterable[Effort]) -> None:
        """The peaks of all processes, added up: at least what the run held at any one moment."""
        for effort in efforts:
            self._peaks[effort.process] = max(effort.peak_bytes, self._peaks.get(effort.process, 0))
        self.peak_memory = sum(self._peaks.values())

    def refusals(self, quarantine: pa.Table) -> None:
        """Count refused rows by table and check, most frequent first."""
        pairs = zip(quarantine["table_name"].to_pylist(), quarantine["check_name"].to_pylist(), strict=True)
        counted = Counter(f"{table}.{check}" for table, check in pairs)
        self.refused = dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {k: v for k, v in asdict(self).items() if not k.startswith("_")}

    def summary(self) -> str:
        """One sentence."""
        what = {
            "published": f"published {self.version}",
            "unchanged": f"the content is that of {self.version}: nothing to publish",
            "nothing new": f"nothing new since {self.version}",
            "checked": "every blocking check passed; nothing was published, as asked",
            "stopped": f"stopped before publishing: {self.reason}",
            "failed": f"failed: {self.reason}",
        }
        return what[self.outcome]

    def markdown(self) -> str:
        """For people who look at the run in Prefect's UI."""
        return "\n".join(
            [
                f"# {self.summary()}\n",
                f"{self.raw_files:,} files, {self.raw_read:,} inputs, "
                f"{self.articles_extracted:,} of {self.articles_mined:,} articles extracted in this run, "
                f"at most {self.peak_memory / 2**20:,.0f} MiB of memory.\n",
                "## Changes since the snapshot before\n",
                *([f"- {line}" for line in self.changes] or ["none"]),
                "\n## Refused\n",
                *([f"- {reason}: {count:,}" for reason, count in self.refused.items()] or ["nothing"]),
                "\n## Seconds by room\n",
                *(f"- {room}: {seconds:.1f}" for room, seconds in self.seconds.items()),
            ]
        )

    def rows(self) -> list[dict[str, Any]]:
        """Rows read, accepted and quarantined of every table."""
        return [{"table": name, **asdict(counts)} for name, counts in self.counts.items()]
