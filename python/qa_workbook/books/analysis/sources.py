"""Sheet 来源: the inspectors' files that the figures come from, each with a link."""

from __future__ import annotations

from typing import Any

from qa_workbook.books.analysis.page import FIRST_ROW, Book, Page
from qa_workbook.books.cloth.columns import Column
from qa_workbook.books.cloth.links import anchor, file_uri, relative_path

LINKS = 60_000  # Excel keeps at most 65,530 links on a sheet


def write(book: Book, sheet: Any, analysis: Any) -> None:
    """Writes one row per file and sheet: inspectors, days, recordings, those not counted."""
    page = Page(book, sheet, book.say("sources"), analysis)
    frame = summary(analysis.detail)
    placed = page.grid(
        FIRST_ROW,
        [
            Column("file", book.say("file"), frame["file"], "link", most=70),
            Column("sheet", book.say("sheet"), frame["sheet"], "centred"),
            Column("inspector", book.say("inspector"), frame["inspector"], most=30),
            Column("first", book.say("first_day"), frame["first"], "date"),
            Column("last", book.say("last_day"), frame["last"], "date"),
            Column("recordings", book.say("recordings"), frame["recordings"], "integer"),
            Column("uncounted", book.say("uncounted"), frame["uncounted"], "integer", width=11),
        ],
    )
    page.total(placed, {"file": (book.say("total"), None), **{
        key: (int(frame[key].sum()), "integer") for key in ("recordings", "uncounted")
    }})  # fmt: skip
    link_cells(
        page,
        (placed.first, 0),
        frame["file"].tolist(),
        frame["sheet"].tolist(),
        ["A1"] * len(frame),
    )
    page.filter(placed)
    page.finish(FIRST_ROW)


def summary(detail: Any) -> Any:
    """Returns one row per file and sheet with inspector(s), first and last day, recordings and how many don't count."""
    grouped = detail.assign(uncounted=~detail["counted"].astype(bool)).groupby(
        ["file", "sheet"], sort=True
    )
    return grouped.agg(
        inspector=("inspector", lambda names: "、".join(sorted(set(names)))),
        first=("call_date", "min"),
        last=("call_date", "max"),
        recordings=("recording", "size"),
        uncounted=("uncounted", "sum"),
    ).reset_index()


def link_cells(
    page: Page, place: tuple[int, int], files: list[str], sheets: list[str], cells: list[str]
) -> None:
    """Makes the file names below `place` (row, column) links to `cells`; none without an inbox."""
    book, (top, column) = page.book, place
    if book.inbox is None or book.folder is None:
        return
    inbox, folder = book.inbox, book.folder
    links = {
        file: file_uri(relative_path(inbox / file, folder)) if file else ""
        for file in dict.fromkeys(files)
    }
    anchors = [anchor(sheet, cell) for sheet, cell in zip(sheets[:LINKS], cells, strict=False)]
    page.sheet.link_strip(top, column, [links[file] for file in files[:LINKS]], anchors)
