"""Kinds of cells: what is written is read again, and what people write is read right (S12, S20, S21)."""

# ruff: noqa: DTZ001 - sheets know no time zones

from __future__ import annotations

import string
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_workbook.config.base import Text
from qa_workbook.findings.finding import shown
from qa_workbook.forms.kinds import KINDS, CellContext, Reading, in_words
from qa_workbook.forms.kinds.ids import read_id
from qa_workbook.forms.model import Choice, Field, Kind
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import ABSENT
from qa_workbook.grids.grid import ERROR_WORDS, CellError
from qa_workbook.numbers import plain

SOURCES = (
    Choice(id="group", name=Text(zh="集团总部", en="Group headquarters"), names=("总部",)),
    Choice(id="own", name=Text(zh="本中心", en="This centre")),
)


def column(kind: Kind, **more: Any) -> Field:
    """A column of a kind, called 列."""
    return Field(id="column", headings=("列",), kind=kind, **more)


def read(cell: Any, kind: Kind, vocabulary: Vocabulary, **more: Any) -> Reading[Any]:
    return KINDS[kind].read(cell, column(kind, **more), CellContext(vocabulary))


def is_text(text: str) -> bool:
    """Whether a person can have written it: neither nothing nor an error value."""
    return bool(text) and ERROR_WORDS.match(text) is None


digits = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=20)
days = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31))
numbers = st.decimals(-999_999, 999_999, places=3).map(plain)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    "id": digits.filter(lambda text: "+" not in text and text.upper() != "NAN"),
    "text": st.text(st.characters(blacklist_categories=["C"])).map(words).filter(is_text),
    "day": days.map(lambda moment: datetime(moment.year, moment.month, moment.day)),
    "moment": days.map(lambda moment: moment.replace(microsecond=0)),
    "month": days.map(lambda moment: datetime(moment.year, moment.month, 1)),
    "count": st.integers(0, 10**9),
    "number": numbers,
    "money": numbers,
    "yes_no": st.booleans(),
    "choice": st.sampled_from([choice.id for choice in SOURCES]),
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_what_is_written_is_read_again(kind: Kind, vocabulary: Vocabulary, data: Any) -> None:
    """Writing a value and reading the cell gives the value, with nothing to say about it."""
    value = data.draw(VALUES[kind])
    field, context = column(kind, choices=SOURCES), CellContext(vocabulary)
    cell = KINDS[kind].write(value, field, context)
    stored = float(cell) if isinstance(cell, Decimal) else cell  # as a spreadsheet keeps it
    assert KINDS[kind].read(stored, field, context) == Reading(value)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "serial"])
@pytest.mark.parametrize("cell", ["", "  ", None, CellError("#N/A")])
def test_an_empty_cell_says_nothing(kind: Kind, cell: Any, vocabulary: Vocabulary) -> None:
    """Neither an empty cell nor an error value has a value or a finding of its own."""
    field = column(kind, choices=SOURCES)
    values, noted = KINDS[kind].read_column([cell], field, CellContext(vocabulary))
    assert (values, noted) == ([KINDS[kind].nothing], [])


def test_an_empty_cell_says_what_the_column_says(vocabulary: Vocabulary) -> None:
    """`empty` is read as if it stood in the cell."""
    field = column("choice", choices=SOURCES, empty="本中心")
    values, _ = KINDS["choice"].read_column(["", "总部"], field, CellContext(vocabulary))
    assert values == ["own", "group"]


