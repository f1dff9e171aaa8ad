"""Every setting of a run, once: its name, default, meaning and environment variable (`ONRECORD_<NAME>`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Runner = Literal["local", "dask", "ray"]


class Settings(BaseSettings):
    """What a run may be told. A value given by name wins over the environment, the environment over the default."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", frozen=True, extra="forbid")

    warehouse: Path = Field(
        default=Path("warehouse"), description="Folder that the database and the snapshots go to"
    )
    mapping: Path | None = Field(
        default=None, description="TOML file that names the fields of JSON Lines input"
    )
    workers: int = Field(default=os.cpu_count() or 1, ge=1, description="Processes that read and extract")
    batch_articles: int = Field(
        default=250, ge=1, description="Articles a batch: what is lost at most when a run dies"
    )
    batch_files: int = Field(default=500, ge=1, description="Raw files that one task reads")
    min_articles: int = Field(
        default=1, ge=0, description="A run with fewer accepted articles stops before publishing"
    )
    max_refused_share: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="A run that refuses a larger share of what it read stops before publishing",
    )
    page: bool = Field(
        default=True, description="Write the dataset page (warehouse/page) of what is published"
    )
    text: bool = Field(
        default=True,
        description="Publish the articles' text; without it, spans keep their words and articles their titles",
    )
    runner: Runner = Field(
        default="local", description="Where batches are extracted: local processes, dask or ray"
    )
    runner_address: str | None = Field(
        default=None, description="Address of the Dask scheduler or of the Ray cluster"
    )
