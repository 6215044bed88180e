"""What is read is what counts, however little of it is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from full_reading import counting, told
from merge_workshop import SCHEME, Filled, merge, plan

from qa_workbook.numbers import period
from qa_workbook.records import RecordStore, batches, packed, packed_rows, reading

EARLY, LATE = period("2026-10-03"), period("2026-10-20")


def on(day: str) -> dict[str, object]:
    """Says that the calls of a sheet were on a day."""
    return {"call_date": pd.Timestamp(day)}


A = Filled("a.xlsx", (("R1", 5), ("R2", 4), ("R3", 3)), extra=on("2026-10-03"))
MOVED = Filled("a.xlsx", (("R1", 5), ("R2", 4)), extra=on("2026-10-20"))
OTHER = Filled("b.xlsx", (("R1", 1), ("R9", 2)), inspector="王五", extra=on("2026-10-20"))


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    """Rows that were corrected to another day, one that is gone, and a second inspector."""
    store = RecordStore(tmp_path / "records")
    merge(store, A)
    merge(store, OTHER)
    merge(store, MOVED)
    return store


@pytest.mark.parametrize("span", [None, EARLY, LATE])
def test_read__gives_what_counts(store: RecordStore, span: object) -> None:
    """A row that was corrected to another day doesn't count on its old one."""
    for also in ("", "recording"):
        found = store.read(span, also=also).get(SCHEME)
        expected = counting(store, span, also)
        assert told(found) == told(expected) if found is not None else expected.empty


def test_read__gives_the_columns_asked_for(store: RecordStore) -> None:
    """In their order, without those that no row has, and the same rows in the same order."""
    whole = store.read(LATE, also="recording")[SCHEME]
    names = ["mark.a", "agent", "mark.other"]
    some = store.read(LATE, also="recording", columns=names)[SCHEME]
    pd.testing.assert_frame_equal(some, whole[["mark.a", "agent"]])
    assert list(store.read(columns=[], ordered=False)[SCHEME].columns) == []


def test_blocks__are_what_is_read(store: RecordStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """No block is longer than it may be; together they are the rows of the period."""
    monkeypatch.setattr(reading, "BLOCK", 2)
    made = plan(store, Filled("c.xlsx", (("R4", 4), ("R1", 0)), extra=on("2026-10-20")))
    for span in (None, LATE, EARLY):
        for also in ("", "recording"):
            blocks = list(store.blocks(span, plan=made, also=also))
            assert all(key == SCHEME and block.num_rows <= 2 for key, block in blocks)
            rows = [row for _, block in blocks for row in told(block.to_pandas())]
            found = store.read(span, plan=made, also=also).get(SCHEME)
            assert sorted(rows) == (told(found) if found is not None else [])
    assert {tuple(block.schema.names) for _, block in store.blocks(LATE, ["row"])} == {("row",)}


def test_packed__rows_that_wait_are_read_and_written_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan whose rows are packed gives and writes what it would give and write without.

    Rows are written in the order of their days.
    """
    monkeypatch.setattr(packed_rows, "MANY", 1)
    monkeypatch.setattr(batches, "GROUP", 1)
    late, early = replace(A, extra=on("2026-10-20")), replace(OTHER, extra=on("2026-10-03"))
    plain, other = RecordStore(tmp_path / "plain"), RecordStore(tmp_path / "packed")
    planned = plan(plain, late, early)
    waiting = packed(planned)
    assert isinstance(waiting.writes[SCHEME], packed_rows.PackedTable)
    pd.testing.assert_frame_equal(waiting.writes[SCHEME].frame, planned.writes[SCHEME].frame)
    seen = [store.read(plan=one)[SCHEME] for store, one in ((plain, planned), (other, waiting))]
    pd.testing.assert_frame_equal(*seen)
    plain.commit(planned)
    other.commit(waiting)
    pd.testing.assert_frame_equal(plain.read()[SCHEME], other.read()[SCHEME])
    written = [store.folder.glob("*.parquet") for store in (plain, other)]
    [ours], [theirs] = written
    assert ours.read_bytes() == theirs.read_bytes()
    assert pd.read_parquet(ours)["call_date"].is_monotonic_increasing
