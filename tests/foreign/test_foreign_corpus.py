"""The foreign sheets hold what their truth says: they are what readers are measured by."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from foreign.adoption_score import Read, score
from foreign.foreign_sheets import BLANKS, CASES, blank
from foreign.kit import Foreign, Recording


@cache
def case(name: str) -> Foreign:
    """Returns a workbook of the corpus, made once."""
    return CASES[name]()


@pytest.fixture(params=CASES)
def made(request: pytest.FixtureRequest) -> Foreign:
    return case(request.param)


def cells(made: Foreign) -> dict[str, Any]:
    """Returns the values of a workbook as programs show them: "sheet!A1" → value."""
    book = load_workbook(BytesIO(made.data), data_only=True)
    found = ((page.title, cell) for page in book for row in page.iter_rows() for cell in row)
    return {f"{title}!{cell.coordinate}": cell.value for title, cell in found}


def test_the_totals_of_the_truth_stand_in_the_sheet(made: Foreign) -> None:
    """What a sheet prints as total is what its truth says, in the very cell."""
    if made.name.endswith(".csv"):
        lines = list(csv.reader(StringIO(made.data.decode("gbk"))))[2:-1]
        assert [Decimal(line[-2]) for line in lines] == [r.total for r in made.truth.recordings]
        return
    values = cells(made)
    for one in made.truth.recordings:
        assert one.total is None or float(one.total) == pytest.approx(values[one.cells["total"]])
        marked = {name for name, mark in one.marks.items() if mark not in (None, "NA")}
        assert marked <= set(one.cells)


def test_recordings_can_be_told_apart(made: Foreign) -> None:
    """Every recording of a truth has an identity: its number, or phone, person and day."""
    known = [
        (r.recording, r.phone if not r.recording else "", r.name, r.date)
        for r in made.truth.recordings
    ]
    assert len(set(known)) == len(known) >= 5
    assert all(set(r.marks) <= {i.name for i in made.truth.items} for r in made.truth.recordings)


def test_workbooks_are_the_same_every_time_and_other_readers_open_them() -> None:
    """Same bytes twice; calamine, which is not the library that wrote them, finds their sheets."""
    for name, make in CASES.items():
        made = case(name)
        assert made.data == make().data, name
        if made.name.endswith(".xlsx"):
            assert CalamineWorkbook.from_filelike(BytesIO(made.data)).sheet_names


@pytest.mark.parametrize("layout", BLANKS)
def test_blank_sheets_have_the_same_items_and_no_recordings(layout: str) -> None:
    empty, filled = blank(layout), case(layout)
    assert [item.name for item in empty.truth.items] == [item.name for item in filled.truth.items]
    assert empty.truth.recordings == []
    assert cells(empty)


def read_of(one: Recording) -> Read:
    """Returns what a perfect reader makes of a recording."""
    return Read(
        one.agent, one.name, one.date, one.inspector, one.recording, dict(one.marks), one.total
    )


def test_a_perfect_reading_scores_full_and_every_fault_is_named() -> None:
    """The score tells a wrong mark, a lost row and an invented one apart."""
    truth = case("one_level").truth
    perfect = [read_of(one) for one in truth.recordings]
    assert score(truth, perfect).faults() == 0
    item = truth.items[0].name
    perfect[0].marks[item] = Decimal(3)
    perfect[1].name = "某某"
    perfect[2].total = Decimal(1)
    invented = Read("9", "平均分", "", "", "X", {}, None)
    result = score(truth, [*perfect[:-1], invented])
    assert [(w.item, w.found) for w in result.wrong_marks] == [(item, Decimal(3))]
    assert [w.item for w in result.wrong_facts] == ["name"]
    assert (len(result.lost), len(result.extra)) == (1, 1)
    assert result.totals_agree == len(truth.recordings) - 2
