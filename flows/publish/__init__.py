"""The publish room: accepted rows in, snapshot, database and pointer out."""

from flows.publish.current import latest_manifest, manifest_of
from flows.publish.diff import Diff, changes_told, diff, diff_lines, diff_rows
from flows.publish.examples import ExampleQuery, example_queries
from flows.publish.pull import Pulled, pull
from flows.publish.push import Pushed, push
from flows.publish.retention import pin, prune_snapshots, unpin
from flows.publish.snapshot import Published, RunInfo, publish
from flows.publish.status import last_run, record_run, status
from flows.publish.store import TransferError
from flows.publish.stored import StoredTables
from flows.publish.textless import publish_without_text
from flows.publish.verify import Problem, verify

__all__ = [
    "Diff",
    "ExampleQuery",
    "Problem",
    "Published",
    "Pulled",
    "Pushed",
    "RunInfo",
    "StoredTables",
    "TransferError",
    "changes_told",
    "diff",
    "diff_lines",
    "diff_rows",
    "example_queries",
    "last_run",
    "latest_manifest",
    "manifest_of",
    "pin",
    "prune_snapshots",
    "publish",
    "publish_without_text",
    "pull",
    "push",
    "record_run",
    "status",
    "unpin",
    "verify",
]
