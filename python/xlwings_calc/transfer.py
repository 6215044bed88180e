"""Copying, pasting, filling and exporting a range; links, notes and validation of its cells."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from xlwings_calc.addresses import Area
from xlwings_calc.connection import elements, enum, properties, struct
from xlwings_calc.notes import Note, note_at
from xlwings_calc.part import RangePart
from xlwings_calc.validation import DataValidation
from xlwings_calc.values import corners

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range

_PASTED = {
    None: "A",
    "all": "A",
    "all_merging_conditional_formats": "A",
    "all_using_source_theme": "A",
    "formats": "T",
    "formulas": "SVDF",
    "formulas_and_number_formats": "SVDFT",
    "values": "SVD",
    "values_and_number_formats": "SVDT",
    "comments": "N",
}
_OPERATIONS = {None: 0, "add": 1, "subtract": 2, "multiply": 3, "divide": 4}
_FILLS = {"fill_copy": "SIMPLE", "fill_series": "LINEAR", "growth_trend": "GROWTH"}
_DATE_FILLS = {
    "fill_days": "FILL_DATE_DAY",
    "fill_weekdays": "FILL_DATE_WEEKDAY",
    "fill_months": "FILL_DATE_MONTH",
    "fill_years": "FILL_DATE_YEAR",
}
_URL_FIELD = "com.sun.star.text.TextField.URL"


class Transfer(RangePart):
    """What moves cells or hangs on them."""

    def copy(self, destination: Any = None) -> None:
        """Copies to a range (repeated when it is a multiple) or, without one, to the clipboard."""
        if destination is None:
            self._to_clipboard()
            return
        target: Range = destination.impl
        if target.book.uid != self.book.uid:
            self._to_clipboard()
            target.paste()
            return
        sheet, number = target.sheet.uno, target.sheet.index - 1
        left, top, right, bottom = corners(self.area)
        source = struct(
            "com.sun.star.table.CellRangeAddress",
            Sheet=self.sheet.index - 1,
            StartColumn=left,
            StartRow=top,
            EndColumn=right,
            EndRow=bottom,
        )
        for row, column in _tiles(self.area, target.area):
            place = struct("com.sun.star.table.CellAddress", Sheet=number, Row=row, Column=column)
            sheet.copyRange(place, source)

    def _to_clipboard(self) -> None:
        controller = self.book.controller
        before = controller.getSelection()
        controller.select(self.uno)
        self.book.app.office.dispatch(controller.getFrame(), ".uno:Copy")
        if before is not None:
            controller.select(before)
        self.book.app.office.state["cut_copy_mode"] = "copy"

    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Pastes what `copy()` put on the clipboard; `paste` says which of its parts."""
        if paste not in _PASTED:
            raise NotImplementedError(f"Calc cannot paste {paste!r} alone")
        controller = self.book.controller
        controller.setActiveSheet(self.sheet.uno)
        controller.select(self.uno if self.shape != (1, 1) else self(1, 1).uno)
        self.book.app.office.dispatch(
            controller.getFrame(),
            ".uno:InsertContents",
            Flags=_PASTED[paste],
            FormulaCommand=_OPERATIONS[operation],
            SkipEmptyCells=skip_blanks,
            Transpose=transpose,
            AsLink=False,
            MoveMode=4,
        )

    def copy_from(
        self,
        source_range: Any,
        copy_type: str = "all",
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Copies from another range."""
        source_range.impl._to_clipboard()
        self.paste(copy_type, None, skip_blanks, transpose)

    def move(self, destination: Any) -> None:
        """Moves the cells; references to them follow."""
        target: Range = destination.impl
        if target.book.uid != self.book.uid:
            raise NotImplementedError("Calc moves cells within one book only")
        place = struct(
            "com.sun.star.table.CellAddress",
            Sheet=target.sheet.index - 1,
            Row=target.row - 1,
            Column=target.column - 1,
        )
        self.sheet.uno.moveRange(place, self.uno.getRangeAddress())
        self.book.app.office.shifts += 1

    def autofill(self, destination: Any, type_: str) -> None:
        """Continues the cells into the destination, which holds them at one end."""
        target: Range = destination.impl
        direction, count = _fill_direction(self.area, target.area)
        way = enum("com.sun.star.sheet.FillDirection", direction)
        if type_ in ("fill_default", "fill_values"):
            target.uno.fillAuto(way, count)
            return
        if type_ not in _FILLS and type_ not in _DATE_FILLS:
            raise NotImplementedError(f"Calc has no fill of the kind {type_!r}")
        mode = enum("com.sun.star.sheet.FillMode", _FILLS.get(type_, "DATE"))
        date_mode = enum("com.sun.star.sheet.FillDateMode", _DATE_FILLS.get(type_, "FILL_DATE_DAY"))
        target.uno.fillSeries(way, mode, date_mode, 2.0 if type_ == "growth_trend" else 1.0, 1e307)

    @property
    def hyperlink(self) -> str:
        """The address of the cell's link. Raises ValueError without one."""
        for field in elements(self(1, 1).uno.getTextFields()):
            if hasattr(field, "URL"):
                return str(field.URL)
        raise ValueError("The cell doesn't seem to contain a hyperlink!")

    def add_hyperlink(
        self,
        address: str,
        text_to_display: str | None = None,
        screen_tip: str | None = None,  # noqa: ARG002 -- xlwings' signature
    ) -> None:
        """Puts a link into the cell; Calc shows its own tip."""
        cell = self(1, 1).uno
        cell.setString("")
        field = self.book.uno.createInstance(_URL_FIELD)
        field.URL, field.Representation = address, text_to_display or address
        cell.insertTextContent(cell.createTextCursor(), field, False)

    @property
    def note(self) -> Note | None:
        """The note on the first cell, None without one."""
        return note_at(self(1, 1))

    def add_note(self, text: str) -> Note:
        """Puts a note on the cell."""
        place = self(1, 1).uno.getCellAddress()
        self.sheet.uno.getAnnotations().insertNew(place, text)
        return Note(self(1, 1))

    @property
    def comment(self) -> Any:
        """Not there."""
        raise NotImplementedError("threaded comments are not part of Calc; use notes")

    def add_comment(self, text: str) -> Any:
        """Not there."""
        raise NotImplementedError("threaded comments are not part of Calc; use add_note()")

    @property
    def data_validation(self) -> DataValidation:
        """What may be entered."""
        return DataValidation(self.whole)

    @property
    def table(self) -> Any:
        """The database range the cells belong to, None without one."""
        for table in self.sheet.tables:
            if table.range.area.intersection(self.area):
                return table
        return None

    def copy_picture(self, appearance: str, format: str) -> None:  # noqa: A002 -- xlwings' name
        """Copies the cells to the clipboard, which offers them as a picture too."""
        if appearance not in ("screen", "printer") or format not in ("picture", "bitmap"):
            raise ValueError(f"unknown appearance or format: {appearance!r}, {format!r}")
        self._to_clipboard()

    def to_png(self, path: str) -> None:
        """Writes the cells as a picture."""
        from xlwings_calc.books import file_url

        options = properties(FilterName="calc_png_Export", Selection=self.uno, SelectionOnly=True)
        self.book.uno.storeToURL(file_url(path), options)

    def to_pdf(self, path: str, quality: str) -> None:
        """Writes the cells as PDF."""
        from xlwings_calc.books import export_pdf

        export_pdf(self.book.uno, path, quality, Selection=self.uno)


def _tiles(source: Area, target: Area) -> list[tuple[int, int]]:
    """Returns the 0-based corners at which a copy is put: as many as fill a multiple target."""
    rows = columns = 1
    if target.rows % source.rows == 0 and target.columns % source.columns == 0:
        rows, columns = target.rows // source.rows, target.columns // source.columns
    down = [target.row - 1 + i * source.rows for i in range(rows)]
    right = [target.column - 1 + j * source.columns for j in range(columns)]
    return list(itertools.product(down, right))


def _fill_direction(source: Area, target: Area) -> tuple[str, int]:
    if target.union(source) != target:
        raise ValueError("the destination of a fill must hold the cells it starts from")
    if target.rows > source.rows:
        return ("TO_BOTTOM" if target.row == source.row else "TO_TOP"), source.rows
    return ("TO_RIGHT" if target.column == source.column else "TO_LEFT"), source.columns
