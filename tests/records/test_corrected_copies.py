"""A copy that was sent back and came back corrected goes on as the file that it was made from."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from merge_workshop import Filled, counts, merge, plan, state

from examples import examples
from qa_workbook.records import RecordStore
from qa_workbook.records.plan import LEFT, RENAMED, WITHDRAWN
from qa_workbook.sheets import Original

FAULTY = Filled("a.xlsx", (("R1", 5), ("R2", 4), ("R3", 3)))
ROWS = st.lists(
    st.tuples(st.sampled_from(["R1", "R2", "R3", "R4", "R5"]), st.integers(0, 5)),
    unique_by=lambda row: row[0],
    max_size=4,
).map(tuple)
CORRECTED = st.builds(
    Filled,
    file=st.just("改好.xlsx"),
    rows=ROWS,
    inspector=st.just("张三"),
    inspected_on=st.just(date(2026, 10, 5)),
    refused=st.sampled_from([(), ("R2",), ("R6",)]),
)


def corrected(copy: Filled, of: Filled = FAULTY) -> Filled:
    return replace(copy, corrects=Original(of.file, of.sheet.sha256))


@pytest.fixture(scope="module")
def faulty_merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records after the faulty sheet was merged, to be copied."""
    folder = tmp_path_factory.mktemp("faulty") / "records"
    merge(RecordStore(folder), FAULTY)
    return folder


TWICE = Filled("改好.xlsx", (("R1", 0), ("R2", 4)), "张三", date(2026, 10, 5), refused=("R2",))
"""A recording that stands in a sheet a second time: that row is refused, the first one counts."""


@given(first=CORRECTED, second=CORRECTED)
@example(first=TWICE, second=replace(TWICE, rows=(), refused=()))
@examples(25)
def test_corrected_copy__does_what_a_correction_in_place_does(
    first: Filled,
    second: Filled,
    faulty_merged: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whatever the copy is called: the same rows count, the same are withdrawn, kept or left as in place.

    Those that name another inspector or day have a test below; one of them without any sound row
    may leave rows that it has no more, and they are told.
    """
    folder = tmp_path_factory.mktemp("stores")
    there, here = (
        RecordStore(shutil.copytree(faulty_merged, folder / name)) for name in ("there", "here")
    )
    for copy in (first, second):
        in_place, away = merge(there, replace(copy, file="a.xlsx")), merge(here, corrected(copy))
        assert counts(away) == counts(in_place)
        assert state(here) == state(there)
        assert list(away.reported["code"]) == list(in_place.reported["code"])
        if not away.of(LEFT).empty:
            return  # another sheet: in place its file is a new one, the copy still names its own
        assert plan(here, corrected(copy)).is_empty


@pytest.mark.parametrize(
    "changed",
    [
        {"inspected_on": date(2026, 10, 6)},
        {"inspector": "李四"},
        {"inspected_on": date(2026, 10, 6), "inspector": "李四"},
        {"inspected_on": date(2026, 10, 6), "refused": ("R2",), "rows": (("R1", 5),)},
    ],
    ids=["day", "inspector", "both", "day, and a row refused"],
)
def test_corrected_copy__may_mend_its_day_and_inspector(changed: dict, tmp_path: Path) -> None:
    """The same as where it is mended in place, now and when it comes a second time."""
    there, here = (RecordStore(tmp_path / name) for name in "ab")
    merge(there, FAULTY)
    merge(here, FAULTY)
    whole = Filled("改好.xlsx", (("R1", 5), ("R2", 2)))
    first = replace(whole, **changed)
    for copy in (first, replace(first, rows=whole.rows, refused=())):
        in_place, away = merge(there, replace(copy, file="a.xlsx")), merge(here, corrected(copy))
        assert counts(away) == counts(in_place)
        assert state(here) == state(there)
        assert list(away.reported["code"]) == list(in_place.reported["code"])


def test_corrected_copy__rows_stand_in_it_from_now_on(tmp_path: Path) -> None:
    """What it has no more is withdrawn, nothing is said of a renamed sheet, and its rows name the copy."""
    store = RecordStore(tmp_path / "records")
    merge(store, FAULTY)
    made = merge(store, corrected(Filled("改好.xlsx", (("R1", 5), ("R2", 2)))))
    assert counts(made) == (0, 1, 1, 0, 1)
    assert made.of(RENAMED).empty and list(made.of(WITHDRAWN)["recording"]) == ["R3"]
    (frame,) = store.read().values()
    assert set(frame["file"]) == {"改好.xlsx"}


def test_corrected_copy__beside_another_sheet_under_the_old_name(tmp_path: Path) -> None:
    """The daily file was filled anew meanwhile: the copy corrects what was in it, the new rows are new."""
    store = RecordStore(tmp_path / "records")
    merge(store, FAULTY)
    next_day = Filled("a.xlsx", (("R7", 1), ("R8", 1)), inspected_on=date(2026, 10, 6))
    made = merge(store, next_day, corrected(Filled("改好.xlsx", (("R1", 5), ("R2", 2)))))
    assert counts(made) == (2, 1, 1, 0, 1)
    assert made.of(LEFT).empty
    again = merge(store, replace(next_day, rows=(("R7", 1),)))
    assert counts(again) == (0, 0, 1, 0, 1)
    assert state(store) == {("R1", "张三"): 5, ("R2", "张三"): 2, ("R7", "张三"): 1}


def test_corrected_copy__of_what_was_never_merged_is_a_new_file(tmp_path: Path) -> None:
    """A file may be sent back before anything of it was merged."""
    store = RecordStore(tmp_path / "records")
    made = merge(store, corrected(Filled("改好.xlsx", (("R1", 5),))))
    assert counts(made) == (1, 0, 0, 0, 0)
