"""Sheet 明细: an Excel table of every recording with marks, scores and origin; several sheets when it is too long."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from qa_workbook.books.analysis.page import FIRST_ROW, Book, Page
from qa_workbook.books.analysis.sources import link_cells
from qa_workbook.books.cloth.columns import Column, Placed
from qa_workbook.books.cloth.style import DEPTH, INK, LINE, MUTED, STRIPE, Tone
from qa_workbook.frames import COUNT, MARK
from qa_workbook.scheme.model import Indicator

ROWS = 1_048_576 - FIRST_ROW - 2  # what a sheet can hold below the heading
PAPER = "#FFFFFF"
_STRIPES = (Tone(STRIPE, INK), Tone(PAPER, INK))
_HAIRLINE: dict[str, Any] = {"bottom": 1, "bottom_color": LINE}
_FROZEN = 4  # columns that stay in sight: day, recording, agent
LINKED_ROWS = 20_000  # above this many rows the links slow Excel down; the sheet 来源 has them all


def parts(analysis: Any, rows: int = ROWS) -> Iterator[tuple[int, Any]]:
    """Yields (number from 1, rows of the detail frame) for each 明细 sheet, sorted by day, agent and recording."""
    frame = analysis.detail.sort_values(
        ["call_date", "agent", "recording", "inspector"], kind="stable"
    )
    for number, start in enumerate(range(0, max(len(frame), 1), rows), 1):
        yield number, frame.iloc[start : start + rows]


def write(book: Book, sheet: Any, analysis: Any, frame: Any, table: str) -> Placed:
    """Writes one 明细 sheet as the Excel table called `table`; returns where the rows lie."""
    page = Page(book, sheet, book.say("detail"), analysis)
    columns = _columns(book, analysis, frame)
    placed = page.table(FIRST_ROW, columns, table, boxed=False)
    if 0 < len(frame) <= LINKED_ROWS:
        cells = [f"A{row}" for row in frame["row"].tolist()]
        link_cells(
            page,
            (placed.first, placed.columns["file"]),
            frame["file"].tolist(),
            frame["sheet"].tolist(),
            cells,
        )
    _colours(page, placed, max(placed.last, placed.first))
    sheet.freeze_panes(FIRST_ROW + 1, _FROZEN)
    page.finish(FIRST_ROW)
    sheet.fit_to_pages(2, 0)  # one page wide would be too small to read
    sheet.repeat_columns(0, _FROZEN - 1)
    return placed


def marked(analysis: Any) -> list[Indicator]:
    """Returns the indicators that were marked in the period, in the scheme's order; the items when nothing was."""
    detail = analysis.detail
    used = [node for node in analysis.scheme.graded if _used(detail, f"{MARK}{node.id}")]
    return used or [item for item in analysis.scheme.items if item.scale]


def _used(detail: Any, column: str) -> bool:
    return column in detail and bool(detail[column].notna().any())


def _columns(book: Book, analysis: Any, frame: Any) -> list[Column]:
    say, scheme = book.say, analysis.scheme
    bands = (
        {band.id: band.name.say(book.language) for band in scheme.bands.bands}
        if scheme.bands
        else {}
    )
    return [
        Column("call_date", say("call_date"), frame["call_date"], "date"),
        Column("recording", say("recording"), frame["recording"], "centred", most=26),
        Column("agent", say("agent"), frame["agent"], "centred", most=16),
        Column("name", say("name"), frame["name"], "centred", most=26),
        Column("team", say("team"), frame["team"], "centred", most=34),
        Column("round", say("round"), frame["round"], "centred", width=6),
        Column("inspector", say("inspector"), frame["inspector"], "centred", most=16),
        Column("raw", say("raw"), frame["raw"], "score", width=8.5),
        *_serious(book, analysis, frame),
        Column("final", say("final"), frame["final"], "score", width=8.5),
        Column("band", say("band"), [bands.get(band, band) for band in frame["band"]], "centred"),
        Column("defects", say("defects"), frame["defects"], "integer", width=7),
        *_marks(book, analysis, frame),
        *_reasons(book, analysis, frame),
        Column("remark", say("remark"), frame["remark"], "text", most=36),
        Column(
            "counted",
            say("counted"),
            frame["counted"].map({True: say("yes"), False: say("no")}),
            "centred",
            6,
        ),
        Column("version", say("version"), frame["version"], "centred"),
        Column("project", say("project"), frame["project"], "centred", most=18),
        Column("file", say("file"), frame["file"], "link", most=40),
        Column("sheet", say("sheet"), frame["sheet"], "centred", most=14),
        Column("row", say("row"), frame["row"], "integer", width=7),
    ]


