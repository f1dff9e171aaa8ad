"""Sending the newest snapshot elsewhere: files that are never overwritten, the pointer last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    NotFoundError,
    NotSupportedError,
    PreconditionError,
)

from flows.publish.current import LATEST, MANIFEST, folder_of, latest_manifest
from flows.publish.store import Place, Pointer, TransferError, open_place
from schemas.manifest import FileEntry, Manifest

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did; `moved` is false where the place pointed at this version before."""

    version: str
    url: str
    sent_files: int
    sent_bytes: int
    moved: bool


def push(warehouse: Path, url: str, progress: Progress = lambda *_: None) -> Pushed:
    """Send the newest snapshot to a folder or bucket, and then point there at it.

    What is there under the same name is never overwritten: where it differs, TransferError. A push that broke
    off is finished by the next.
    """
    manifest = latest_manifest(warehouse)
    if manifest is None:
        raise TransferError(f"{warehouse}: nothing is published here yet")
    if url.lower().startswith(("http://", "https://")):
        raise TransferError(f"{url}: a plain web server takes no files; give a folder or s3://bucket/prefix")
    place = open_place(url, create=True)
    sender = _Sender(place, manifest, folder_of(warehouse, manifest.version), progress)
    try:
        sender.send()
        moved = _point(place, manifest, (warehouse / LATEST).read_bytes())
    except (BaseError, OSError) as error:
        raise TransferError(f"{url}: the push broke off ({error}): run it again to go on") from error
    return Pushed(manifest.version, url, sender.sent, sender.sent_bytes, moved)


class _Sender:
    def __init__(self, place: Place, manifest: Manifest, folder: Path, progress: Progress) -> None:
        self._place, self._manifest, self._folder, self._progress = place, manifest, folder, progress
        self._done, self._total = 0, sum(f.bytes for f in manifest.files)
        self.sent = self.sent_bytes = 0

    def send(self) -> None:
        """The files, then the manifest: where it is there, the whole snapshot is."""
        whole = (self._folder / MANIFEST).read_bytes()
        there = self._checksum(MANIFEST)
        if there == hashlib.sha256(whole).hexdigest():
            return
        if there is not None:
            raise TransferError(self._conflict(MANIFEST))
        for file in self._manifest.files:
            self._send_file(file)
        self._create(MANIFEST, whole)

    def _send_file(self, file: FileEntry) -> None:
        created = self._create(file.path, self._folder / file.path)
        if not created and self._checksum(file.path) != file.sha256:
            raise TransferError(self._conflict(file.path))
        self._done += file.bytes
        self.sent += created
        self.sent_bytes += file.bytes * created
        self._progress(file.path, self._done, self._total)

    def _create(self, name: str, content: bytes | Path) -> bool:
        """Put a new object; False where there is one of that name."""
        try:
            obstore.put(self._place.store, self._path(name), content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        return True

    def _checksum(self, name: str) -> str | None:
        """SHA-256 of an object; None where it is missing."""
        digest = hashlib.sha256()
        try:
            for chunk in obstore.get(self._place.store, self._path(name)).stream():
                digest.update(chunk)
        except (NotFoundError, FileNotFoundError):
            return None
        return digest.hexdigest()

    def _path(self, name: str) -> str:
        return f"snapshots/{self._manifest.version}/{name}"

    def _conflict(self, name: str) -> str:
        return (
            f"{self._place.url}: {self._path(name)} is there with other content, and published files are never "
            "overwritten. Another warehouse may publish there, too: use a place of its own for each."
        )


def _point(place: Place, manifest: Manifest, content: bytes, attempts: int = 3) -> bool:
    """Move the pointer, unless it is there already; never back in time, never over somebody else's move."""
    for _ in range(attempts):
        now = _pointer(place)
        if now and now.version == manifest.version:
            return False
        if now and _later(now.created_at, manifest.created_at):
            raise TransferError(
                f"{place.url} points at {now.version}, which is newer than {manifest.version}: nothing was moved"
            )
        try:
            _put_pointer(place, content, now)
            return True
        except (PreconditionError, AlreadyExistsError):
            continue  # somebody moved it meanwhile: look again
    raise TransferError(
        f"{place.url}: {LATEST} keeps changing; run it again when nobody else publishes there"
    )


def _pointer(place: Place) -> Pointer | None:
    try:
        obstore.head(place.store, LATEST)
    except (NotFoundError, FileNotFoundError):
        return None
    return place.pointer()


def _put_pointer(place: Place, content: bytes, now: Pointer | None) -> None:
    """On condition that nobody moved it since it was read, where the place can tell."""
    if now is None:
        obstore.put(place.store, LATEST, content, mode="create", use_multipart=False)
        return
    condition: Any = {"e_tag": now.etag}
    try:
        obstore.put(place.store, LATEST, content, mode=condition, use_multipart=False)
    except (NotSupportedError, NotImplementedError):
        obstore.put(place.store, LATEST, content, use_multipart=False)


def _later(theirs: str, ours: datetime) -> bool:
    try:
        return datetime.fromisoformat(theirs) > ours
    except ValueError:
        return False
