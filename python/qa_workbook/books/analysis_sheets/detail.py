"""Sheet 明细: an Excel table of every recording with its marks, scores and origin; split over several sheets when too long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from qa_workbook.books.analysis_sheets.page import FIRST_ROW, Book, Page
from qa_workbook.books.analysis_sheets.sources import link_cells
from qa_workbook.books.grid import Column, Placed, header_height, natural_width, unique_headings, write_column
from qa_workbook.books.style import DEPTH, LINE, MUTED, STRIPE
from qa_workbook.records.frames import COUNT, MARK
from qa_workbook.scheme.model import Indicator

ROWS = 1_048_576 - FIRST_ROW - 2  # what a sheet can hold below the heading
LINKED_ROWS = 20_000  # above this many rows the links slow Excel down; the sheet 来源 has them all


def parts(analysis: Any, rows: int = ROWS) -> Iterator[tuple[int, Any]]:
    """Yields (number from 1, rows of the detail frame) for each 明细 sheet, sorted by day, agent and recording."""
    frame = analysis.detail.sort_values(["call_date", "agent", "recording", "inspector"], kind="stable")
    for number, start in enumerate(range(0, max(len(frame), 1), rows), 1):
        yield number, frame.iloc[start : start + rows]


def write(book: Book, sheet: Any, analysis: Any, frame: Any, table: str) -> Placed:
    """Writes one 明细 sheet as the Excel table called `table`; returns where the rows lie."""
    page = Page(book, sheet, book.say("detail"), analysis)
    columns = _columns(book, analysis, frame)
    widths = [natural_width(column) for column in columns]
    page.widths = dict(enumerate(widths))
    headings = unique_headings(column.heading for column in columns)
    sheet.set_row(FIRST_ROW, header_height(headings, widths))
    last = FIRST_ROW + max(len(frame), 1)
    header = page.styles("header")
    described = [{"header": heading, "header_format": header} for heading in headings]
    sheet.add_table(FIRST_ROW, 0, last, len(columns) - 1, {"name": table, "columns": described, "style": None})
    for index, column in enumerate(columns):
        write_column(sheet, page.styles, FIRST_ROW + 1, index, column, boxed=False)
    places = {column.key: index for index, column in enumerate(columns)}
    placed = Placed(sheet.get_name(), FIRST_ROW, FIRST_ROW + 1, FIRST_ROW + len(frame), places)
    if 0 < len(frame) <= LINKED_ROWS:
        cells = [f"A{row}" for row in frame["row"].tolist()]
        link_cells(page, placed.first, places["file"], frame["file"].tolist(), frame["sheet"].tolist(), cells)
    _colours(page, placed, last, [node for node in analysis.scheme.nodes if f"{MARK}{node.id}" in places])
    sheet.freeze_panes(FIRST_ROW + 1, 5)
    page.finish(FIRST_ROW)
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
    bands = {band.id: band.name.say(book.language) for band in scheme.bands.bands} if scheme.bands else {}
    columns = [
        Column("call_date", say("call_date"), frame["call_date"], "date"),
        Column("recording", say("recording"), frame["recording"], "centred", most=26),
        Column("agent", say("agent"), frame["agent"], "centred", most=16),
        Column("name", say("name"), frame["name"], "centred", most=16),
        Column("team", say("team"), frame["team"], "centred", most=18),
        Column("round", say("round"), frame["round"], "centred", width=6),
        Column("inspector", say("inspector"), frame["inspector"], "centred", most=16),
        Column("raw", say("raw"), frame["raw"], "score", width=8.5),
        Column("deduction", say("deduction"), frame["deduction"].where(frame["deduction"] != 0), "mark", width=7),
        Column("fatal", say("is_fatal"), frame["fatal"].map({True: say("yes"), False: ""}), "centred", width=7),
        Column("final", say("final"), frame["final"], "score", width=8.5),
        Column("band", say("band"), [bands.get(band, band) for band in frame["band"]], "centred"),
        Column("defects", say("defects"), frame["defects"], "integer", width=7),
        *_marks(book, analysis, frame),
        Column("codes", say("codes"), _codes(frame), "centred", most=16),
        Column("points", say("points"), _points(book, analysis, frame["points"]), "text", most=30),
        Column("remark", say("remark"), frame["remark"], "text", most=36),
        Column("counted", say("counted"), frame["counted"].map({True: say("yes"), False: say("no")}), "centred", width=6),
        Column("version", say("version"), frame["version"], "centred"),
        Column("project", say("project"), frame["project"], "centred", most=18),
        Column("file", say("file"), frame["file"], "link", most=40),
        Column("sheet", say("sheet"), frame["sheet"], "centred", most=14),
        Column("row", say("row"), frame["row"], "integer", width=7),
    ]
    return columns


def _marks(book: Book, analysis: Any, frame: Any) -> list[Column]:
    nodes = [(f"{MARK}{node.id}", node, frame) for node in marked(analysis)]
    nodes += [(f"{COUNT}{node.id}", node, frame) for node in analysis.scheme.counted if _used(frame, f"{COUNT}{node.id}")]
    return [
        Column(key, node.name.say(book.language), frame[key] if key in frame else [None] * len(frame), "mark", width=8.5)
        for key, node, frame in nodes
    ]


def _codes(frame: Any) -> list[str]:
    pairs = zip(frame["error_codes"].tolist(), frame["fatal_codes"].tolist(), strict=True)
    return [";".join(filter(None, pair)) for pair in pairs]


def _points(book: Book, analysis: Any, points: Any) -> list[str]:
    names = {point.id: point.name.say(book.language) for node in analysis.scheme.nodes for point in node.points}
    known = {ids: "、".join(names.get(key, key) for key in ids.split(";")) if ids else "" for ids in set(points.tolist())}
    return [known[ids] for ids in points.tolist()]


def _colours(page: Page, placed: Placed, last: int, nodes: list[Indicator]) -> None:
    """Stripes, hairlines and the depth of lost marks as conditional formats: they cost nothing per cell."""
    sheet, width = page.sheet, len(placed.columns) - 1
    counted = xl_col_to_name(placed.columns["counted"], True)
    struck = page.book.workbook.add_format({"font_color": MUTED, "font_strikeout": True, "font_name": "", "font_size": 0})
    no = page.say("no")
    whole = (placed.first, 0, last, width)
    sheet.conditional_format(*whole, {"type": "formula", "criteria": f'={counted}{placed.first + 1}="{no}"', "format": struck})
    for node in nodes:
        _depth(page, placed, last, node)
    line = {"bottom": 1, "bottom_color": LINE, "font_name": "", "font_size": 0}
    striped = page.book.workbook.add_format({**line, "bg_color": STRIPE})
    sheet.conditional_format(*whole, {"type": "formula", "criteria": "=MOD(ROW(),2)=0", "format": striped})
    plain = page.book.workbook.add_format(line)
    sheet.conditional_format(*whole, {"type": "formula", "criteria": "=MOD(ROW(),2)=1", "format": plain})


def _depth(page: Page, placed: Placed, last: int, node: Indicator) -> None:
    """Colours the lower, middle and upper third of the marks below full, grave to light."""
    column, full = placed.columns[f"{MARK}{node.id}"], float(page.analysis.scheme.scale_of(node).full)
    cell = f"{xl_col_to_name(column)}{placed.first + 1}"
    for bound, tone in ((full / 3, DEPTH[2]), (full * 2 / 3, DEPTH[1]), (full, DEPTH[0])):
        page.sheet.conditional_format(
            placed.first, column, last, column,
            {"type": "formula", "criteria": f"=AND(ISNUMBER({cell}),{cell}<{bound:.9g})", "stop_if_true": True,
             "format": page.styles.conditional(tone)},
        )  # fmt: skip
