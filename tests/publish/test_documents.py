"""The metadata of a snapshot is accepted by the libraries that read it, and says the same as the files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from flows.publish import manifest_of, parts
from flows.publish.documents import documents
from flows.publish.files import sha256_of
from schemas.tables import TABLES
from tests.publish.conftest import publish_small
from tests.publish.test_parts import SMALL


@pytest.fixture(scope="module", params=["one file a table", "one file a month"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "one file a month":
            patch.setattr(parts.write_parts, "__defaults__", (SMALL,))
        return publish_small(tmp_path_factory.mktemp("documents")).folder


def read(folder: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return content


def test_documents_depend_on_the_manifest_alone(folder: Path) -> None:
    manifest = manifest_of(folder)
    data = manifest.model_copy(update={"files": tuple(f for f in manifest.files if f.rows or f.table)})
    assert documents(data) == {
        name: (folder / name).read_text(encoding="utf-8")
        for name in ("README.md", "datapackage.json", "croissant.json")
    }


@pytest.mark.slow
def test_frictionless_accepts_the_data_package(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    descriptor = read(folder, "datapackage.json")
    assert frictionless.Package.validate_descriptor(descriptor).valid
    with frictionless.system.use_context(trusted=True):
        package = frictionless.Package.from_descriptor(descriptor, basepath=str(folder))
    assert {r.name for r in package.resources} == set(TABLES)
    broken = {**descriptor, "resources": [{**descriptor["resources"][0], "path": 7}]}
    assert not frictionless.Package.validate_descriptor(broken).valid


def test_the_data_package_lists_every_column_and_file(folder: Path) -> None:
    descriptor = read(folder, "datapackage.json")
    for resource in descriptor["resources"]:
        table = TABLES[resource["name"]]
        assert [f["name"] for f in resource["schema"]["fields"]] == table.names
        paths = [resource["path"]] if isinstance(resource["path"], str) else resource["path"]
        assert paths == [f.path for f in manifest_of(folder).files_of(table.name)]
        if "hash" in resource:
            assert resource["hash"] == f"sha256:{sha256_of(folder / paths[0])}"
    quotes = next(r for r in descriptor["resources"] if r["name"] == "quotes")
    keys = {k["fields"][0]: k["reference"] for k in quotes["schema"]["foreignKeys"]}
    assert keys["speaker_id"] == {"resource": "actors", "fields": ["actor_id"]}
    assert keys["parent_quote_id"]["resource"] == ""


# In a process of its own: its logging closes whatever is standard error when others set up theirs.
CROISSANT = """
import json, sys
import mlcroissant
dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
issues = dataset.metadata.ctx.issues
print(json.dumps({
    "issues": [*issues.errors, *issues.warnings],
    "tables": [r.uuid for r in dataset.metadata.record_sets],
    "names": [record["actors/name"].decode() for record in dataset.records("actors")],
    "mentions": len(list(dataset.records("mentions"))),
}))
"""


@pytest.mark.slow
def test_mlcroissant_accepts_the_croissant_file_and_reads_the_rows(folder: Path) -> None:
    if find_spec("mlcroissant") is None:
        pytest.skip("needs mlcroissant")
    command = [sys.executable, "-c", CROISSANT, str(folder / "croissant.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["issues"] == []
    assert set(found["tables"]) == set(TABLES)
    assert set(found["names"]) == {"Zoë Café-Ndoye", "Peter Gábor", "Aruland officials", "Aruland"}
    assert found["mentions"] == 10


def test_the_card_tells_counts_accuracy_and_rights(folder: Path) -> None:
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert re.search(r"\| `quotes` \| 6 \|", card)
    assert "| `quotes.f1` | 0.5 |" in card
    assert "| articles | `language.pattern` | 1 | 1 refused |" in card
    assert "no licence to them is given here" in card
    assert "--no-text" in card
    front = card.split("---\n")[1]
    assert [json.loads(line.split(": ", 1)[1]) for line in front.splitlines()]
