"""The flow: ingest -> normalise -> check -> publish. The only file that knows Prefect.

Tasks are coarse (a batch, a room), take and return paths and counts, and hand the work to `flows.workers`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from prefect import flow, runtime, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task

from flows import publish as publishing
from flows import rooms
from flows.accuracy import measured
from flows.batches import Batch
from flows.check import Blocked, CheckResult, Counts
from flows.current import damage, nothing_new
from flows.ingest import (
    DEFAULT_MAPPING,
    FieldMapping,
    IngestedFile,
    IngestError,
    RawFile,
    discover,
    load_mapping,
)
from flows.jobs import Effort, extract_batch, ingest_files
from flows.lock import warehouse_lock
from flows.normalise import extractor_version
from flows.progress import listener
from flows.publish.page import write_current_page
from flows.report import RunReport
from flows.rooms import Work
from flows.settings import Settings
from flows.versions import code_version, corrections_version, fingerprint
from flows.workers import call, processes

RETRY_SECONDS = [1, 5, 20]


def _input_or_output(_: Task[Any, Any], __: TaskRun, state: State[Any]) -> bool:
    """Only what another attempt may mend is tried again."""
    return isinstance(state.result(raise_on_failure=False), OSError)


_retried: dict[str, Any] = {
    "retries": len(RETRY_SECONDS),
    "retry_delay_seconds": RETRY_SECONDS,
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": _input_or_output,
}


@task(name="ingest", task_run_name="ingest {label}", **_retried)
def ingest_task(
    raws: list[RawFile], folder: Path, mapping: FieldMapping, label: str
) -> tuple[list[IngestedFile], Effort]:
    return call(ingest_files, raws, folder, mapping)


@task(name="extract", task_run_name="extract {batch.name} ({batch.size} articles)", **_retried)
def extract_task(batch: Batch, store: Path) -> Effort:
    return call(extract_batch, batch, store)


@task(name="assemble", **_retried)
def assemble_task(work: Work) -> dict[str, int]:
    return rooms.assemble(work)


@task(name="check")
def check_task(work: Work, settings: Settings) -> tuple[list[CheckResult], dict[str, Counts]]:
    return rooms.check(work, settings)


@task(name="publish", **_retried)
def publish_task(work: Work, info: publishing.RunInfo, with_text: bool) -> publishing.Published:
    tables = publishing.StoredTables(work.room("checked"), without=frozenset({"quarantine"}))
    return publishing.publish(tables, rooms.read_refused(work), info, work.warehouse, with_text=with_text)


@task(name="page", **_retried)
def page_task(warehouse: Path) -> None:
    write_current_page(warehouse)


CLUSTERS = {"dask": ("prefect_dask", "DaskTaskRunner"), "ray": ("prefect_ray", "RayTaskRunner")}


def task_runner(settings: Settings) -> TaskRunner[Any]:
    """Threads that feed local processes, or a cluster through a package of its own (docs/operations.md)."""
    if settings.runner == "local":
        return ThreadPoolTaskRunner(max_workers=settings.workers)
    package, name = CLUSTERS[settings.runner]
    runner: TaskRunner[Any] = getattr(import_module(package), name)(address=settings.runner_address)
    return runner


def _run_name() -> str:
    """`publish raw: 13 files`."""
    given = runtime.flow_run.parameters
    paths = [Path(p) for p in given["paths"]]
    shown = ", ".join(map(str, paths[:3])) + (" ..." if len(paths) > 3 else "")
    try:
        files = f"{len(discover(paths))} files"
    except IngestError:
        files = "unreadable"
    return f"{'publish' if given['publish'] else 'check'} {shown}: {files}"


@flow(name="onrecord", flow_run_name=_run_name, task_runner=task_runner(Settings()))
def onrecord(
    paths: list[Path] = [Path("raw")],  # noqa: B006 (Prefect shows it as the parameter's default)
    settings: Settings | None = None,
    publish: bool = True,
) -> RunReport:
    """Make the dataset of the articles behind `paths` (files, folders, globs) and publish it.

    Raises IngestError where the input is not there, Blocked where a check forbids publishing, Locked where
    another run works in the warehouse. Every run that got the lock is recorded, also one that fails.
    """
    chosen = settings or Settings()
    with warehouse_lock(chosen.warehouse):
        return _recorded(paths, chosen, publish)


def _recorded(paths: list[Path], settings: Settings, publish: bool) -> RunReport:
    raws, mapping = _input(paths, settings)
    report = RunReport(
        inputs_fingerprint=fingerprint([*((r.name, r.sha256) for r in raws), mapping]),
        code_version=code_version(),
        extractor_version=extractor_version(),
        raw_files=len(raws),
        workers=settings.workers,
    )
    try:
        _run(raws, mapping, settings, publish, report)
    except Exception as error:
        report.outcome = "stopped" if isinstance(error, Blocked) else "failed"
        report.reason = str(error) or type(error).__name__
        raise
    finally:
        publishing.record_run(settings.warehouse, report.as_dict())
        create_markdown_artifact(report.markdown(), key="onrecord-run", description=report.summary())
        create_table_artifact(report.rows(), key="onrecord-counts", description="Rows of every table")
    return report


def _input(paths: list[Path], settings: Settings) -> tuple[list[RawFile], FieldMapping]:
    raws = discover(paths)
    if not raws:
        raise IngestError(
            f"{', '.join(map(str, paths))}: no files there. Put articles in, or give another path."
        )
    return raws, load_mapping(settings.mapping) if settings.mapping else DEFAULT_MAPPING


def _run(
    raws: list[RawFile], mapping: FieldMapping, settings: Settings, publish: bool, report: RunReport
) -> None:
    with report.timed("look"):
        current = nothing_new(settings, report) if publish else None
    if current:
        report.outcome, report.version, report.counts = "nothing new", current.version, dict(current.counts)
        return
    work = Work(settings.warehouse.absolute())
    work.begin()
    with report.timed("ingest"):
        _ingest(raws, mapping, work, settings, report)
    with report.timed("extract"):
        _extract(work, settings, report)
    with report.timed("assemble"):
        assemble_task(work)
    try:
        with report.timed("check"):
            report.checks, report.counts = check_task(work, settings)
    except Blocked as blocked:
        report.checks, report.counts = blocked.checked.results, blocked.checked.counts
        raise
    finally:
        report.refusals(rooms.read_refused(work))
    report.outcome = "checked"
    if publish:
        with report.timed("publish"):
            _publish(work, settings, report)
        if settings.page:
            with report.timed("page"):
                page_task(work.warehouse)


def _ingest(
    raws: list[RawFile], mapping: FieldMapping, work: Work, settings: Settings, report: RunReport
) -> None:
    """Read the files, many a task, and link what came twice."""
    groups = [raws[i : i + settings.batch_files] for i in range(0, len(raws), settings.batch_files)]
    listener().started("ingest", len(raws), "files")
    files: list[IngestedFile] = []
    with processes(min(settings.workers, len(groups))):
        for future in as_completed(
            [ingest_task.submit(g, work.ingested, mapping, _label(g)) for g in groups]
        ):
            done, effort = future.result()
            files += done
            report.worked([effort])
            listener().advanced("ingest", len(done))
    files.sort(key=lambda file: file.raw.name)
    report.raw_read = sum(file.read for file in files)
    articles, refused = rooms.link_files(files, work.room("ingest"))
    listener().ended("ingest", f"{articles:,} articles, {refused:,} inputs refused")


def _label(group: list[RawFile]) -> str:
    return group[0].name + (f" and {len(group) - 1} more" if len(group) > 1 else "")


def _extract(work: Work, settings: Settings, report: RunReport) -> None:
    """Extract what no batch holds yet."""
    report.articles_mined, batches = rooms.plan_batches(work, settings)
    report.articles_extracted = sum(batch.size for batch in batches)
    report.batches_extracted = len(batches)
    listener().started("extract", report.articles_extracted, "articles")
    with processes(min(settings.workers, len(batches))):
        futures = {extract_task.submit(batch, work.extracted): batch for batch in batches}
        for future in as_completed(list(futures)):
            report.worked([future.result()])
            listener().advanced("extract", futures[future].size)
    old = report.articles_mined - report.articles_extracted
    listener().ended("extract", f"{report.articles_extracted:,} articles extracted, {old:,} were already")


def _publish(work: Work, settings: Settings, report: RunReport) -> None:
    info = publishing.RunInfo(
        code_version=report.code_version,
        extractor_version=report.extractor_version,
        corrections_version=corrections_version(),
        checks=report.checks,
        counts=report.counts,
        inputs_fingerprint=report.inputs_fingerprint,
        timings=report.seconds,
        accuracy=measured(report.extractor_version),
    )
    published = publish_task(work, info, settings.text)
    report.version = published.version
    report.outcome = "published" if published.created else "unchanged"
    report.changes = publishing.changes_told(published.folder) if published.created else []
    broken = damage(work.warehouse)
    if broken:
        raise OSError(broken)
    listener().ended("publish", report.summary())
