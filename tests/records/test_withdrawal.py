"""What a file brought can be taken back, as if it had never been merged."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from merge_workshop import DAY, SCHEME, Filled, counts, merge, state

from examples import examples
from qa_workbook.numbers import period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.records.plan import CONFLICTING

A = Filled("a.xlsx", (("R1", 5), ("R2", 4)))
X = Filled("x.xlsx", (("R1", 1), ("R3", 2)))
Y = Filled("y.xlsx", (("R1", 3), ("R2", 1)))


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return RecordStore(tmp_path / "records")


def withdraw(store: RecordStore, *files: str, **more: object) -> tuple[int, int]:
    made = store.plan_withdrawal(files, **more)
    store.commit(made.plan)
    return sum(made.rows.values()), made.restored


def rows_of(store: RecordStore) -> list[dict[str, object]]:
    """The rows that count."""
    return [row for frame in store.read().values() for row in frame.to_dict("records")]


def test_withdraw__restores_what_the_file_had_replaced(store: RecordStore) -> None:
    """The score that the file had replaced counts again, all else that it brought is gone; twice is once."""
    merge(store, A)
    before = store.read()[SCHEME]
    merge(store, A, X)
    assert withdraw(store, "x.xlsx") == (2, 1)
    assert store.read()[SCHEME].to_dict() == before.to_dict()
    assert withdraw(store, "x.xlsx") == (0, 0)
    assert merge(store, A).is_empty
    assert counts(merge(store, A, X)) == (1, 1, 2, 0, 0), "put back, it counts again"


@given(st.permutations(["a.xlsx", "x.xlsx", "y.xlsx"]), st.permutations([A, X, Y]))
@examples(10)
def test_withdraw__file_by_file__leaves_nothing(order: list[str], arrival: list[Filled]) -> None:
    """A version that was taken back never counts again, whatever is taken back after it."""
    with tempfile.TemporaryDirectory() as folder:
        store = RecordStore(Path(folder) / "records")
        for number in range(1, len(arrival) + 1):
            merge(store, *arrival[:number])
        for taken in range(1, len(order) + 1):
            withdraw(store, order[taken - 1])
            others = [file for file in order if file not in order[:taken]]
            assert {row["file"] for row in rows_of(store)} <= set(others)
            assert withdraw(store, *order[:taken]) == (0, 0)
        assert state(store) == {}


def test_withdraw__does_not_restore_what_its_own_sheet_has_no_more(store: RecordStore) -> None:
    """Where the other sheet has been corrected since, it says itself what it has."""
    merge(store, A)
    merge(store, A, X)
    merge(store, replace(A, rows=A.rows[1:]), X)
    withdraw(store, "x.xlsx")
    assert state(store) == {("R2", "张三"): 4}


def test_withdraw__of_a_file_that_lies_there_takes_back_what_it_holds_no_more(
    store: RecordStore,
) -> None:
    """After a re-used name the earlier sheet can be taken back, and the one that is there stays."""
    merge(store, A)
    later = replace(A, rows=(("R8", 1),), inspected_on=date(2026, 10, 6))
    merge(store, later)
    made = store.plan_withdrawal(["a.xlsx"], ["a.xlsx"])
    assert (dict(made.rows), made.standing) == ({"a.xlsx": 2}, {"a.xlsx"})
    store.commit(made.plan)
    assert state(store) == {("R8", "张三"): 1}


def test_withdraw__only_of_a_period(store: RecordStore) -> None:
    """What the file brought of other days stays."""
    merge(store, A)
    assert withdraw(store, "a.xlsx", period=period("2026-11")) == (0, 0)
    assert withdraw(store, "a.xlsx", period=period(DAY.isoformat())) == (2, 0)


CONTENTS = st.dictionaries(st.sampled_from(["R1", "R2", "R3"]), st.integers(0, 2), max_size=3)
RUNS = st.lists(
    st.dictionaries(st.sampled_from(["a.xlsx", "b.xlsx", "x.xlsx"]), CONTENTS, min_size=1),
    min_size=1,
    max_size=3,
)


def filled(file: str, marks: dict[str, int]) -> Filled:
    """A file; x.xlsx is no copy of the others, for a copy is as old as its original."""
    return Filled(file, tuple(marks.items()), name="试填" if file == "x.xlsx" else "评分表")


def but_for_refused(store: RecordStore, made: MergePlan) -> dict[tuple[str, str], int]:
    """What the store holds of recordings about which the sheets of the merge don't contradict one another."""
    refused = set(made.of(CONFLICTING)["recording"])
    return {key: mark for key, mark in state(store).items() if key[0] not in refused}


# R1 was refused because of x.xlsx, and both its other sheets were corrected and contradict each other.
REFUSED_SINCE = [
    {
        "a.xlsx": {"R1": 2, "R2": 0, "R3": 0},
        "b.xlsx": {"R1": 2},
        "x.xlsx": {"R2": 0, "R3": 0, "R1": 0},
    },
    {"b.xlsx": {"R2": 0, "R1": 0, "R3": 2}, "a.xlsx": {"R2": 1, "R1": 2}},
]
# a.xlsx has R3 no more, and b.xlsx and x.xlsx disagree about it when it loses it.
DROPPED_IN_DISPUTE = [
    {"a.xlsx": {"R2": 0, "R3": 2}, "x.xlsx": {}},
    {"a.xlsx": {}, "b.xlsx": {"R1": 0, "R3": 0}, "x.xlsx": {"R1": 1, "R2": 2, "R3": 2}},
    {"b.xlsx": {}, "x.xlsx": {}},
]


@pytest.mark.slow
@given(RUNS)
@example(REFUSED_SINCE)
@example(DROPPED_IN_DISPUTE)
@examples(8)
def test_withdraw__leaves_the_figures_as_if_the_file_had_never_been_merged(
    runs: list[dict[str, dict[str, int]]],
) -> None:
    """Whatever was merged besides, and however often the file was corrected: taken out and withdrawn, it leaves nothing.

    Where the sheets that are left contradict one another, versions corrected since don't come back.
    """
    with tempfile.TemporaryDirectory() as folder:
        store, never = RecordStore(Path(folder) / "s"), RecordStore(Path(folder) / "n")
        lying: dict[str, Filled] = {}
        for run in runs:
            lying |= {file: filled(file, marks) for file, marks in run.items()}
            merge(store, *lying.values())
            merge(never, *(sheet for file, sheet in lying.items() if file != "x.xlsx"))
        rest = [sheet for file, sheet in lying.items() if file != "x.xlsx"]
        withdraw(store, "x.xlsx")
        made = merge(store, *rest)
        assert "x.xlsx" not in {row["file"] for row in rows_of(store)}
        assert but_for_refused(store, made) == but_for_refused(never, made)
