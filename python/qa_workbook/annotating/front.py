"""The sheet in front: its XML and its place in the workbook."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.book import Book, quoted
from qa_workbook.annotating.model import FrontCell, FrontSheet
from qa_workbook.annotating.package import Package, new_part
from qa_workbook.annotating.properties import name_sheet
from qa_workbook.annotating.sheet_parts import deselected
from qa_workbook.annotating.styles import Styles
from qa_workbook.annotating.values import content_of
from qa_workbook.grids.a1 import address, area, letters

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
TAB = "E4572F"
"""The colour of our tab: the sheet that has it is ours when the file comes back."""
_NUMBERED = re.compile(r" \([0-9]+\)$")
_FONT = "Microsoft YaHei"
_INK, _LINK, _LINES, _GROUND = "222222", "1F5FBF", "C8CDD3", "E8EDF3"
_LONGEST_NAME = 31  # characters of the name of a sheet
_LATEST_HEADING = 12  # rows that may stay in sight when the sheet is scrolled
_LINE, _TITLE, _MOST_HIGH = 16.5, 27.0, 400.0  # heights of rows in points


def put_in_front(package: Package, styles: Styles, front: FrontSheet) -> None:
    """Puts the sheet in front, in place of ours of an earlier time."""
    book = Book(package)
    index, part, name = _earlier(package, book, front.name)
    for other in book.all_parts():
        if other != part:
            package.write(other, deselected(package.text(other)))
    if part:
        package.remove_with_its_own(part)
        book.bring_to_front(index)
    else:
        name = _free_name(book, front.name)
        part = package.unused("xl/worksheets/sheet{}.xml")
        package.name_type(part, _TYPE)
        book.insert(name, package.relate(book.part, "worksheet", part))
        name_sheet(package, name)
    page = _Page(front, styles)
    package.write(part, new_part(page.xml(package.main_namespace)))
    book.repeat_row(name, page.heading_row)


def _earlier(package: Package, book: Book, name: str) -> tuple[int, str, str]:
    """Place, part and name of our sheet of an earlier time; the part is "" where there is none."""
    parts = book.sheets
    for index, element in enumerate(book.listed()):
        own = element.tag.get("name") or ""
        is_named = own.casefold() == name.casefold() or _NUMBERED.sub("", own) == name
        if is_named and own in parts and _has_our_tab(package.text(parts[own])):
            return index, parts[own], own
    return 0, "", name


def _has_our_tab(text: str) -> bool:
    tabs = [tag.get("rgb") or "" for tag in xml_text.tags(text, "tabColor")]
    return any(tab.upper().endswith(TAB) for tab in tabs)


def _free_name(book: Book, name: str) -> str:
    taken = {(element.tag.get("name") or "").casefold() for element in book.listed()}
    free, number = name, 2
    while free.casefold() in taken:
        ending = f" ({number})"
        free, number = name[: _LONGEST_NAME - len(ending)] + ending, number + 1
    return free


class _Page:
    """The sheet as rows: title, lines, an empty one, headings, table."""

    def __init__(self, front: FrontSheet, styles: Styles) -> None:
        self.front, self.looks = front, _Looks(styles)
        self.heading_row = len(front.lines) + (3 if front.lines else 2)
        self.width = max(len(front.headings), 1)
        self.links: list[str] = []

    def xml(self, namespace: str) -> str:
        """Returns the part."""
        rows = "".join(self._rows())
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
            for number, width in enumerate(self.front.widths, 1)
        )
        links = f"<hyperlinks>{''.join(self.links)}</hyperlinks>" if self.links else ""
        used = area(0, 0, self.heading_row + len(self.front.rows) - 1, self.width - 1)
        return (
            f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FF{TAB}"/>'
            f'<pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="{used}"/>{self._view()}'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
            f"<sheetData>{rows}</sheetData>{self._merged()}{links}"
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
            f'<ignoredErrors><ignoredError sqref="{used}" numberStoredAsText="1"/></ignoredErrors>'
            "</worksheet>"
        )

    def _view(self) -> str:
        row = self.heading_row
        pane = (
            f'<pane ySplit="{row}" topLeftCell="A{row + 1}" activePane="bottomLeft" '
            f'state="frozen"/><selection pane="bottomLeft" activeCell="A{row + 1}" '
            f'sqref="A{row + 1}"/>'
        )
        pane = pane if row <= _LATEST_HEADING else ""
        attributes = 'showGridLines="0" tabSelected="1" workbookViewId="0"'
        return f"<sheetViews><sheetView {attributes}>{pane}</sheetView></sheetViews>"

    def _merged(self) -> str:
        if self.width < 2:
            return ""
        last = letters(self.width - 1)
        rows = range(1, len(self.front.lines) + 2)
        areas = "".join(f'<mergeCell ref="A{row}:{last}{row}"/>' for row in rows)
        return f'<mergeCells count="{len(rows)}">{areas}</mergeCells>'

    def _rows(self) -> Iterator[str]:
        front = self.front
        yield _row(0, [self._cell(0, 0, front.title, self.looks.title)], _TITLE)
        full = sum(front.widths)
        for row, line in enumerate(front.lines, 1):
            yield _row(row, [self._cell(row, 0, line, self.looks.line)], _high(line, full))
        row = self.heading_row - 1
        headings = [
            self._cell(row, c, word, self.looks.heading) for c, word in enumerate(front.headings)
        ]
        yield _row(row, headings, max(map(_high, front.headings, front.widths), default=_LINE) + 4)
        for number, cells in enumerate(front.rows, self.heading_row):
            words = [self._table_cell(number, c, cell) for c, cell in enumerate(cells)]
            heights = map(_high, (cell.text for cell in cells), front.widths)
            yield _row(number, words, max(heights, default=_LINE) + 3)

    def _table_cell(self, row: int, column: int, cell: FrontCell) -> str:
        look = self.looks.cell(cell.colour, cell.link is not None)
        if cell.link is not None:
            sheet, cells = cell.link
            target = xml_text.attribute(f"{quoted(sheet)}!{cells}")
            self.links.append(f'<hyperlink ref="{address(row, column)}" location="{target}"/>')
        return self._cell(row, column, cell.text, look)

    @staticmethod
    def _cell(row: int, column: int, words: str, style: int) -> str:
        kind, _, inside = content_of(words, "").partition(">")
        return f'<c r="{address(row, column)}" s="{style}"{kind}>{inside}</c>'


def _row(row: int, cells: list[str], height: float) -> str:
    size = f'ht="{min(height, _MOST_HIGH):g}" customHeight="1"'
    return f'<row r="{row + 1}" {size}>{"".join(cells)}</row>'


def _high(words: str, width: float) -> float:
    """Points that wrapped text takes in a column so many characters wide."""
    room = max(width - 1.5, 1.0)
    lines = sum(max(1, math.ceil(_wide(line) / room)) for line in words.split("\n"))
    return lines * _LINE


def _wide(line: str) -> float:
    return sum(2.1 if unicodedata.east_asian_width(c) in "WFA" else 1.1 for c in line)


class _Looks:
    """The styles of the sheet in front."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        plain = "<left/><right/><top/><bottom/><diagonal/>"
        self._none = styles.add("borders", f"<border>{plain}</border>")
        edge = f'style="thin"><color rgb="FF{_LINES}"/>'
        sides = "".join(f"<{side} {edge}</{side}>" for side in ("left", "right", "top", "bottom"))
        self._thin = styles.add("borders", f"<border>{sides}<diagonal/></border>")
        self.title = self._style(_font(16, is_bold=True), "", is_framed=False)
        self.line = self._style(_font(10), "", is_framed=False)
        self.heading = self._style(_font(10, is_bold=True), _GROUND)

    def cell(self, colour: str, is_link: bool) -> int:
        """Returns the style of a cell of the table."""
        return self._style(_font(10, _LINK if is_link else _INK, is_link=is_link), colour)

    def _style(self, font: str, colour: str, is_framed: bool = True) -> int:
        number = self._styles.add("fonts", font)
        fill = self._styles.fill(colour) if colour else 0
        border = self._thin if is_framed else self._none
        return self._styles.add(
            "cellXfs",
            f'<xf numFmtId="49" fontId="{number}" fillId="{fill}" borderId="{border}" xfId="0" '
            'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" '
            'applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>',
        )


def _font(size: int, colour: str = _INK, *, is_bold: bool = False, is_link: bool = False) -> str:
    bold, line = "<b/>" if is_bold else "", "<u/>" if is_link else ""
    return (
        f'<font>{bold}{line}<sz val="{size}"/><color rgb="FF{colour}"/>'
        f'<name val="{_FONT}"/><family val="2"/><charset val="134"/></font>'
    )
