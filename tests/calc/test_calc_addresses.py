"""Addresses and formulas of the Calc engine: no office needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlwings_calc.addresses import (
    Area,
    Limits,
    address,
    column_letters,
    column_number,
    parse,
    quoted_sheet,
    runs,
    split_sheet,
)
from xlwings_calc.formulas import filled, shifted, to_calc, to_excel

LIMITS = Limits()


@given(st.integers(1, 16_384))
def test_column_letters__round_trip(column: int) -> None:
    """Column letters and numbers are two writings of the same thing."""
    assert column_number(column_letters(column)) == column


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("A1", Area(1, 1, 1, 1)),
        ("$B$2:d5", Area(2, 2, 4, 3)),
        ("D5:B2", Area(2, 2, 4, 3)),
        ("A:C", Area(1, 1, LIMITS.rows, 3)),
        ("2:3", Area(2, 1, 2, LIMITS.columns)),
        ("ZZZZ1", None),
        ("A0", None),
        ("A", None),
        ("total", None),
        ("XFE1", None),
        ("A1:B2:C3", None),
    ],
)
def test_parse(text: str, area: Area | None) -> None:
    """An A1 address is a rectangle, whatever the order of its corners; anything else is no address."""
    assert parse(text, LIMITS) == area


@given(st.integers(1, 99), st.integers(1, 99), st.integers(1, 99), st.integers(1, 99))
def test_address__round_trip(row: int, column: int, rows: int, columns: int) -> None:
    """The written address leads back to the rectangle."""
    area = Area(row, column, rows, columns)
    assert parse(address(area, LIMITS), LIMITS) == area


def test_address__whole_lines_and_relative_parts() -> None:
    """Whole rows and columns are written without the other part, and dollars can be left out."""
    assert address(Area(1, 1, LIMITS.rows, 3), LIMITS) == "$A:$C"
    assert address(Area(4, 1, 2, LIMITS.columns), LIMITS) == "$4:$5"
    assert address(Area(1, 1, 3, 3), LIMITS, False, True) == "$A1:$C3"


@given(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 6))))
def test_runs__cover_exactly(cells: set[tuple[int, int]]) -> None:
    """Runs cover each given cell once and no other."""
    covered = [cell for area in runs(cells) for cell in area.cells()]
    assert sorted(covered) == sorted(cells)


def test_split_sheet() -> None:
    """A sheet name before "!" is taken off, quotes resolved."""
    assert split_sheet("'It''s me'!A1:B2") == ("It's me", "A1:B2")
    assert split_sheet("评分表!A1") == ("评分表", "A1")
    assert split_sheet("A1") == (None, "A1")
    assert quoted_sheet("评分表") == "评分表"
    assert quoted_sheet("A1") == "'A1'"


FORMULAS = [
    ("=SUM(A1,B2:C3)", "=SUM(A1;B2:C3)"),
    ('=Sheet1!A1&"a,b;c!"', '=$Sheet1.A1&"a,b;c!"'),
    ("='My sheet'!$A$1+1", "=$'My sheet'.$A$1+1"),
    ("=评分表!C2*2", "=$评分表.C2*2"),
    ("=SUM({1,2;3,4})", "=SUM({1;2|3;4})"),
    ("=STDEV.S(A1:A9,1.5)", "=STDEV.S(A1:A9;1.5)"),
    ("=IF(A1=#N/A,Sheet2!A:A,1:3)", "=IF(A1=#N/A;$Sheet2.A:A;1:3)"),
]


@pytest.mark.parametrize(("excel", "calc"), FORMULAS)
def test_formulas__both_ways(excel: str, calc: str) -> None:
    """A formula written the way of Excel comes back the way it was written."""
    assert to_calc(excel) == calc
    assert to_excel(calc) == excel


@given(st.text(alphabet="a,;|{}!.'=$A1", max_size=12))
def test_formulas__text_in_quotes_is_left_alone(text: str) -> None:
    """Separators inside text are never translated."""
    formula = f'="{text}"'
    assert to_calc(formula) == formula
    assert to_excel(formula) == formula


def test_shifted__moves_relative_references_only() -> None:
    """Filling moves what has no dollar, leaves text, functions and names alone, and shows #REF! past the edge."""
    assert shifted('=A1+$A1+A$1+$A$1+LOG10(B2)&"A1"', 2, 1) == '=B3+$A3+B$1+$A$1+LOG10(C4)&"A1"'
    assert shifted("=A1", -1, 0) == "=#REF!"
    assert filled("=A1*2", 2, 2) == [["=A1*2", "=B1*2"], ["=A2*2", "=B2*2"]]
