"""Sheet 扣罚登记 (S6): every line with its source cell and the columns of the procedure."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.utility import xl_range

from qa_workbook.books.cloth.links import MOST_LINKS, cell_link
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import ACCENT, put
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.register.page import RegisterBook, RegisterPage

PROCEDURE = ("lead_finding", "team_lead", "signature", "arbitration", "execution")
_FROZEN = 4  # columns that stay in sight: number, date, agent, name
_SHOWN_SUMS = {"points": "General", "money_before_cap": "money", "money": "money"}


class LinesPage(RegisterPage):
    """Every line of the register, with sums that follow the filter above the header."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("lines"), colour=ACCENT)
        self.lines = self.place(FIRST_ROW, _columns(book, book.register.lines))
        self.places.tables["lines"] = self.lines

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_excel_table(self.lines, "register")
        if not len(self.lines):
            put(self.sheet, self.lines.first, 0, self.say("no_lines"), self.styles("plain"))
        self._sums()
        self._links()
        self.sheet.freeze_panes(self.lines.first, _FROZEN)
        self.close(FIRST_ROW)
        self.sheet.fit_to_pages(2, 0)  # one page wide would be too small to read
        self.sheet.repeat_columns(0, _FROZEN - 1)

    def _sums(self) -> None:
        """Live sums of what the filter shows, one row above the header."""
        table, row = self.lines, self.lines.header - 1
        label = self.styles("total", align="right")
        put(self.sheet, row, table.index("clause"), self.say("shown_total"), label)
        for key, number in _SHOWN_SUMS.items():
            column = table.index(key)
            shown = xl_range(table.first, column, max(table.last, table.first), column)
            style = self.styles("total", number, align="right", indent=1)
            whole = sum(self.register.lines[key])
            put(self.sheet, row, column, whole, style, f"=SUBTOTAL(109,{shown})")

    def _links(self) -> None:
        """Makes the source cells links."""
        lines = self.register.lines.head(MOST_LINKS)
        paths = {file: self.book.source_path(file) for file in set(lines["file"])}
        style, column = self.styles("link", "text"), self.lines.index("cell")
        origins = lines[["file", "sheet", "cell", "row"]].itertuples(index=False, name=None)
        for row, (file, sheet, cell, number) in enumerate(origins, self.lines.first):
            if path := paths[file]:
                link = cell_link(path, sheet, cell or f"A{number}")
                self.sheet.write_url(row, column, link, style, cell or str(number))


def facts(book: RegisterBook, lines: pd.DataFrame) -> list[TableColumn]:
    """Returns the columns of what happened and what it costs; an agent's own sheet has them too."""
    say = book.say
    aggravated = [say("yes") if one else "" for one in lines["aggravated"]]
    before, after = lines["money_before_cap"], lines["money"]
    return [
        TableColumn("cause", say("cause"), book.causes(lines["cause"]), "centred"),
        TableColumn("code", say("code"), lines["code"], "centred", most=22),
        TableColumn("clause", say("clause"), lines["clause"], "wrapped", most=32),
        TableColumn("recording", say("recording"), lines["recording"], "centred", most=24),
        TableColumn("times", say("times"), lines["times"], "integer", width=6),
        TableColumn("aggravated", say("aggravated"), aggravated, "centred", width=6),
        TableColumn("points", say("points"), lines["points"], "number", width=8),
        TableColumn("money_before_cap", say("money_before_cap"), before, "money", width=15),
        TableColumn("cap", say("cap"), book.caps(lines["cap"]), "wrapped", most=27),
        TableColumn("money", say("money"), after, "money", width=14),
    ]


def _columns(book: RegisterBook, lines: pd.DataFrame) -> list[TableColumn]:
    say = book.say
    cells = lines["cell"].where(lines["cell"] != "", lines["row"].astype("str"))
    tariffs = (lines["tariff"] + "@" + lines["tariff_version"]).tolist() if len(lines) else []
    to_fill_in = [None] * len(lines)
    return [
        TableColumn("case", say("number"), lines["case"], "centred", width=16),
        TableColumn("call_date", say("call_date"), lines["call_date"], "date"),
        TableColumn("agent", say("agent"), lines["agent"], "centred", most=16),
        TableColumn("name", say("name"), lines["name"], "centred", most=18),
        TableColumn("team", say("team"), lines["team"], "centred", most=18),
        *facts(book, lines),
        TableColumn("tariff", say("tariff"), tariffs, "centred", most=26),
        TableColumn("rule", say("rule"), lines["rule"], "centred", most=18),
        TableColumn("scheme", say("scheme"), lines["scheme_name"], "centred", most=22),
        TableColumn("version", say("version"), lines["version"], "centred", most=12),
        TableColumn("inspector", say("inspector"), lines["inspector"], "centred", most=16),
        TableColumn("file", say("file"), lines["file"], "text", most=30),
        TableColumn("sheet", say("sheet"), lines["sheet"], "centred", most=12),
        TableColumn("cell", say("cell"), cells, "link", width=7),
        TableColumn("remark", say("remark"), lines["remark"], "wrapped", most=30),
        *(TableColumn(key, say(key), to_fill_in, "text", width=13) for key in PROCEDURE),
    ]
