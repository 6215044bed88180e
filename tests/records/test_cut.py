"""Large periods are cut into blocks in which all rows of a recording stand together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from merge_workshop import SCHEME, Filled, merge

from qa_workbook.errors import Busy
from qa_workbook.numbers import period
from qa_workbook.records import Cut, RecordStore, cut
from qa_workbook.records.batches import BatchReader
from qa_workbook.records.hashes import Sieve, repeated, text_hashes

OCTOBER = period("2026-10")


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    """Recordings of October, one of which another inspector has in November."""
    store = RecordStore(tmp_path / "records")
    october = {"call_date": pd.Timestamp("2026-10-03")}
    november = {"call_date": pd.Timestamp("2026-11-03")}
    merge(store, Filled("a.xlsx", tuple((f"R{n}", n % 6) for n in range(9)), extra=october))
    merge(store, Filled("b.xlsx", (("R1", 1), ("R2", 5)), inspector="王五", extra=october))
    merge(store, Filled("c.xlsx", (("R3", 1), ("R77", 5)), inspector="王五", extra=november))
    return store


@given(st.lists(st.text(max_size=20), max_size=30))
def test_hashes__equal_texts_alone_have_equal_ones(texts: list[str]) -> None:
    """Wherever the texts stand in whichever pieces of a column."""
    column = pa.chunked_array([pa.array(texts, pa.string()), pa.array(texts[::-1], pa.string())])
    hashes = text_hashes(column.slice(len(texts) // 2))
    told = dict(zip(column.to_pylist()[len(texts) // 2 :], hashes.tolist(), strict=True))
    assert len(set(told.values())) == len(told)
    assert [told[text] for text in texts[::-1]] == hashes[-len(texts) :].tolist() or not texts


def test_sieve__knows_the_wanted_numbers() -> None:
    """Also beside others that share their lowest bits."""
    parts = [np.array([1, 2, 2**40 + 1], np.uint64), np.array([2, 3], np.uint64)]
    assert repeated(parts).tolist() == [2]
    sieve = Sieve(np.array([1, 7], np.uint64))
    assert sieve.holds(parts[0]).tolist() == [True, False, False]


@pytest.mark.parametrize("together", [1, 2, 100])
def test_blocks__hold_every_row_once(
    store: RecordStore, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a recording that occurs twice, or is named, stand together, in one block."""
    monkeypatch.setattr(cut, "STEP", 2)
    monkeypatch.setattr(cut, "TOGETHER", together)
    whole = store.read(OCTOBER, also="recording")[SCHEME]
    found = Cut.of(store, OCTOBER, "recording", ["R5"])
    assert found.keys == {SCHEME}
    blocks = list(found.blocks(None))
    rows = [block.frames[SCHEME] for block in blocks if SCHEME in block.frames]
    order = ["recording", "inspector"]
    joined = pd.concat(rows).sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(joined, whole.sort_values(order, ignore_index=True))
    apart = {
        name
        for block in blocks
        if not block.once and SCHEME in block.frames
        for name in block.frames[SCHEME]["recording"]
    }
    assert apart == {"R1", "R2", "R3", "R5"}
    seen = [set(own["recording"]) for own in rows]
    assert sum(map(len, seen)) == len(set.union(*seen))


def test_blocks__of_a_store_that_moved_on_are_those_that_were_looked_at(
    store: RecordStore,
) -> None:
    """A row that came between both looks may be one of a recording that was alone before."""
    found = Cut.of(store, OCTOBER, "recording")
    extra = {"call_date": pd.Timestamp("2026-10-05")}
    merge(store, Filled("d.xlsx", (("R8", 5),), inspector="赵六", extra=extra))
    rows = pd.concat([block.frames[SCHEME] for block in found.blocks(None)])
    assert len(rows) == 12
    assert "赵六" not in set(rows["inspector"])


def test_blocks__whose_batch_was_taken_away_are_refused(store: RecordStore) -> None:
    """Nobody is told figures of half the rows."""
    found = Cut.of(store, OCTOBER, "recording")
    merge(store, Filled("d.xlsx", (("R8", 5),), inspector="赵六"))
    for batch in found.reading.batches:
        (store.folder / batch.file).unlink()
    elsewhere = replace(found.reading, reader=BatchReader(store.folder))
    with pytest.raises(Busy):
        list(replace(found, reading=elsewhere).blocks(None))


def test_cut__of_batches_whose_recordings_are_all_different(tmp_path: Path) -> None:
    """Only those that share a recording with another batch, or have a named one, are looked at."""
    store = RecordStore(tmp_path / "records")
    october = {"call_date": pd.Timestamp("2026-10-03")}
    merge(store, Filled("a.xlsx", (("R1", 1), ("R2", 5)), extra=october))
    merge(store, Filled("b.xlsx", (("R3", 1), ("R4", 5)), extra=october))
    merge(store, Filled("c.xlsx", (("R4", 1), ("R5", 5)), inspector="王五", extra=october))
    first = store.reading().batches[0].file
    assert store.reading().alone("recording") == {first}
    assert store.reading().alone("agent") == set()
    found = Cut.of(store, OCTOBER, "recording", ["R2"])
    assert found.alone == set()
    found = Cut.of(store, OCTOBER, "recording")
    blocks = list(found.blocks(["recording", "inspector"], ["inspector"]))
    assert [block.once for block in blocks].count(False) == 1
    rows = {name: block.once for block in blocks for name in block.frames[SCHEME]["recording"]}
    assert rows == {"R1": True, "R2": True, "R3": True, "R4": False, "R5": True}
    told = pd.concat([block.frames[SCHEME]["inspector"].astype("str") for block in blocks])
    expected = RecordStore(store.folder).read(OCTOBER)[SCHEME]["inspector"]
    assert sorted(told) == sorted(expected)
    (store.folder / f"{Path(first).stem}.names").unlink()
    assert RecordStore(store.folder).reading().alone("recording") == set()