def _serious(book: Book, analysis: Any, frame: Any) -> list[Column]:
    columns = []
    if analysis.scheme.error_deduction:
        taken = frame["deduction"].where(frame["deduction"] != 0)
        columns.append(Column("deduction", book.say("deduction"), taken, "mark", width=7))
    if analysis.scheme.fatal:
        words = frame["fatal"].map({True: book.say("yes"), False: ""})
        columns.append(Column("fatal", book.say("is_fatal"), words, "centred", width=7))
    return columns


def _reasons(book: Book, analysis: Any, frame: Any) -> list[Column]:
    columns = []
    if analysis.scheme.error_deduction or analysis.scheme.fatal:
        columns.append(Column("codes", book.say("codes"), _codes(frame), "centred", most=16))
    if analysis.scheme.sheet.deduction_points != "none":
        points = _points(book, analysis, frame["points"])
        columns.append(Column("points", book.say("points"), points, "text", most=30))
    return columns


def _marks(book: Book, analysis: Any, frame: Any) -> list[Column]:
    nodes = [(f"{MARK}{node.id}", node) for node in marked(analysis)]
    absent = [None] * len(frame)
    columns = [
        Column(key, node.name.say(book.language), frame.get(key, absent), "mark", width=8.5)
        for key, node in nodes
    ]
    counted = [(node, f"{COUNT}{node.id}") for node in analysis.scheme.counted]
    return columns + [
        Column(
            key, node.name.say(book.language), frame[key].where(frame[key] != 0), "mark", width=16
        )
        for node, key in counted
        if key in frame and analysis.detail[key].any()
    ]


def _codes(frame: Any) -> list[str]:
    pairs = zip(frame["error_codes"].tolist(), frame["fatal_codes"].tolist(), strict=True)
    return [";".join(filter(None, pair)) for pair in pairs]


def _points(book: Book, analysis: Any, points: Any) -> list[str]:
    names = {
        point.id: point.name.say(book.language)
        for node in analysis.scheme.nodes
        for point in node.points
    }
    known = {
        ids: "、".join(names.get(key, key) for key in ids.split(";"))
        for ids in set(points.tolist())
    }
    return [known[ids] for ids in points.tolist()]


def _colours(page: Page, placed: Placed, last: int) -> None:
    """Stripes, hairlines and the depth of lost marks as conditional formats: they cost nothing per cell.

    Calc looks at one format per cell, so that ranges may not overlap and each rule brings all that it should show.
    """
    uncounted = (
        f'=${xl_col_to_name(placed.columns["counted"])}{placed.first + 1}="{page.say("no")}"'
    )
    struck = page.styles.conditional(Tone(PAPER, MUTED), font_strikeout=True, **_HAIRLINE)
    stripes = [
        (f"=MOD(ROW(),2)={odd}", page.styles.conditional(tone, **_HAIRLINE))
        for odd, tone in enumerate(_STRIPES)
    ]
    for left, right, full in _segments(page, placed):
        cell = f"{xl_col_to_name(left)}{placed.first + 1}"
        depths = [
            (
                f"=AND(ISNUMBER({cell}),{cell}<{bound:.9g})",
                page.styles.conditional(tone, **_HAIRLINE),
            )
            for bound, tone in _depths(full)
        ]
        for criteria, style in [(uncounted, struck), *depths, *stripes]:
            options = {
                "type": "formula",
                "criteria": criteria,
                "format": style,
                "stop_if_true": True,
            }
            page.sheet.conditional_format(placed.first, left, last, right, options)


def _segments(page: Page, placed: Placed) -> list[tuple[int, int, float | None]]:
    """Returns (first column, last column, full mark) of neighbours with the same full mark, else None."""
    scheme, segments = page.analysis.scheme, []
    fulls = {f"{MARK}{node.id}": float(scheme.scale_of(node).full) for node in scheme.graded}
    for full, group in groupby(placed.columns.items(), key=lambda entry: fulls.get(entry[0])):
        columns = [column for _, column in group]
        segments.append((columns[0], columns[-1], full))
    return segments


def _depths(full: float | None) -> list[tuple[float, Tone]]:
    """Returns the bounds of the lower, middle and upper third of the marks below `full`, grave to light."""
    return (
        [] if full is None else [(full / 3, DEPTH[2]), (full * 2 / 3, DEPTH[1]), (full, DEPTH[0])]
    )
