"""The workbook of the laboratory: its formulas give what was computed, and it is the same every time."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from made_recordings import recordings, scheme
from qa_workbook.analysis.analyse import analyse
from qa_workbook.books.laboratory.book import write_laboratory_book
from qa_workbook.laboratory import tested as told
from qa_workbook.laboratory.backtest import Backtest, moved
from qa_workbook.laboratory.items import item_analysis
from qa_workbook.laboratory.outcome import outcome
from qa_workbook.numbers import period
from shared_office import HAS_CALC, convert_in_calc

OCTOBER = period("2026-10")


@pytest.fixture(scope="module")
def tested() -> told.Tested:
    """Made-up recordings of the shipped scheme, and a draft in which the last item weighs twice as much."""
    old = scheme()
    *others, last = old.indicators
    new = old.renewed(version="2027.1", indicators=(*others, last.renewed(weight=2 * last.weight)))
    frames = {old.key: recordings(old, 4, 6)}
    change = moved({old.key: old}, frames, new, "refuse")
    analyses = [
        analyse({one.key: one}, part, OCTOBER)
        for one, part in ((old, frames), (new, change.frames))
    ]
    items = [
        item_analysis(one, part[one.key], None, "zh")
        for one, part in ((old, frames), (new, change.frames))
    ]
    found = Backtest((old,), new, "refuse", change.differences, outcome(*analyses))
    return told.Tested(analyses[0], items[0], found, items[1], 30)


def formulas(path: Path) -> dict[tuple[str, str], str]:
    """Every formula of a workbook by sheet and cell."""
    found = {}
    for sheet in openpyxl.load_workbook(path):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            text = getattr(cell.value, "text", cell.value)
            if isinstance(text, str) and text.startswith("="):
                found[sheet.title, cell.coordinate] = text
    return found


def test_book__same_bytes_and_no_formulas_above_the_limit(tested, tmp_path):
    """The same input gives the same bytes; above the limit figures are values, and unchanged recordings are left out."""
    for name in ("a", "b"):
        write_laboratory_book(tmp_path / name, tested, "en", live_up_to=10_000)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    write_laboratory_book(tmp_path / "c.xlsx", tested, "zh", live_up_to=1)
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert "核对" not in book.sheetnames and "单项扣分" not in book.sheetnames
    assert book["试算"].max_row - 5 == len(tested.backtest.outcome.changed)


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="needs LibreOffice")
def test_book__formulas_recalculated(tested, tmp_path):
    """LibreOffice comes to the computed value in every cell, and 核对 finds no difference."""
    file = tmp_path / "实验室.xlsx"
    write_laboratory_book(file, tested, "zh", live_up_to=10_000)
    made = openpyxl.load_workbook(file, data_only=True)
    again = openpyxl.load_workbook(convert_in_calc(file, "xlsx", tmp_path), data_only=True)
    live = formulas(file)
    assert len(live) > 100
    for sheet, cell in live:
        computed, found = made[sheet][cell].value, again[sheet][cell].value
        assert found == pytest.approx(computed, abs=1e-6), (sheet, cell, live[sheet, cell])
