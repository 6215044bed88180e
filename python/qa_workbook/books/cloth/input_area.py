"""The input rows of a blank sheet, addressed by the ids of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qa_workbook.forms.model import Form
from qa_workbook.grids.a1 import letters, runs

ALLOWED_UNDER_PROTECTION = (
    *("sort", "autofilter", "insert_rows", "delete_rows"),
    *("format_cells", "format_columns", "format_rows", "objects"),
)
"""What people may do with a protected sheet beside typing into its white cells: all that findings
tell them to do. Excel sorts and deletes only rows without any locked cell.
"""
LOOKS = {"plain": "input", "centred": "input_centred", "wrapped": "input_wrapped"}
"""Kind of cell format by the look of a column."""
Options = dict[str, object]
"""What XlsxWriter takes for a data validation."""


@dataclass(frozen=True)
class Area:
    """The input rows of a sheet: 0-based first and last row, and its form.

    `ahead` are columns that are filled in before anybody types: they begin no row.
    """

    sheet: Worksheet
    form: Form
    first: int
    last: int
    ahead: frozenset[str] = frozenset()

    def cell(self, key: str) -> str:
        """Returns the address of a column's cell in the first row, fixed to its column: $B7."""
        return f"${letters(self.form.index(key))}{self.first + 1}"

    def whole(self, key: str) -> str:
        """Returns the address of a whole column of the area: $B$7:$B$66."""
        letter = letters(self.form.index(key))
        return f"${letter}${self.first + 1}:${letter}${self.last + 1}"

    def places(self, *keys: str) -> tuple[int, ...]:
        """Returns the places of those columns that the sheet has."""
        return tuple(self.form.index(key) for key in keys if self.form.has(key))

    def begun(self) -> str:
        """Returns the test that more was typed into a row than its number and what is `ahead`."""
        row = self.first + 1
        typed = [
            place
            for place, field in self.form.entered
            if field.kind != "serial" and field.id not in self.ahead
        ]
        counts = [
            f"COUNTA(${letters(begin)}{row}:${letters(end)}{row})" for begin, end in runs(typed)
        ]
        return f"{'+'.join(counts)}>0"

    def unlock(self, row: int, free: Format, height: float | None = None) -> None:
        """Frees a whole row, also right of the table, so that Excel lets it be deleted."""
        self.sheet.set_row(row, height, free)

    def validate(self, place: int, options: Options) -> None:
        """Puts a validation on a column."""
        self.sheet.data_validation(self.first, place, self.last, place, options)

    def highlight(
        self, places: Sequence[int], formula: str, style: Format, *, stop: bool = False
    ) -> None:
        """Formats the cells of the columns where `formula` holds.

        The formula is written for the first row; `{cell}` in it is the cell itself. With `stop`
        no later rule changes the cell.
        """
        for begin, end in runs(sorted(places)):
            criteria = formula.replace("{cell}", f"{letters(begin)}{self.first + 1}")
            options = {
                "type": "formula",
                "criteria": f"={criteria}",
                "format": style,
                "stop_if_true": stop,
            }
            self.sheet.conditional_format(self.first, begin, self.last, end, options)
