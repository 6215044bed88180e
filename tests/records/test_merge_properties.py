"""Whatever inspectors do with their files, the merge follows its rules, in any order, and twice is once."""

from __future__ import annotations

import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from merge_workshop import (
    DAY,
    Crash,
    Filled,
    SlowStore,
    counts,
    crashing,
    merge,
    plan,
    state,
    tables_of,
)

from examples import examples
from qa_workbook.records import RecordStore

pytestmark = pytest.mark.slow

RECORDINGS = ["R1", "R2", "R3"]


@st.composite
def sheets(draw: st.DrawFn) -> Filled:
    """A sheet with few recordings and marks, so that sheets meet, copy and contradict each other often."""
    marks = draw(st.dictionaries(st.sampled_from(RECORDINGS), st.integers(0, 2), max_size=3))
    refused = draw(
        st.lists(st.sampled_from(RECORDINGS), max_size=1).filter(
            lambda names: not set(names) & set(marks)
        )
    )
    day = draw(st.sampled_from([DAY, DAY, DAY, None]))
    inspector = draw(st.sampled_from(["张三", "张三", "王五"]))
    return Filled(
        "", tuple(marks.items()), inspector=inspector, inspected_on=day, refused=tuple(refused)
    )


FILES = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 3), min_size=1, max_size=4
)


@st.composite
def histories(draw: st.DrawFn) -> list[list[Filled]]:
    """A few runs; in each some files hold one of a few contents, so that contents come back and wander between files."""
    contents = draw(st.lists(sheets(), min_size=4, max_size=4))
    runs = draw(st.lists(FILES, min_size=1, max_size=4))
    return [
        [replace(contents[number], file=f"{name}.xlsx") for name, number in sorted(run.items())]
        for run in runs
    ]


@given(histories(), st.randoms(use_true_random=False))
@examples(20)
def test_merge__follows_the_rules_word_by_word(
    history: list[list[Filled]], chance: random.Random
) -> None:
    """State and counts equal those of a slow store that goes row by row; order doesn't matter; twice is once."""
    with tempfile.TemporaryDirectory() as folder:
        store, slow = RecordStore(Path(folder) / "s"), SlowStore()
        for run in history:
            shuffled = list(run)
            chance.shuffle(shuffled)
            tables = {
                key: replace(
                    table, frame=table.frame.sample(frac=1, random_state=chance.randrange(99))
                )
                for key, table in tables_of(shuffled).items()
            }
            made = store.plan(tables, [filled.sheet for filled in shuffled])
            expected = slow.merge(run)
            assert counts(made) == expected
            assert sum(expected[:4]) == sum(len(sheet.rows) for sheet in run), "no row is lost"
            ahead = state(store, made)
            store.commit(made)
            assert state(store) == ahead == {key: row.content[0] for key, row in slow.rows.items()}
            again = plan(store, *run)
            assert again.is_empty
            assert (again.added, again.replaced, again.withdrawn, again.rejected) == (
                0,
                0,
                0,
                made.rejected,
            )


@given(histories(), st.integers(0, 30))
@examples(10)
def test_commit__a_crash_leaves_the_old_or_the_new_state(
    history: list[list[Filled]], step: int
) -> None:
    """Wherever the last commit breaks off, the store is as before or as after, and the next run completes it."""
    *earlier, last = history
    with tempfile.TemporaryDirectory() as folder:
        store = RecordStore(Path(folder) / "s")
        for run in earlier:
            merge(store, *run)
        shutil.copytree(
            store.folder, Path(folder) / "whole", dirs_exist_ok=True
        ) if store.folder.exists() else None
        whole = RecordStore(Path(folder) / "whole")
        old = state(store)
        merge(whole, *last)
        with crashing(step) as crash:
            try:
                merge(store, *last)
            except Crash:
                assert crash.happened
        assert state(RecordStore(store.folder)) in (old, state(whole))
        merge(store, *last)
        assert state(RecordStore(store.folder)) == state(whole)
        named = {path.name for path in store.folder.glob("*.parquet")}
        assert named == {path.name for path in whole.folder.glob("*.parquet")}, (
            "what the crash left is swept away"
        )
