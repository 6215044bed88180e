"""A worksheet that takes whole columns, rendered at once instead of a cell at a time.

XlsxWriter keeps an object per cell and looks at each one three times. For the thousands of rows
of 明细 that is most of a build's time, so blocks of columns are kept as lists and turned into XML
row by row in one join. What XlsxWriter does not know of a block (tables, filters, widths,
formats, conditional formats) works as usual. It relies on a few of XlsxWriter's internals
(`_write_rows` and `_write_row`, `_write_hyperlinks`, `tables`, the table of shared strings);
`tests/books/test_fast_sheet.py` compares the outcome with the ordinary way, cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from typing import Any, TextIO

from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.url import UrlTypes
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.array_formulas import over_arrays

_ODD = re.compile(r"[&<>]|^\s|\s$|_x")  # must be escaped, or its blanks kept
_BLOCK = 5_000  # rows that are turned into XML at a time, so that a long sheet takes no more memory
_TABLE = 5  # arguments of add_table, when the place is given in numbers


@dataclass(frozen=True)
class _Strip:
    """One column of a block: cells, their formats, and whether blanks (None) are drawn.

    `kind` is the type of a cell as its XML says it, "" for what `textual` says.
    """

    column: int
    cells: Sequence[Any]
    formats: Sequence[Format] | Format
    boxed: bool
    textual: bool
    formulas: Sequence[str] | None = None
    kind: str = ""

    def part(self, first: int, last: int) -> _Strip:
        """Returns the cells from `first` up to `last`, counted from the top of the strip."""
        formats = self.formats
        return replace(
            self,
            cells=self.cells[first:last],
            formats=formats if isinstance(formats, Format) else formats[first:last],
            formulas=None if self.formulas is None else self.formulas[first:last],
        )


class _FastStrings(SharedStrings):
    """Writes the shared strings that need no escape at once; the others as XlsxWriter does."""

    fh: TextIO  # type: ignore[assignment]
    string_table: SharedStringTable  # type: ignore[assignment]

    def _write_sst_strings(self) -> None:
        for words in self.string_table.string_array:
            if words.isprintable() and not _ODD.search(words):
                self.fh.write(f"<si><t>{words}</t></si>")
            else:
                self._write_si(words)


class _FastPackager(Packager):
    workbook: Workbook  # type: ignore[assignment]

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            strings = _FastStrings()
            strings.string_table = self.workbook.str_table
            part = self._filename("xl/sharedStrings.xml")  # type: ignore[no-untyped-call]
            strings._set_xml_writer(part)
            strings._assemble_xml_file()


class FastWorkbook(Workbook):
    """A Workbook whose shared strings are written quickly."""

    def _get_packager(self) -> Packager:
        return _FastPackager()


class FastWorksheet(Worksheet):
    """A Worksheet with `write_strip`; every other call works as usual, also in its rows."""

    # Set before anything is written; until then None, which is all that XlsxWriter declares.
    fh: TextIO  # type: ignore[assignment]
    str_table: SharedStringTable  # type: ignore[assignment]
    dim_rowmin: int  # type: ignore[assignment]
    dim_rowmax: int  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self._strips: dict[int, list[_Strip]] = {}
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
        cells: Sequence[Any],
        formats: Sequence[Format] | Format,
        *,
        boxed: bool,
        textual: bool,
    ) -> None:
        """Writes `cells` downwards from (`top`, `column`): all text or all numbers.

        None is blank, and drawn only when `boxed`.
        """
        if not cells:
            return
        self._check_dimensions(top, column)
        self._check_dimensions(top + len(cells) - 1, column)
        if textual:
            cells = self._shared(cells)
        elif any(isinstance(cell, Decimal) for cell in cells):
            # Money and points: a file holds the nearest number that a spreadsheet program has.
            cells = [float(cell) if isinstance(cell, Decimal) else cell for cell in cells]
        self._strips.setdefault(top, []).append(_Strip(column, cells, formats, boxed, textual))

    def boolean_strip(self, top: int, column: int, cells: Sequence[bool], style: Format) -> None:
        """Writes truth values downwards from (`top`, `column`)."""
        if not cells:
            return
        self._check_dimensions(top, column)
        self._check_dimensions(top + len(cells) - 1, column)
        numbers = [int(cell) for cell in cells]
        strip = _Strip(column, numbers, style, boxed=False, textual=False, kind=' t="b"')
        self._strips.setdefault(top, []).append(strip)

    def write_formula_strip(
        self,
        top: int,
        column: int,
        formulas: Sequence[str],
        cells: Sequence[Any],
        formats: Sequence[Format] | Format,
        *,
        boxed: bool,
    ) -> None:
        """Writes formulas downwards from (`top`, `column`), each with its cached value in `cells`.

        Where a formula is "" the value stands alone. None is a blank, or as a result no text.
        """
        if not cells:
            return
        self._check_dimensions(top, column)
        self._check_dimensions(top + len(cells) - 1, column)
        strip = _Strip(column, cells, formats, boxed, textual=False, formulas=formulas)
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

    def _shared(self, cells: Sequence[str | None]) -> list[int | None]:
        """Returns each text's place in the workbook's table of shared strings."""
        table = self.str_table
        place = {
            text: table._get_shared_string_index(text)
            for text in dict.fromkeys(cells)
            if text is not None
        }
        table.count += sum(text is not None for text in cells) - len(place)
        return [None if text is None else place[text] for text in cells]

    def _write_rows(self) -> None:
        if not self._strips:
            super()._write_rows()
            return
        whole = (self.dim_rowmin, self.dim_rowmax)
        row = whole[0]
        for top, strips in sorted(self._strips.items()):
            self._write_others(row, top - 1)
            row = top + max(len(strip.cells) for strip in strips)
            self._write_block(top, row, strips)
        self._write_others(row, whole[1])
        self.dim_rowmin, self.dim_rowmax = whole

    def _write_others(self, first: int, last: int) -> None:
        if first <= last:
            self.dim_rowmin, self.dim_rowmax = first, last
            super()._write_rows()

    def _write_block(self, top: int, end: int, strips: list[_Strip]) -> None:
        strips = sorted(strips, key=lambda strip: strip.column)
        for first in range(0, end - top, _BLOCK):
            last = min(first + _BLOCK, end - top)
            parts = [strip.part(first, last) for strip in strips]
            self._write_rows_of(top + first, top + last, parts)

    def _write_rows_of(self, top: int, end: int, strips: list[_Strip]) -> None:
        rendered = [_rendered(strip, top, end) for strip in strips]
        columns = [strip.column for strip in strips]
        for row, cells in enumerate(zip(*rendered, strict=True), top):
            others = self.table.get(row)
            self._write_row(row, None, self.row_info.get(row))
            if others:
                self._mixed(row, dict(zip(columns, cells, strict=True)), others)
            else:
                self.fh.write("".join(cells))
            self.fh.write("</row>")

    def _mixed(self, row: int, mine: dict[int, str], others: dict[int, Any]) -> None:
        """Writes a row in which single cells were written too; these win over the strips."""
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


def _rendered(strip: _Strip, top: int, end: int) -> list[str]:
    """Returns the XML of each cell of the strip, "" where nothing is drawn."""
    letter = xl_col_to_name(strip.column)
    kind = strip.kind or (' t="s"' if strip.textual else "")
    if isinstance(strip.formats, Format):
        style = f' s="{strip.formats._get_xf_index()}"'
        styles = [style] * len(strip.cells)
    else:
        index = {one: f' s="{one._get_xf_index()}"' for one in set(strip.formats)}
        styles = [index[one] for one in strip.formats]
    if strip.formulas is not None:
        words = _with_formulas(strip, strip.formulas, letter, top + 1, styles)
        return words + [""] * (end - top - len(words))
    # This is most of the time of a long sheet: a comprehension without a condition is the fastest.
    places = zip(range(top + 1, top + 1 + len(styles)), styles, strip.cells, strict=True)
    words = [
        f'<c r="{letter}{row}"{style}{kind}><v>{cell!r}</v></c>' for row, style, cell in places
    ]
    for place, cell in enumerate(strip.cells):
        if cell is None:
            words[place] = ""
            if strip.boxed:
                words[place] = f'<c r="{letter}{top + 1 + place}"{styles[place]}/>'
    return words + [""] * (end - top - len(words))


def _with_formulas(
    strip: _Strip, formulas: Sequence[str], letter: str, first: int, styles: Sequence[str]
) -> list[str]:
    """Returns the XML of cells with formulas; one without a formula has its value alone."""
    words, start = [], f'<c r="{letter}'
    rows = zip(formulas, strip.cells, styles, strict=True)
    for row, (formula, cell, style) in enumerate(rows, first):
        inner = f"<f>{escape(formula[1:], quote=False)}</f>" if formula else ""
        if over_arrays(formula):
            inner = inner.replace("<f>", f'<f t="array" ref="{letter}{row}">')
        if isinstance(cell, str) or (cell is None and formula):
            value = escape(cell or "", quote=False)
            words.append(f'{start}{row}"{style} t="str">{inner}<v>{value}</v></c>')
        elif cell is not None:
            number = float(cell) if isinstance(cell, Decimal) else cell
            words.append(f'{start}{row}"{style}>{inner}<v>{number!r}</v></c>')
        else:
            words.append(f'{start}{row}"{style}/>' if strip.boxed else "")
    return words
