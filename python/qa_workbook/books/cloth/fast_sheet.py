"""A worksheet that takes whole columns, rendered at once instead of a cell at a time.

XlsxWriter keeps an object per cell and looks at each one three times. For the thousands of rows
of 明细 that is most of a build's time, so blocks of columns are kept as lists and turned into XML
row by row in one join. What XlsxWriter does not know of a block (tables, filters, widths,
formats, conditional formats) works as usual. It relies on a few of XlsxWriter's internals
(`_write_rows` and `_write_row`, `_write_hyperlinks`, `tables`, the table of shared strings);
`tests/books/test_fast_sheet.py` compares the outcome with the ordinary way, cell by cell.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, Any, TextIO

from xlsxwriter.format import Format
from xlsxwriter.sharedstrings import SharedStringTable
from xlsxwriter.url import UrlTypes
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import CellStringTuple, RowInfo, Worksheet

from qa_workbook.books.cloth.fast_workbook import Part
from qa_workbook.books.cloth.row_templates import Templates
from qa_workbook.books.cloth.single_cells import cell_xml

if TYPE_CHECKING:
    import pyarrow as pa

    from qa_workbook.books.cloth.strips import Cells, Piece, Strip, Words

_BLOCK = 5_000  # rows that are turned into XML at a time, so that a long sheet takes no more memory
_TABLE = 5  # arguments of add_table, when the place is given in numbers


class FastWorksheet(Worksheet):
    """A Worksheet with `write_strip`; every other call works as usual, also in its rows."""

    # Set before anything is written; until then None, which is all that XlsxWriter declares.
    fh: TextIO  # type: ignore[assignment]
    str_table: SharedStringTable  # type: ignore[assignment]
    dim_rowmin: int  # type: ignore[assignment]
    dim_rowmax: int  # type: ignore[assignment]
    dim_colmin: int  # type: ignore[assignment]
    dim_colmax: int  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self._strips: dict[int, list[Strip]] = {}
        self._links: list[tuple[str, str, str]] = []

    def _prepare_formula(self, formula: str, _expand: bool = False) -> str:
        """A formula without its braces and equals sign.

        XlsxWriter looks for some thirty functions here that our formulas may not have anyway: no
        program older than Excel 365 knows them.
        """
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")

    def add_table(self, *place: Any) -> Any:  # type: ignore[override]
        """Adds a table as XlsxWriter does, but notes the cells of its header alone.

        XlsxWriter notes every cell of a table to find overlaps.
        """
        if len(place) != _TABLE or place[2] <= place[0] + 1 or not _only_headed(place[4]):
            return super().add_table(*place)
        top, left, bottom, right, options = place
        if self._check_dimensions(bottom, right, True, True):
            return -1
        done = super().add_table(top, left, top + 1, right, options)
        if done == 0:
            self.tables[-1] |= dict.fromkeys(
                ("range", "a_range", "autofilter"), xl_range(top, left, bottom, right)
            )
        return done

    def write_strip(
        self,
        top: int,
        column: int,
        cells: Words | pa.Array | Sequence[Any],
        formats: Sequence[Format] | Format,
        *,
        boxed: bool,
        textual: bool,
    ) -> None:
        """Writes `cells` downwards from (`top`, `column`): all text or all numbers.

        None is blank, and drawn only when `boxed`.
        """
        from qa_workbook.books.cloth import strips

        if not len(cells):
            return
        if textual:
            words = cells if isinstance(cells, strips.Words) else strips.Words.of(cells)
            made = self._word_cells(words)
        else:
            made = strips.cells_of_numbers(cells)
        self._add(top, strips.Strip(column, made, formats, boxed))

    def write_mixed_strip(
        self,
        top: int,
        column: int,
        cells: Sequence[Any],
        formats: Sequence[Format] | Format,
        *,
        boxed: bool,
    ) -> None:
        """Writes texts and numbers of one column downwards from (`top`, `column`)."""
        from qa_workbook.books.cloth import strips

        if len(cells):
            texts = [cell if isinstance(cell, str) else None for cell in cells]
            numbers = [None if isinstance(cell, str) else cell for cell in cells]
            words = self._word_cells(strips.Words.of(texts))
            made = strips.EitherCells(words, strips.cells_of_numbers(numbers))
            self._add(top, strips.Strip(column, made, formats, boxed))

    def fold_rows(self, rows: Sequence[int]) -> None:
        """Folds `rows`, in rising order, below the row above them: they all look alike.

        XlsxWriter makes a description for each row; here they share the one of the first.
        """
        if not rows:
            return
        self._check_dimensions(rows[-1], 0)
        self.set_row(rows[0], None, None, {"level": 1})
        self._like_the_first(rows)

    def raise_rows(self, rows: Sequence[int], height: float) -> None:
        """Gives `rows`, in rising order, a height: as `set_row` does one by one."""
        if not rows:
            return
        self.set_row(rows[-1], height)
        self.set_row(rows[0], height)
        self._like_the_first(rows)

    def _like_the_first(self, rows: Sequence[int]) -> None:
        first = rows[0]
        self.row_info.update(dict.fromkeys(rows, self.row_info[first]))
        self.row_sizes.update(dict.fromkeys(rows, self.row_sizes[first]))

    def copy_rows(self, other: FastWorksheet, first: int, last: int, to: int) -> None:
        """Copies the rows from `first` to `last` of another sheet of the workbook, to `to` on.

        That is their single cells, merged ranges and heights; nobody may have written there.
        """
        down = to - first
        for row in range(first, last + 1):
            cells = self.table[row + down] = dict(other.table[row])
            self.str_table.count += sum(type(cell) is CellStringTuple for cell in cells.values())
            if row in other.row_info:
                self.row_info[row + down] = other.row_info[row]
                self.row_sizes[row + down] = other.row_sizes[row]
        for top, left, bottom, right in other.merge:
            if first <= top and bottom <= last:
                self.merge.append([top + down, left, bottom + down, right])
        self._check_dimensions(to, other.dim_colmin)
        self._check_dimensions(last + down, other.dim_colmax)

    def boolean_strip(self, top: int, column: int, cells: Sequence[bool], style: Format) -> None:
        """Writes truth values downwards from (`top`, `column`)."""
        from qa_workbook.books.cloth import strips

        if len(cells):
            numbers = strips.cells_of_numbers([int(cell) for cell in cells], strips.TRUTH)
            self._add(top, strips.Strip(column, numbers, style, boxed=False))

    def write_formula_strip(
        self,
        top: int,
        column: int,
        formulas: Sequence[str] | Templates,
        cells: Sequence[Any],
        formats: Sequence[Format] | Format,
        *,
        boxed: bool,
    ) -> None:
        """Writes formulas downwards from (`top`, `column`), each with its cached value in `cells`.

        Where a formula is "" the value stands alone. None is a blank, or as a result no text.
        """
        from qa_workbook.books.cloth import formula_cells, strips

        if not cells:
            return
        made: Cells
        if not isinstance(formulas, Templates):
            made = formula_cells.FormulaCells(formulas, cells)
        elif formulas.first == top + 1:
            made = formula_cells.TemplateCells(formulas, cells)
        else:
            own = [formulas.formula(row) for row in range(len(cells))]
            made = formula_cells.FormulaCells(own, cells)
        self._add(top, strips.Strip(column, made, formats, boxed))

    def _add(self, top: int, strip: Strip) -> None:
        self._check_dimensions(top, strip.column)
        self._check_dimensions(top + len(strip) - 1, strip.column)
        self._strips.setdefault(top, []).append(strip)

    def link_strip(
        self, top: int, column: int, files: Sequence[str], anchors: Sequence[str]
    ) -> None:
        """Links the cells from (`top`, `column`) downwards to places in files.

        `files` are escaped URIs, "" for no link; `anchors` are like "'sheet'!A1".

        The words in the cells are written by `write_strip`. Each file is one relationship, however
        many cells link to it.
        """
        letter = xl_col_to_name(column)
        links = zip(files, anchors, strict=True)
        self._links += [
            (f"{letter}{row}", file, anchor)
            for row, (file, anchor) in enumerate(links, top + 1)
            if file
        ]

    def _write_hyperlinks(self) -> None:
        if not self._links:
            super()._write_hyperlinks()
            return
        ids: dict[str, int] = {}
        for file in dict.fromkeys(file for _, file, _ in self._links):
            self.rel_count += 1
            ids[file] = self.rel_count
            self.external_hyper_links.append(["/hyperlink", file, "External"])
        self._xml_start_tag("hyperlinks")
        for cell, file, anchor in self._links:
            self.fh.write(
                f'<hyperlink ref="{cell}" r:id="rId{ids[file]}" location="{escape(anchor)}"/>'
            )
        for row, links in self.hyperlinks.items():
            for column, link in links.items():
                if link._link_type != UrlTypes.INTERNAL:
                    raise ValueError("a sheet has either link strips or single links to files")
                self._write_hyperlink_internal(row, column, link)
        self._xml_end_tag("hyperlinks")

    def _word_cells(self, words: Words) -> Cells:
        from qa_workbook.books.cloth.strips import word_cells

        return word_cells(words.codes, self._shared(words))

    def _shared(self, words: Words) -> list[int]:
        """Returns each text's place in the workbook's table of shared strings."""
        table = self.str_table
        known = table.string_table
        places = [known.setdefault(word, len(known)) for word in words.words]
        table.unique_count = len(known)
        table.count += len(words) - words.codes.null_count
        return places

    def _write_rows(self) -> None:
        if not self._strips:
            super()._write_rows()
            return
        whole = (self.dim_rowmin, self.dim_rowmax)
        row = whole[0]
        for top, strips in sorted(self._strips.items()):
            self._write_others(row, top - 1)
            row = top + max(map(len, strips))
            self._write_block(top, row, strips)
        self._write_others(row, whole[1])
        self.dim_rowmin, self.dim_rowmax = whole

    def _write_others(self, first: int, last: int) -> None:
        if first <= last:
            self.dim_rowmin, self.dim_rowmax = first, last
            super()._write_rows()

    def _write_block(self, top: int, end: int, strips: list[Strip]) -> None:
        strips = sorted(strips, key=lambda strip: strip.column)
        others = sorted(
            row - top for row, cells in self.table.items() if top <= row < end and cells
        )
        for first in range(0, end - top, _BLOCK):
            last = min(first + _BLOCK, end - top)
            between = slice(bisect_left(others, first), bisect_left(others, last))
            self._write_rows_of(top, first, last, strips, others[between])

    def _write_rows_of(
        self, top: int, first: int, last: int, strips: list[Strip], others: Sequence[int]
    ) -> None:
        """Writes the rows from `first` up to `last`; in `others` single cells were written too.

        All are counted from `top`.
        """
        from qa_workbook.books.cloth.strips import joined, replaced, row_names, text_of

        rows = row_names(top + first, top + last)
        starts: list[Piece] = ['<row r="', rows, *self._row_starts(top + first, top + last)]
        cells = {strip.column: strip.pieces(first, last, rows) for strip in strips}
        mixed = [row - first for row in others]
        whole = joined([*starts, *chain.from_iterable(cells.values()), "</row>"])
        if mixed:
            made = self._mixed_rows(top + first, mixed, joined(starts), cells)
            whole = replaced(whole, mixed, made)
        self._pass_on(text_of(whole))

    def _pass_on(self, block: memoryview) -> None:
        if isinstance(self.fh, Part):
            self.fh.pass_on(block)
        else:
            self.fh.write(str(block, "utf-8"))

    def _row_starts(self, first: int, last: int) -> list[Piece]:
        """What follows the number of each row from `first` up to `last` in its first tag."""
        from qa_workbook.books.cloth.strips import few_texts

        plain = self._row_start(None)
        if self.row_info.keys().isdisjoint(range(first, last)):
            return [plain]
        own = list(map(self.row_info.get, range(first, last)))
        # Rows that look alike mostly share a description, so that few are to be put into words.
        codes: dict[int, int] = {}
        code_of_row = [codes.setdefault(id(info), len(codes)) for info in own]
        infos = {id(info): info for info in own}
        return [few_texts([self._row_start(infos[place]) for place in codes], code_of_row)]

    def _row_start(self, info: RowInfo | None) -> str:
        with self._aside() as written:
            self._write_row(0, None, info)
        return written.getvalue().removeprefix('<row r="1')

    @contextmanager
    def _aside(self) -> Iterator[StringIO]:
        """Gives what is written within the block, which doesn't come into the sheet."""
        sheet, self.fh = self.fh, StringIO()
        try:
            yield self.fh
        finally:
            self.fh = sheet

    def _mixed_rows(
        self, top: int, rows: Sequence[int], starts: pa.Array, cells: dict[int, list[Piece]]
    ) -> list[str]:
        """The rows in which single cells were written too, counted from `top`."""
        from qa_workbook.books.cloth.strips import joined

        begun = starts.take(rows).to_pylist()
        mine = {
            column: joined(pieces).take(rows).to_pylist()
            for column, pieces in cells.items()
            if pieces
        }
        texts = []
        for place, row in enumerate(rows):
            with self._aside() as written:
                written.write(begun[place])
                here = {column: words[place] for column, words in mine.items()}
                self._mixed(top + row, here, self.table[top + row])
                written.write("</row>")
            texts.append(written.getvalue())
        return texts

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        words = cell_xml(row, col, cell)
        if words is None:
            super()._write_cell(row, col, cell)
        else:
            self.fh.write(words)

    def _mixed(self, row: int, mine: dict[int, str], others: dict[int, Any]) -> None:
        """Writes the cells of a row in which single ones were written; these win."""
        for column in sorted(mine.keys() | others.keys()):
            if column in others:
                self._write_cell(row, column, others[column])
            else:
                self.fh.write(mine[column])


def _only_headed(options: dict[str, Any]) -> bool:
    """Returns whether the options of a table touch no cell but those of its header."""
    columns = options.get("columns", ())
    return options.keys() <= {"name", "columns", "style"} and all(
        one.keys() <= {"header", "header_format"} for one in columns
    )