CELLS: list[tuple[Kind, Any, Any, str]] = [
    ("month", "2026年10月", datetime(2026, 10, 1), ""),
    ("month", "2026/1", datetime(2026, 1, 1), ""),
    ("month", "２０２６－１０", datetime(2026, 10, 1), ""),
    ("month", 202610.0, datetime(2026, 10, 1), ""),
    ("month", date(2026, 10, 9), datetime(2026, 10, 1), ""),
    ("month", 2026.1, None, "month-unreadable"),
    ("month", "2026.1", datetime(2026, 1, 1), ""),
    ("month", 46296, datetime(2026, 10, 1), "date-serial"),
    ("month", "46296", None, "month-unreadable"),
    ("month", 20261, None, "month-unreadable"),
    ("month", "2026-13", None, "month-unreadable"),
    ("month", "十月", None, "month-unreadable"),
    ("month", "1899-10", None, "month-unreadable"),
    ("money", "¥4,500.50", "4500.5", "number-as-text"),
    ("money", "４５００元", "4500", "number-as-text"),
    ("money", 4500.5, "4500.5", ""),
    ("money", 0.1 + 0.2, "0.3", ""),
    ("money", "四千五", None, "number-unreadable"),
    ("money", "4500 元/月", None, "number-unreadable"),
    ("money", True, None, "number-unreadable"),
    ("money", date(2026, 1, 1), None, "number-unreadable"),
    ("money", "1234567890123", None, "number-unreadable"),
    ("number", "12,34", None, "number-unreadable"),
    ("number", "4 5", None, "number-unreadable"),
    ("number", "1.50 秒", "1.5", "number-as-text"),
    ("number", float("inf"), None, "number-unreadable"),
    ("number", 999_999_999_999, "999999999999", ""),
    ("number", 1e12, None, "number-out-of-range"),
    ("number", -1e308, None, "number-out-of-range"),
    ("number", 1e-320, "0", ""),
    ("number", "-0", "0", "number-as-text"),
    ("count", 1e308, None, "number-out-of-range"),
    ("count", 3.5, None, "number-not-whole"),
    ("count", -1, None, "number-out-of-range"),
    ("count", "12", 12, "number-as-text"),
    ("duration", 205.0, 205, ""),
    ("duration", " ２０５ 秒", 205, ""),
    ("duration", "00:03:25", 205, ""),
    ("duration", "1小时3分钟25秒", 3805, ""),
    ("duration", "3 min 25 s", 205, ""),
    ("duration", time(0, 3, 25), 205, ""),
    ("duration", timedelta(hours=25), 90_000, ""),
    ("duration", "03:25", None, "duration-unreadable"),
    ("duration", "00:75:00", None, "duration-unreadable"),
    ("duration", 0.5, None, "duration-unreadable"),
    ("duration", -1, None, "duration-unreadable"),
    ("duration", "很久", None, "duration-unreadable"),
    ("duration", "#N/A", None, "formula-error"),
    ("yes_no", "√", True, ""),
    ("yes_no", "也许", None, "yes-no-unclear"),
    ("choice", "集团 总部", "group", ""),
    ("choice", "this centre", "own", ""),
    ("choice", "集团总部门", None, "choice-unknown"),
    ("day", "2026-10-09 14:30", datetime(2026, 10, 9), ""),
    ("moment", "2026-10-09 14:30", datetime(2026, 10, 9, 14, 30), ""),
    ("text", "#REF!", "", "formula-error"),
    ("money", "#DIV/0!", None, "formula-error"),
    ("choice", "#N/A", None, "formula-error"),
]


@pytest.mark.parametrize(("kind", "cell", "value", "code"), CELLS)
def test_what_people_write(
    kind: Kind, cell: Any, value: Any, code: str, vocabulary: Vocabulary
) -> None:
    """Units, signs, full-width forms and other words are understood; two readings never guessed."""
    unit = "秒" if kind == "number" else None
    reading = read(cell, kind, vocabulary, choices=SOURCES, unit=unit)
    assert (reading.value, reading.code) == (value, code)


def test_numbers_stay_within_their_bounds(vocabulary: Vocabulary) -> None:
    """`lowest` and `highest` are allowed themselves, what lies outside names both bounds."""
    bounds = {"lowest": Decimal(0), "highest": Decimal(100)}
    assert read(0.0, "number", vocabulary, **bounds).value == "0"
    assert read(100.0, "number", vocabulary, **bounds).value == "100"
    outside = read(100.5, "number", vocabulary, **bounds)
    assert (outside.code, dict(outside.details)) == (
        "number-out-of-range",
        {"lowest": "0", "highest": "100"},
    )


def test_numbers_of_text_files_are_no_news(vocabulary: Vocabulary) -> None:
    """In a text file every number is text, which nobody needs to be told."""
    context = CellContext(vocabulary, typed=False)
    assert KINDS["money"].read("4500", column("money"), context) == Reading("4500")


