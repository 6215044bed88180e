"""Formulas of rows that are made once are those of each row."""

from __future__ import annotations

from qa_workbook.books.analysis.helper_cells import templated
from qa_workbook.books.cloth.table import PlacedTable, TableColumn

COLUMNS = tuple(TableColumn(key, key, [1, 2, 3], "mark") for key in ("n", "rate2"))


def test_a_template_names_the_cells_of_its_row_and_of_the_one_above():
    """Only the numbers of rows differ; a number in a formula or in the name of a sheet stays."""
    table = PlacedTable("甲10", 8, 27, COLUMNS)
    formula = templated(lambda: table, "{n}*10+{above_rate2}+SUM({all_n})")
    assert formula(0) == "=$AB10*10+$AC9+SUM(甲10!$AB$10:$AB$12)"
    assert formula(2) == "=$AB12*10+$AC11+SUM(甲10!$AB$10:$AB$12)"


def test_a_row_is_found_by_words_that_stand_in_one_row_alone():
    """Words that stand in several rows, or in none, name no row."""
    columns = (TableColumn("agent", "工号", ["A", "B", "A", ""]),)
    table = PlacedTable("员工", 0, 0, columns)
    assert [table.row_of("agent", name) for name in ("B", "A", "", "C")] == [1, None, 3, None]


def test_formulas_are_made_once_and_kept():
    """核对 reads the formulas that were written and doesn't make them again."""
    asked = []
    column = TableColumn("n", "n", [1, 2], "mark", formula=lambda row: asked.append(row) or "=1")
    assert column.formulas == column.formulas == ["=1", "=1"]
    assert asked == [0, 1]
