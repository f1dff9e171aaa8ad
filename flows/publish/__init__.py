"""The publish room: accepted rows in, snapshot, database and pointer out."""

from flows.publish.current import latest_manifest, manifest_of
from flows.publish.examples import ExampleQuery, example_queries
from flows.publish.snapshot import Published, RunInfo, publish
from flows.publish.status import last_run, record_run, status

__all__ = [
    "ExampleQuery",
    "Published",
    "RunInfo",
    "example_queries",
    "last_run",
    "latest_manifest",
    "manifest_of",
    "publish",
    "record_run",
    "status",
]
