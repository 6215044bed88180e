"""The store survives crashes, says when it is damaged, and lets one writer and many readers work."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from merge_workshop import SCHEME, Crash, Filled, crashing, merge, plan, state

from qa_workbook.errors import Busy, RecordsDamaged
from qa_workbook.locks import locked
from qa_workbook.numbers import period
from qa_workbook.records import RecordStore
from qa_workbook.records.manifest import read_manifest

pytestmark = pytest.mark.slow

A = Filled("a.xlsx", (("R1", 5), ("R2", 4)))
B = replace(A, rows=(("R1", 1), ("R3", 2)))
HOLD = """
import sys, time
from pathlib import Path
from typing import Any
from qa_workbook.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return RecordStore(tmp_path / "records")


@pytest.mark.parametrize("earlier", [False, True], ids=["first merge", "later merge"])
def test_commit__every_step_may_be_the_last(tmp_path: Path, earlier: bool) -> None:
    """A crash at each single step of a commit leaves the old state or the new one, and the next run completes it."""
    begun = RecordStore(tmp_path / "begun")
    if earlier:
        merge(begun, A)
    old = state(begun)
    for step in count():
        store = RecordStore(tmp_path / str(step))
        if earlier:
            shutil.copytree(begun.folder, store.folder)
        with crashing(step) as crash, suppress(Crash):
            merge(store, B)
        found = state(RecordStore(store.folder))
        assert found in (old, {("R1", "张三"): 1, ("R3", "张三"): 2})
        merge(RecordStore(store.folder), B)
        assert state(store) == {("R1", "张三"): 1, ("R3", "张三"): 2}
        if not crash.happened:
            break
    assert step > 5, "every step before this one crashed"


def test_read__sees_one_generation_while_another_is_half_written(store: RecordStore) -> None:
    """Batches that no manifest names don't count."""
    merge(store, A)
    before = state(store)
    made = plan(store, B)
    with crashing(3), pytest.raises(Crash):
        store.commit(made)
    assert state(RecordStore(store.folder)) == before


def test_commit__sweeps_away_what_a_crash_left(store: RecordStore) -> None:
    """Orphan batches and half-written files go with the next commit."""
    merge(store, A)
    left = ["000009-m@1.parquet", ".000002-m@1-x.parquet", ".manifest-x.json"]
    for name in [*left, "000009.files", "000009-m@1.names", "000001-m@1-0.notes"]:
        (store.folder / name).write_bytes(b"half")
    merge(store, B)
    (notes,) = store.folder.glob("*.notes")
    assert sorted(path.name for path in store.folder.iterdir()) == [
        ".lock",
        notes.name,
        "000001-m@1.names",
        "000001-m@1.parquet",
        "000002-m@1.names",
        "000002-m@1.parquet",
        "000002.files",
        "manifest.json",
    ]


