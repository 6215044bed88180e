"""A paper on A4 upright that is filled from the top down, with cells over several columns."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format

from qa_workbook.books.cloth.style import ACCENT, put, wrapped_lines
from qa_workbook.books.papers.book import PaperBook, PaperPage

ROW, LINE, SECTION = 19.0, 13.5, 22.0
"""Heights in points: of a row, of a line of text in it, of the row of a section's heading."""
_GAP = 8.0
_ACROSS = 535.0  # points of A4 between the margins
_DIGIT = 6.9  # points that a digit of a column takes with a wide font
_DOWN = 750.0  # points of A4 between head and foot, less what programs differ by
_SLACK = 1.5  # digits by which headings, which aren't indented, may be longer than reckoned


class FormPage(PaperPage):
    """A sheet with columns of `widths`, written row by row from the top."""

    def __init__(self, book: PaperBook, name: str, widths: Sequence[float]) -> None:
        super().__init__(book, name, colour=ACCENT)
        self.columns = tuple(widths)
        self.row = 0
        self._scale = min(1.0, _ACROSS / (_DIGIT * sum(self.columns)))
        self._used = 0.0
        self._breaks: list[int] = []
        self._titles: tuple[int, float] | None = None

    @property
    def right(self) -> int:
        """The last column."""
        return len(self.columns) - 1

    def next(self, height: float = ROW) -> int:
        """Sets the height of this row and goes on to the next; returns this one."""
        row = self.row
        self.sheet.set_row(row, height)
        self.row += 1
        self._used += height
        return row

    def across(
        self, row: int, first: int, last: int, value: object, style: Format, formula: str = ""
    ) -> None:
        """Writes one cell over several columns."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        put(self.sheet, row, first, value, style, formula)

    def lines(self, words: str, first: int, last: int) -> int:
        """Returns how many lines a text takes over some columns."""
        return wrapped_lines(words, sum(self.columns[first : last + 1]) - 2) if words else 1

    def cut(self, words: str, first: int, last: int, most: int, more: str) -> str:
        """Returns as much of a text as `most` lines have room for; `more` says that there is."""
        if self.lines(words, first, last) <= most:
            return words
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.lines(words[:middle] + more, first, last) <= most
            low, high = (middle, high) if fits else (low, middle - 1)
        return words[:low] + more

    def begin(self, words: str) -> None:
        """Begins a section."""
        self.next(_GAP)
        self.section(self.row, words, len(self.columns))
        self.next(SECTION)

    def header(
        self, places: Sequence[tuple[int, int]], words: Sequence[str], *, repeat: bool = False
    ) -> int:
        """Writes the headings of a table; returns their row.

        The first that are to `repeat` are printed again on every later page.
        """
        widths = (sum(self.columns[first : last + 1]) + _SLACK for first, last in places)
        lines = (wrapped_lines(one, width) for one, width in zip(words, widths, strict=True))
        height = max(ROW, 5 + LINE * max(lines))
        row, style = self.next(height), self.styles("header")
        if repeat and self._titles is None:
            self._titles = row, height
        for (first, last), one in zip(places, words, strict=True):
            self.across(row, first, last, one, style)
        return row

    def note(self, words: str) -> None:
        """Writes a small text over the whole width."""
        height = 4 + 12.5 * self.lines(words, 0, self.right)
        self.across(self.next(height), 0, self.right, words, self.styles("note"))

    def break_page(self) -> None:
        """Begins a printed page here."""
        self._breaks.append(self.row)
        self._used = self._titles[1] if self._titles else 0.0

    @property
    def broken(self) -> bool:
        """Whether a second page has begun."""
        return bool(self._breaks)

    def keep(self, height: float) -> None:
        """Begins a printed page where there is no room for so much more on this one."""
        if self._used + height > _DOWN / self._scale:
            self.break_page()

    def end(self, footer: str) -> None:
        """Sets widths and printing: as wide as the paper, breaks where they were asked for."""
        self.widths = dict(enumerate(self.columns))
        self.close(footer)
        self.sheet.set_portrait()
        self.sheet.center_horizontally()
        self.sheet.print_area(0, 0, self.row - 1, self.right)
        # Excel passes over page breaks where it is to fit a sheet to pages by itself.
        self.sheet.fit_page = 0
        self.sheet.set_print_scale(int(100 * self._scale))
        self.sheet.set_h_pagebreaks(self._breaks)
        if self._titles:
            self.sheet.repeat_rows(self._titles[0])