def test_a_month_of_a_text_file_may_have_lost_its_zero(vocabulary: Vocabulary) -> None:
    """There 2026.1 may have been the number 2026.10, so it isn't guessed at; 2026.11 is plain."""
    context = CellContext(vocabulary, typed=False)
    assert KINDS["month"].read("2026.1", column("month"), context).code == "month-unreadable"
    november = KINDS["month"].read("2026.11", column("month"), context)
    assert november == Reading(datetime(2026, 11, 1))


def test_lost_zeros_are_put_back(vocabulary: Vocabulary) -> None:
    """A number beside texts of one width has lost its zeros; it gets them, with a warning."""
    cells = ["0012", "0345", 12.0]
    values, noted = KINDS["id"].read_column(cells, column("id"), CellContext(vocabulary))
    assert values == ["0012", "0345", "0012"]
    assert [(position, reading.code) for position, reading in noted] == [(2, "id-leading-zeros")]


def test_a_missing_count_is_not_zero(vocabulary: Vocabulary) -> None:
    """An empty count is ABSENT in the records and an empty cell in a sheet."""
    field, context = column("count"), CellContext(vocabulary)
    assert KINDS["count"].read_column(["", 0.0], field, context)[0] == [ABSENT, 0]
    assert KINDS["count"].write(ABSENT, field, context) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0\u200b0\u200e1", "001"),
        ("\ufeff001\u2060", "001"),
        ("0\u00ad01", "001"),
        ("\u202a001\u202c", "001"),
        ("0\u180e01", "001"),
        ("001\x1f", "001"),
        ('="001"', "001"),
        ('=""001""', "001"),
        ('"001"', "001"),
        ('=" 001 "', "001"),
        ("`001", "001"),
        ("001&nbsp;", "001"),
        ("&#8203;001", "001"),
        ("R&D;1", "R&D;1"),
        ("“001”", "001"),
    ],
)
def test_a_number_is_read_without_what_nobody_sees_or_programs_add(typed: str, read: str) -> None:
    """Signs without width and the guards of exports are no part of a number; that is told."""
    reading = read_id(typed)
    assert reading.value == read
    assert reading.code == ("" if typed == read else "id-cleaned")


@pytest.mark.parametrize("typed", ["001", " 001\t", "'001", "001\u00a0", "\u3000001"])
def test_blanks_around_a_number_are_no_news(typed: str) -> None:
    """Blanks and Excel's own apostrophe are passed over as they always were."""
    assert (read_id(typed).value, read_id(typed).code) == ("001", "")


def test_a_cell_of_signs_that_nobody_sees_is_empty() -> None:
    """What looks empty is empty."""
    assert (read_id("\u200b").value, read_id("\u200b").code) == ("", "")
    assert blank("\u200b\u00a0") and not blank("\u200b0")


def test_a_length_of_time_keeps_within_its_bounds(vocabulary: Vocabulary) -> None:
    """S21: 45 seconds typed as 0:45 are 45 minutes to a spreadsheet; the highest bound tells it."""
    bounded = {"lowest": Decimal(0), "highest": Decimal(1800)}
    assert read("45秒", "duration", vocabulary, **bounded).value == 45
    assert read(1800, "duration", vocabulary, **bounded).value == 1800
    too_long = read(time(0, 45), "duration", vocabulary, **bounded)
    assert (too_long.value, too_long.code) == (None, "number-out-of-range")


def test_values_are_named_as_people_write_them() -> None:
    """A key in a sentence has the words of a choice and a month without a day, no id of ours."""
    assert in_words("own", column("choice", choices=SOURCES)) == "本中心"
    assert in_words("former", column("choice", choices=SOURCES)) == "former"
    assert in_words(datetime(2026, 10, 1), column("month")) == "2026-10"
    assert in_words(datetime(2026, 10, 5), column("day")) == "2026-10-05"
    assert in_words(None, column("month")) == in_words("", column("id")) == ""


def test_cells_are_shown_as_a_sheet_shows_them() -> None:
    """Neither a day with a midnight that nobody wrote, nor a length of time in Python's words."""
    assert shown(datetime(2026, 10, 11)) == "2026-10-11"
    assert shown(datetime(2026, 10, 11, 9, 30)) == "2026-10-11 09:30:00"
    assert shown(timedelta(hours=25)) == words(timedelta(hours=25)) == "25:00:00"
