"""Printing in parts: what belongs together stands on one page of A4 across."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa_workbook.books.cloth.page import Page

_PAGE = (1030, 680)  # what fits on A4 across with our margins, in pixels
_SIGN, _ROW = 9.7, 24.0
"""Pixels of a sign of a column's width (where the font is replaced by a wider one) and of a row."""
_PIXELS, _REPEATED = 96 / 72, 40.0  # of a point; points of the heading that pages repeat


def print_in_parts(
    page: Page, breaks: Iterable[int], columns: Iterable[int], rows: int | None = None
) -> None:
    """Makes pages begin at the rows `breaks`, as wide as `columns` together.

    The scale is a number: Excel knows no breaks of ours in what it fits to pages itself. Where
    `rows` is given so many fit on a page. After `close`, which sets up the rest.
    """
    wide = sum(page.widths.get(column, 8) for column in columns) * _SIGN
    share = min(1.0, _PAGE[0] / wide)
    if rows is not None:
        share = min(share, _PAGE[1] / (rows * _ROW))
    page.sheet.set_print_scale(max(10, int(100 * share)))
    page.sheet.set_h_pagebreaks(list(breaks))


def print_in_blocks(
    page: Page, columns: Iterable[int], blocks: Sequence[tuple[int, float]], above: float
) -> None:
    """Makes pages as wide as `columns` together that begin with a whole block of rows.

    `blocks` are the first row of each with its height, `above` the height of the heading, both in
    points. After `close`, which sets up the rest.
    """
    wide = sum(page.widths.get(column, 8) for column in columns) * _SIGN
    share = min(1.0, _PAGE[0] / wide)
    room, used, breaks = _PAGE[1] / share / _PIXELS, above, []
    for row, height in blocks:
        if used + height > room and used > above:
            breaks.append(row)
            used = _REPEATED
        used += height
    page.sheet.set_print_scale(max(10, int(100 * share)))
    page.sheet.set_h_pagebreaks(breaks)
