"""The command `onrecord`: one file a command. Nothing slow is imported before a command needs it."""

from flows.cli.app import main

__all__ = ["main"]
