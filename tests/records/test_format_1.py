"""Stores that earlier versions of the program wrote are read, and go on as if nothing had been."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from merge_workshop import SCHEME, Filled, counts, merge, plan

from qa_workbook.errors import RecordsDamaged
from qa_workbook.records import RecordStore
from qa_workbook.records.manifest import read_manifest

A = Filled("a.xlsx", (("R1", 5), ("R2", 4)))
LATER = Filled("a.xlsx", (("R1", 3), ("R2", 4)))
LETTERS = {"recording": "B", "mark.a": "H"}


def written_in_format_2(store: RecordStore) -> RecordStore:
    """Rewrites a store as format 2 had it: all in the manifest, and nothing beside the batches."""
    path = store.folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["parts"]
    merged = read_manifest(store.folder).merged
    layouts: list[dict[str, str]] = []
    files = {}
    for name, file in merged.files.items():
        sheets = {}
        for sheet_name, sheet in file.sheets.items():
            told = {"scheme": str(sheet.scheme_key), "labels": dict(sheet.labels)}
            sheets[sheet_name] = {**told, "layout": len(layouts)}
            layouts.append(dict(sheet.columns))
        files[name] = {**vars(file), "sheets": sheets}
    versions = dict(merged.versions)
    for batch in manifest["batches"]:
        del batch["names"], batch["notes"]
    told = {"format": 2, "layouts": layouts, "files": files, "versions": versions}
    path.write_text(json.dumps({**manifest, **told}), "utf-8")
    for pattern in ("*.files", "*.names", "*.notes"):
        for beside in store.folder.glob(pattern):
            beside.unlink()
    return RecordStore(store.folder)


def written_in_format_1(store: RecordStore, letters: dict[int, str]) -> RecordStore:
    """Rewrites a store as format 1 had it; `letters` are those of the rows of each generation."""
    written_in_format_2(store)
    path = store.folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    for batch in manifest["batches"]:
        file = store.folder / batch["file"]
        table = pq.read_table(file)
        packed = [letters[generation] for generation in table.column("_generation").to_pylist()]
        place = table.schema.get_field_index("file")
        pq.write_table(table.add_column(place, "columns", pa.array(packed)), file)
        batch["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
        del batch["schema"], batch["period"]
    for merged in manifest["files"].values():
        for name, sheet in merged["sheets"].items():
            merged["sheets"][name] = {"scheme": sheet["scheme"], **sheet["labels"]}
    del manifest["layouts"]
    path.write_text(json.dumps({**manifest, "format": 1}), "utf-8")
    return RecordStore(store.folder)


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return RecordStore(tmp_path / "records")


def test_a_store_of_format_1_gives_the_same_rows(store: RecordStore) -> None:
    """The column of letters that its batches have is gone; nothing else is."""
    merge(store, A)
    now = store.read()[SCHEME]
    old = written_in_format_1(store, {1: "recording=B;mark.a=H"})
    pd.testing.assert_frame_equal(old.read()[SCHEME], now)
    assert old.sheet_columns() == {("a.xlsx", "评分表"): LETTERS}


def test_the_same_sheets_change_nothing_in_a_store_of_format_1(store: RecordStore) -> None:
    """Twice is once, also with another version of the program in between."""
    merge(store, A)
    old = written_in_format_1(store, {1: "recording=B;mark.a=H"})
    assert plan(old, A).is_empty


def test_the_next_commit_makes_it_format_3(store: RecordStore) -> None:
    """Old and new batches stand side by side, and corrected sheets are known as such."""
    merge(store, A)
    old = written_in_format_1(store, {1: "recording=B;mark.a=H"})
    made = merge(old, Filled("a.xlsx", (("R1", 3),)))
    assert counts(made) == (0, 1, 0, 0, 1)
    assert json.loads((store.folder / "manifest.json").read_text("utf-8"))["format"] == 3
    assert list(RecordStore(store.folder).read()[SCHEME]["mark.a"]) == [3]


def test_a_store_of_format_2_goes_on(store: RecordStore) -> None:
    """It gives the same rows and letters, the same sheets change nothing, and a commit renews it all."""
    merge(store, A)
    merge(store, LATER)
    rows, letters = store.read()[SCHEME], store.sheet_columns()
    names = sorted(path.name for path in store.folder.iterdir())
    old = written_in_format_2(store)
    pd.testing.assert_frame_equal(old.read()[SCHEME], rows)
    assert old.sheet_columns() == letters
    assert plan(old, LATER).is_empty
    assert counts(merge(old, Filled("b.xlsx", (("R9", 3),)))) == (1, 0, 0, 0, 0)
    assert json.loads((store.folder / "manifest.json").read_text("utf-8"))["format"] == 3
    now = {path.name for path in RecordStore(store.folder).folder.iterdir()}
    assert {name for name in names if ".files" not in name} < now
    assert RecordStore(store.folder).sheet_columns().keys() == {*letters, ("b.xlsx", "评分表")}


def test_the_letters_are_those_stored_last(
    store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of several generations may stand in one batch; the newest knows the sheet as it is."""
    monkeypatch.setattr("qa_workbook.records.store.MANY", 1)
    merge(store, A)
    merge(store, LATER)
    old = written_in_format_1(store, {1: "recording=A", 2: "recording=B;mark.a=H"})
    assert old.sheet_columns()["a.xlsx", "评分表"] == LETTERS


def test_a_damaged_batch_of_format_1_is_named(store: RecordStore) -> None:
    """Reading the letters needs the batches: one that can't be read stops the work."""
    merge(store, A)
    old = written_in_format_1(store, {1: "recording=B"})
    (batch,) = store.folder.glob("*.parquet")
    batch.write_bytes(b"no parquet")
    with pytest.raises(RecordsDamaged, match=batch.name):
        old.read()
