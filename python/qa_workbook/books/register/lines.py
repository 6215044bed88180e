"""Sheet 扣罚登记: every line, first who, what for and how much; then the procedure (S6)."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range

from qa_workbook.books.cloth.links import MOST_LINKS, anchor
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import ACCENT, put
from qa_workbook.books.cloth.table import TableColumn, cell_format
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.labels import text

PROCEDURE = ("lead_finding", "team_lead", "signature", "arbitration", "execution")
NUMBER_WIDTH = 14
_FROZEN = 4  # columns that stay in sight: number, date, agent, name
_SHOWN_SUMS = {"points": "General", "money": "money", "money_before_cap": "money"}


class LinesPage(RegisterPage):
    """Every line of the register, with sums that follow the filter above the header."""

    def __init__(self, book: RegisterBook) -> None:
        super().__init__(book, book.say("lines"), colour=ACCENT)
        self.lines = self.place(FIRST_ROW, _columns(book, book.register.lines))
        self.places.tables["lines"] = self.lines

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.warn()
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
        uris = self.book.uris(lines["file"].tolist())
        origins = zip(*(lines[name].tolist() for name in ("sheet", "cell", "row")), strict=True)
        anchors = [anchor(sheet, cell or f"A{row}") for sheet, cell, row in origins]
        files = [uris[file] for file in lines["file"].tolist()]
        self.sheet.link_strip(self.lines.first, self.lines.index("cell"), files, anchors)


def aggravated(book: RegisterBook, lines: pd.DataFrame) -> list[str]:
    """Returns "yes" for the aggravated lines, "" for the others."""
    return [book.say("yes") if one else "" for one in lines["aggravated"].tolist()]


def _columns(book: RegisterBook, lines: pd.DataFrame) -> list[TableColumn]:
    return [*_amounts(book, lines), *_procedure(book, lines), *_origins(book, lines)]


def _amounts(book: RegisterBook, lines: pd.DataFrame) -> list[TableColumn]:
    """Who, what for and how much: what fits on the first screen; then what is known of it."""
    say = book.say
    worse, reasons = aggravated(book, lines), book.reasons(lines)
    before, causes = lines["money_before_cap"], book.causes(lines["cause"].tolist())
    return [
        TableColumn("number", say("number"), lines["number"], "centred", width=NUMBER_WIDTH),
        TableColumn("call_date", say("call_date"), lines["call_date"], "date"),
        TableColumn("agent", say("agent"), lines["agent"], "centred", most=16),
        TableColumn("name", say("name"), lines["name"], "centred", most=18),
        TableColumn("team", say("team"), lines["team"], "centred", most=18),
        TableColumn("clause", say("clause"), book.clauses(lines), "wrapped", most=30),
        TableColumn("times", say("times"), lines["times"], "integer", width=6),
        TableColumn("aggravated", say("aggravated"), worse, "centred", width=6),
        TableColumn("points", say("points"), lines["points"], "number", width=8),
        TableColumn("money", say("money"), lines["money"], "money", width=14),
        TableColumn("reason", say("reason"), reasons, "wrapped", most=27),
        TableColumn("money_before_cap", say("money_before_cap"), before, "money", width=15),
        TableColumn("recording", say("recording"), lines["recording"], "centred", most=24),
        TableColumn("cause", say("cause"), causes, "centred"),
        TableColumn("remark", say("remark"), lines["remark"], "wrapped", most=30),
        TableColumn("inspector", say("inspector"), lines["inspector"], "centred", most=16),
        TableColumn("given_on", say("given_on"), lines["given_on"], "date"),
    ]


def _procedure(book: RegisterBook, lines: pd.DataFrame) -> list[TableColumn]:
    """Where each case stands, and who did what and when, as the ledger has it."""
    rows = book.desk.by_case
    known = [rows.get(case) for case in lines["case"].tolist()]
    states = [row.values["state"] if row else "" for row in known]
    columns = [TableColumn("state", text("decisions.state", book.language), states, "centred")]
    for key in PROCEDURE:
        done = [row.history[key] if row else "" for row in known]
        columns.append(TableColumn(key, book.say(key), done, "wrapped", width=15))
    return columns


def _origins(book: RegisterBook, lines: pd.DataFrame) -> list[TableColumn]:
    """What priced a line, and where it was entered."""
    say = book.say
    versions = list(zip(lines["tariff_version"].tolist(), lines["rule"].tolist(), strict=True))
    tariffs = [f"{book.tariffs.get(version, '')} {version}".strip() for version, _ in versions]
    rules = [book.rules.get(priced, priced[1]) for priced in versions]
    rows = lines["row"].astype("str").where(lines["file"] != "", "")  # a month has no row
    cells = lines["cell"].where(lines["cell"] != "", rows)
    looks = _looks_of_links(book, lines)
    return [
        TableColumn("tariff", say("tariff"), tariffs, "centred", most=26),
        TableColumn("rule", say("rule"), rules, "centred", most=18),
        TableColumn("scheme", say("scheme"), lines["scheme_name"], "centred", most=22),
        TableColumn("version", say("version"), lines["version"], "centred", most=12),
        TableColumn("file", say("file"), lines["file"], "wrapped", most=34),
        TableColumn("sheet", say("sheet"), lines["sheet"], "centred", most=12),
        TableColumn("cell", say("cell"), cells, "link", width=8, looks=looks),
        TableColumn("case", say("case"), lines["case"], "centred", width=17),
    ]


def _looks_of_links(book: RegisterBook, lines: pd.DataFrame) -> list[Format]:
    """The formats of the source cells: the first ones are links, as many as Excel keeps."""
    plain, link = cell_format(book.styles, "link"), book.styles("link", "text")
    files = lines["file"].head(MOST_LINKS).tolist()
    uris = book.uris(files)
    found = [link if uris[file] else plain for file in files]
    return found + [plain] * (len(lines) - len(found))