def test_commit__many_small_batches_become_one(
    store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small batches are put together with all versions of their rows; nothing changes for readers, not even old ones."""
    monkeypatch.setattr("qa_workbook.records.store.MANY", 3)
    early = RecordStore(store.folder)
    early_manifest = None
    for mark in range(8):
        merge(store, A, Filled("b.xlsx", (("R9", mark), (f"N{mark}", 1))))
        early_manifest = early_manifest or read_manifest(store.folder)
    assert len(list(store.folder.glob("*.parquet"))) <= 4
    found = state(store)
    assert (found["R9", "张三"], len(found)) == (7, 4)
    assert sum(batch.rows for batch in read_manifest(store.folder).batches) == 2 + 8 + 8 + 7, (
        "old versions are kept"
    )
    assert plan(store, A, Filled("b.xlsx", (("R9", 7), ("N7", 1)))).is_empty
    manifests = [early_manifest, early_manifest]
    monkeypatch.setattr(
        "qa_workbook.records.store.read_manifest",
        lambda folder: manifests.pop() if manifests else read_manifest(folder),
    )
    with pytest.raises(RecordsDamaged):
        early.read()
    manifests[:] = [early_manifest]
    assert state(early) == found, "a reader whose batches were taken away begins anew"


@pytest.mark.parametrize("damage", ["missing", "truncated", "changed"])
def test_read__a_damaged_batch_is_named(store: RecordStore, damage: str) -> None:
    """A batch that is missing or not what was written stops the work with its path, rather than giving fewer rows."""
    merge(store, A)
    path = store.folder / "000001-m@1.parquet"
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(
            content[:-9] if damage == "truncated" else content[:50] + b"?" + content[51:]
        )
    for work in (store.read, lambda: plan(RecordStore(store.folder), A)):
        with pytest.raises(RecordsDamaged, match=path.name):
            RecordStore(store.folder).read() if work == store.read else work()


@pytest.mark.parametrize("damage", ["no parquet", "fewer rows"])
def test_read__a_batch_that_fits_its_hash_and_not_the_manifest_is_named(
    store: RecordStore, damage: str
) -> None:
    """Something that was never a batch, or not this one, stops the work just so."""
    merge(store, A)
    path, manifest = store.folder / "000001-m@1.parquet", store.folder / "manifest.json"
    raw = json.loads(manifest.read_text("utf-8"))
    if damage == "no parquet":
        path.write_bytes(b"no parquet")
        raw["batches"][0]["sha256"] = hashlib.sha256(b"no parquet").hexdigest()
    else:
        raw["batches"][0]["rows"] = 3
    manifest.write_text(json.dumps(raw), "utf-8")
    with pytest.raises(RecordsDamaged, match=path.name):
        store.read()


@pytest.mark.parametrize(
    "content",
    [None, b"", b"{}", b"[]", b'{"format": 99}', b'{"format": 1, "generation": "x"}', b"\xff"],
)
def test_read__a_damaged_manifest_is_named(store: RecordStore, content: bytes | None) -> None:
    """A lost or spoilt manifest is never taken for an empty store."""
    merge(store, A)
    path = store.folder / "manifest.json"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(RecordsDamaged, match="manifest"):
        store.read()
    with pytest.raises(RecordsDamaged, match="manifest"):
        plan(store, A)


@pytest.mark.parametrize(
    "change",
    [
        {"generation": -5},
        {"generation": 2**40},
        {"generation": 0},
        {"documents": -1},
        {"batches": {"scheme": "n"}},
        {"batches": {"file": "../000001-m@1.parquet"}},
        {"batches": {"generation": 9}},
        {"batches": {"rows": -1}},
        {"batches": {"first": "2026-13-01"}},
        {"batches": {"last": ""}},
        {"batches": {"last": "1999-01-01"}},
    ],
)
def test_read__a_manifest_that_no_commit_has_written_is_named(
    store: RecordStore, change: dict[str, Any]
) -> None:
    """Numbers, days and names that can't be are damage, not other counts or a failure of the program."""
    merge(store, A)
    path = store.folder / "manifest.json"
    raw = json.loads(path.read_text("utf-8"))
    for name, value in change.items():
        if name == "batches":
            raw["batches"][0] |= value
        else:
            raw[name] = value
    path.write_text(json.dumps(raw), "utf-8")
    with pytest.raises(RecordsDamaged, match="manifest"):
        store.read()


def test_locked__another_process_is_busy_until_it_dies(store: RecordStore) -> None:
    """Two processes never write at once; a killed one leaves no stale lock. Reading needs no lock."""
    merge(store, A)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store.folder)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    try:
        assert other.stdout.readline() == "held\n"
        assert len(state(store)) == 2
        with pytest.raises(Busy), locked(store.folder, timeout=0.1):
            pass
    finally:
        other.kill()
        other.wait()
        other.stdout.close()
    with locked(store.folder, timeout=5):
        merge(store, B)


def test_locked__may_be_nested(store: RecordStore) -> None:
    """A use case holds the store while it plans and commits."""
    with locked(store.folder), locked(store.folder):
        merge(store, A)
    with locked(store.folder, timeout=0.1):
        pass


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_plan__a_damaged_part_is_named(store: RecordStore, damage: str) -> None:
    """Rows are read without it; who must know what was merged before is told, rather than taking it for new."""
    merge(store, A)
    (part,) = store.folder.glob("*.files")
    part.unlink() if damage == "missing" else part.write_bytes(part.read_bytes() + b"?")
    assert len(state(store)) == 2
    for work in (
        lambda: plan(store, A),
        lambda: store.known_files,
        lambda: list(store.sheet_columns()),
    ):
        with pytest.raises(RecordsDamaged, match=part.name):
            work()


def test_parts__stay_few(store: RecordStore) -> None:
    """Each build writes what is new to it, and small parts become one: nothing that was merged is lost."""
    files = [Filled(f"{number}.xlsx", ((f"R{number}", 1),)) for number in range(20)]
    for file in files:
        merge(store, file)
    assert len(list(store.folder.glob("*.files"))) < 6
    assert store.known_files == {file.file for file in files}
    assert plan(store, *files).is_empty


def test_read__needs_no_batch_of_other_days(store: RecordStore) -> None:
    """A day is read from the batches that hold it, and a merge from those that have a part in it."""
    merge(store, replace(A, extra={"call_date": pd.Timestamp("2026-09-01")}))
    merge(store, replace(B, file="b.xlsx", rows=(("R8", 1),)))
    (store.folder / "000001-m@1.parquet").unlink()
    assert len(store.read(period("2026-10"), also="recording")[SCHEME]) == 1
    assert plan(store, Filled("c.xlsx", (("R9", 5),))).added == 1
    with pytest.raises(RecordsDamaged):
        plan(store, Filled("c.xlsx", (("R2", 5),)))
