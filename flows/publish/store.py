"""Places that snapshots are kept in: a folder, an HTTP server, a bucket. Everywhere with the same layout:

latest.json                        names the newest snapshot
snapshots/<version>/manifest.json  lists the files beside it
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import HTTPStore, LocalStore, from_url
from pydantic import ValidationError

from flows.publish.current import LATEST, MANIFEST
from schemas.manifest import VERSION_PATTERN, Manifest

# Short, so that a server that is gone is told of while somebody is watching.
_RETRIES: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=30)}


class TransferError(Exception):
    """A snapshot could not be fetched, sent or trusted; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a place's latest.json says; `etag` tells its versions apart, where the place has such."""

    version: str
    manifest_sha256: str | None
    created_at: str
    etag: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A store and how a person named it."""

    url: str
    store: Any

    def read(self, path: str) -> tuple[bytes, str | None]:
        """The whole of a small object, and its etag; TransferError where it is missing or out of reach."""
        try:
            result = obstore.get(self.store, path)
            return bytes(result.bytes()), result.meta.get("e_tag")
        except (NotFoundError, FileNotFoundError) as error:
            raise TransferError(
                f"{self.url}: there is no {path}. Is this where snapshots are published?"
            ) from error
        except BaseError as error:
            raise TransferError(f"{self.url}: {path} cannot be read: {error}") from error

    def pointer(self) -> Pointer:
        content, etag = self.read(LATEST)
        try:
            told = json.loads(content)
            version = str(told["version"])
        except (ValueError, KeyError, TypeError) as error:
            raise TransferError(f"{self.url}: {LATEST} is not as onrecord writes it: {error}") from error
        if not re.match(VERSION_PATTERN, version):
            raise TransferError(f"{self.url}: {LATEST} names {version!r}, which is no version of a snapshot")
        return Pointer(version, told.get("manifest_sha256"), str(told.get("created_at", "")), etag)

    def manifest(self, pointer: Pointer) -> tuple[Manifest, bytes]:
        """The manifest that the pointer names, checked against it, and its bytes."""
        path = f"snapshots/{pointer.version}/{MANIFEST}"
        content, _ = self.read(path)
        if pointer.manifest_sha256 not in (None, hashlib.sha256(content).hexdigest()):
            raise TransferError(f"{self.url}: {path} is damaged: its checksum is not the one in {LATEST}")
        try:
            manifest = Manifest.model_validate_json(content)
        except ValidationError as error:
            raise TransferError(
                f"{self.url}: {path} is damaged, or made by a newer onrecord than this: {error}"
            ) from error
        if manifest.version != pointer.version:
            raise TransferError(f"{self.url}: {path} is of {manifest.version}")
        for file in manifest.files:
            _refuse_escape(file.path)
        return manifest, content


def _refuse_escape(path: str) -> None:
    """A manifest comes from elsewhere: it must not name files outside its snapshot's folder."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path or not pure.parts:
        raise TransferError(f"the manifest names {path!r}, which is outside its folder; nothing was fetched")


def open_place(url: str, *, create: bool = False) -> Place:
    """The place behind a folder's path, `http(s)://…` or `s3://bucket/prefix`.

    Buckets take keys, region and endpoint from the usual AWS_* environment variables.
    """
    scheme = url.split("://", 1)[0].lower() if "://" in url else "file"
    try:
        if scheme == "file":
            folder = Path(url.removeprefix("file://")).absolute()
            if not create and not folder.is_dir():
                raise TransferError(f"{url}: there is no such folder")
            return Place(url, LocalStore(folder, mkdir=create))
        if scheme in ("http", "https"):
            return Place(
                url, HTTPStore.from_url(url, client_options={"allow_http": True}, retry_config=_RETRIES)
            )
        return Place(url, from_url(url, retry_config=_RETRIES))
    except (BaseError, ValueError) as error:
        raise TransferError(f"{url}: not a place that snapshots can be kept in: {error}") from error
