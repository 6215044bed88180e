"""Sheet 来源: the inspectors' files that the figures come from, each with a link."""

from __future__ import annotations

import pandas as pd

from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.links import MOST_LINKS, anchor, file_uri
from qa_workbook.books.cloth.page import FIRST_ROW, Page, Total
from qa_workbook.books.cloth.table import PlacedTable, TableColumn


class SourcesPage(AnalysisPage):
    """One row per file and sheet: inspectors, days, recordings, those not counted."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "sources")
        self.frame = summary(self.analysis.detail)
        self.files = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        frame, say = self.frame, self.say
        return [
            TableColumn("file", say("file"), frame["file"], "link", most=70),
            TableColumn("sheet", say("sheet"), frame["sheet"], "centred"),
            TableColumn("inspector", say("inspector"), frame["inspector"], most=30),
            TableColumn("first", say("first_day"), frame["first"], "date"),
            TableColumn("last", say("last_day"), frame["last"], "date"),
            TableColumn("recordings", say("recordings"), frame["recordings"], "integer"),
            TableColumn("uncounted", say("uncounted"), frame["uncounted"], "integer", width=11),
        ]

    def _notice(self) -> str:
        """Beside what every sheet says: which files have no link."""
        few = len(self.frame) <= MOST_LINKS or not self.book.has_links
        left_out = "" if few else self.book.say("links_left_out", most=MOST_LINKS)
        return "　".join(filter(None, [super()._notice(), left_out]))

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.files)
        totals = {"file": Total(self.say("total"))}
        for key in ("recordings", "uncounted"):
            totals[key] = Total(int(self.frame[key].sum()), "integer")
        self.total(self.files, totals)
        write_links(self, self.files, self.frame, ["A1"] * len(self.frame))
        self.filter(self.files)
        self.close(FIRST_ROW)


def summary(detail: pd.DataFrame) -> pd.DataFrame:
    """Returns one row per file and sheet.

    Columns: file, sheet, inspector (all of them), first and last (call dates), recordings,
    uncounted.
    """
    place = ["file", "sheet"]
    marked = detail[[*place, "call_date", "recording"]]
    grouped = marked.assign(uncounted=~detail["counted"].astype(bool)).groupby(place, sort=True)
    found = grouped.agg(
        first=("call_date", "min"),
        last=("call_date", "max"),
        recordings=("recording", "size"),
        uncounted=("uncounted", "sum"),
    ).reset_index()
    names = _inspectors(detail)
    pairs = zip(found["file"].tolist(), found["sheet"].tolist(), strict=True)
    found.insert(len(place), "inspector", [names[pair] for pair in pairs])
    return found


def _inspectors(detail: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The inspectors of each file and sheet, in their order."""
    different = detail[["file", "sheet", "inspector"]].drop_duplicates()
    names: dict[tuple[str, str], list[str]] = {}
    for file, sheet, inspector in zip(*(different[key].tolist() for key in different), strict=True):
        names.setdefault((file, sheet), []).append(inspector)
    return {place: "、".join(sorted(found)) for place, found in names.items()}


def write_links(page: Page, table: PlacedTable, frame: pd.DataFrame, cells: list[str]) -> None:
    """Makes the file names in a table links to `cells` of `frame`'s files and sheets.

    There are no links in a workbook that doesn't know its inbox.
    """
    files, names = frame["file"].tolist()[:MOST_LINKS], frame["sheet"].tolist()
    paths = {file: page.book.source_path(file) for file in dict.fromkeys(files)}
    if not any(paths.values()):
        return
    uris = {file: file_uri(path) if path else "" for file, path in paths.items()}
    anchors = [anchor(name, cell) for _, name, cell in zip(files, names, cells, strict=False)]
    page.sheet.link_strip(table.first, table.index("file"), [uris[file] for file in files], anchors)
