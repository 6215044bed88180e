"""Records that were forged, cut or rolled back are told from their originals, whatever digests they bear."""

from __future__ import annotations

import hashlib
import json
import shutil

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from sheets import recordings, write_breaches, write_sheet


@pytest.fixture(scope="module")
def merged(shared_desk):
    """A workspace with two merged sheets and a breach."""
    desk = shared_desk
    write_sheet(desk.inbox / "a.xlsx", recordings(8, seed=1))
    write_sheet(desk.inbox / "b.xlsx", recordings(5, seed=2), inspector="刘洋")
    write_breaches(desk.inbox / "c.xlsx", [{"条款": "指责其他部门", "依据": "R1"}])
    desk.build()
    return desk


@pytest.fixture
def kept(merged, tmp_path):
    """A copy of it, to be forged."""
    return merged.copied(tmp_path)


def forge(desk, change) -> None:
    """Changes the batch of the wide sheets and renews every digest that a forger would think of."""
    folder = desk.root / "data" / "records"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    [batch] = [one for one in manifest["batches"] if one["scheme"] == "monitoring-10x4"]
    path = folder / batch["file"]
    table = change(pq.read_table(path))
    pq.write_table(table, path)
    batch["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    batch["rows"] = table.num_rows
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def full_marks(table: pa.Table) -> pa.Table:
    for name in table.column_names:
        if name.startswith("mark."):
            best = pc.max(table.column(name)).as_py()
            marks = pa.array([best] * table.num_rows, table.schema.field(name).type)
            table = table.set_column(table.column_names.index(name), name, marks)
    return table


def test_sound_records__pass(kept):
    """Every row of every kind of sheet is read again and agrees, also after a second build and a correction."""
    report = kept.json("records", "check")
    assert report["wrong"] == [] and report["unmerged"] == []
    assert report["checked"] == 14 and report["unchecked"] == 0
    rows = recordings(8, seed=1)
    rows[0]["服务态度"] = 0
    write_sheet(kept.inbox / "a.xlsx", rows[:-1])
    kept.build()
    assert kept.json("records", "check")["wrong"] == []


def test_forged_marks__are_named(kept):
    """Each forged row is named with its sheet, its row and the columns that differ; nothing is changed."""
    forge(kept, full_marks)
    report = kept.json("records", "check", code=1)
    assert report["wrong"]
    assert {row["kind"] for row in report["wrong"]} == {"changed"}
    assert {row["file"] for row in report["wrong"]} == {"a.xlsx", "b.xlsx"}
    assert all(row["columns"] and row["row"] > 1 for row in report["wrong"])
    assert "核对不通过" in kept.call("records", "check").stderr


def test_rows_taken_out__are_named(kept):
    """A batch that lost rows lost them in the sight of their originals."""
    forge(kept, lambda table: table.slice(3))
    report = kept.json("records", "check", code=1)
    assert [row["kind"] for row in report["wrong"]] == ["missing"] * 3


def test_rows_put_in__are_named(kept):
    """A row that no original has."""

    def another(table: pa.Table) -> pa.Table:
        row = table.slice(0, 1)
        place = row.column_names.index("recording")
        row = row.set_column(
            place, "recording", pa.array(["R-made-up"], row.schema.field(place).type)
        )
        digest = pa.array([12345], pa.uint64())
        row = row.set_column(row.column_names.index("_key"), "_key", digest)
        return pa.concat_tables([table, row])

    forge(kept, another)
    report = kept.json("records", "check", code=1)
    assert [(row["kind"], row["about"]) for row in report["wrong"]] == [("foreign", "R-made-up")]


def test_days_made_narrower__are_damage(kept):
    """A batch that says it holds no rows of the month would keep them out of it."""
    path = kept.root / "data" / "records" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    for batch in manifest["batches"]:
        batch["first"] = batch["last"] = "2026-09-01"
    path.write_text(json.dumps(manifest), "utf-8")
    assert kept.json("records", "check", code=4)["error"]["code"] == "records_damaged"


def test_a_store_rolled_back__is_told(kept):
    """What was merged after the older copy was made is in the inbox, and unknown to the store."""
    older = kept.root / "older"
    shutil.copytree(kept.root / "data", older)
    write_sheet(kept.inbox / "d.xlsx", recordings(3, seed=4), inspector="王芳")
    kept.merge()
    shutil.rmtree(kept.root / "data")
    older.rename(kept.root / "data")
    assert kept.json("records", "check", code=1)["unmerged"] == ["d.xlsx"]


def test_originals_that_are_gone__are_counted(kept):
    """What can't be checked is not called sound in silence."""
    (kept.inbox / "b.xlsx").unlink()
    report = kept.json("records", "check")
    assert (report["checked"], report["unchecked"]) == (9, 5)


def test_originals_in_the_archive__are_read_too(kept):
    """What `archive` filed away is held against the records as if it lay in the inbox still."""
    assert kept.json("archive", "--period", "2026-10", code=0)["moved"]
    report = kept.json("records", "check")
    assert (report["checked"], report["unchecked"]) == (14, 0)
    forge(kept, full_marks)
    report = kept.json("records", "check", code=1)
    assert {row["file"] for row in report["wrong"]} == {"a.xlsx", "b.xlsx"}


def test_a_name_that_is_used_anew__is_the_file_in_the_inbox(kept):
    """A sheet filed away doesn't speak for another one of its name that was merged since."""
    kept.json("archive", "--period", "2026-10", code=0)
    write_sheet(kept.inbox / "a.xlsx", recordings(3, seed=9), inspector="王芳")
    kept.merge()
    report = kept.json("records", "check")
    assert report["wrong"] == [] and report["unmerged"] == []
