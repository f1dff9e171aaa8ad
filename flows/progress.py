"""How a run tells what it is doing, whoever listens: a terminal, a log, a server."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

LOGGER = logging.getLogger("onrecord")
# Prefect adds its handler to this logger but leaves its level, which would be WARNING.
LOGGER.setLevel(logging.INFO)


class Listener(Protocol):
    """Is told of each room as it starts, moves on and ends."""

    def started(self, room: str, total: int, unit: str) -> None: ...

    def advanced(self, room: str, by: int) -> None: ...

    def ended(self, room: str, note: str) -> None: ...


class LogListener:
    """One line in the log when a room ends."""

    def started(self, room: str, total: int, unit: str) -> None:
        LOGGER.info("%s: %s %s", room, f"{total:,}", unit)

    def advanced(self, room: str, by: int) -> None:
        pass

    def ended(self, room: str, note: str) -> None:
        LOGGER.info("%s: done, %s", room, note)


_listener: ContextVar[Listener] = ContextVar("listener")


def listener() -> Listener:
    return _listener.get(None) or LogListener()


@contextmanager
def listening(to: Listener) -> Iterator[None]:
    """Runs started within tell `to`."""
    token = _listener.set(to)
    try:
        yield
    finally:
        _listener.reset(token)
