"""Processes that do the heavy work of a run.

Prefect's own process runner starts an interpreter with Prefect for each worker and pays about two seconds a
task (docs/decisions/0004); threads that hand whole batches to a plain process pool pay milliseconds.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import resource
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# A process a core: numpy's own threads would only wait for each other, and spin while they do.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_pool: ProcessPoolExecutor | None = None


@contextmanager
def processes(count: int) -> Iterator[None]:
    """While it lasts, `call` runs in one of `count` fresh processes; with one or none, in this process."""
    global _pool
    if count <= 1:
        yield
        return
    # Not forked: the parent runs threads, and Arrow and onnxruntime threads do not survive a fork.
    context = mp.get_context("spawn")
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_end_with_parent) as _pool:
        try:
            yield
        finally:
            _pool.shutdown(cancel_futures=True)
            _pool = None


def call(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The function's result, from a pool process where there is a pool (a cluster's worker has none)."""
    if _pool is None:
        return function(*args, **kwargs)
    return _pool.submit(function, *args, **kwargs).result()


def peak_memory() -> int:
    """Most memory that this process has held so far, in bytes.

    Linux: VmHWM, because ru_maxrss of a started process includes what its parent held.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def _end_with_parent() -> None:
    """A pool process waits for work for ever when its parent is killed: leave with it instead."""
    parent = mp.parent_process()
    assert parent is not None
    threading.Thread(target=_leave, args=(parent.sentinel,), daemon=True).start()


def _leave(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
