"""Sheet 质检复核: what QA leads found who scored inspectors' recordings again (S8, S9)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.analysis.recheck_frames import ERRORS, Rechecks, leaning
from qa_workbook.analysis.rechecks import item_differences
from qa_workbook.books.analysis.live import RowFormula
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.analysis.recheck_formulas import ListFormulas, TableFormulas
from qa_workbook.books.cloth.links import anchor
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import SEVERITY, put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.codes import separated

LABELS = "recheck_sheet"
_ZOOM = 90  # per cent: all columns are in sight on a screen of 1366 pixels
_LINKED = 1_000  # recordings of the list with links; the largest differences come first
_BOTH = ("inspector", "lead")
_FATAL = ("fatal_missed", "fatal_invented")
_BAD, _FEW, _GOOD = SEVERITY["error"], SEVERITY["warning"], SEVERITY["none"]


def recheck_pages(sheets: SchemeSheets) -> list[AnalysisPage]:
    """Places 质检复核, where anything was re-checked."""
    return [RechecksPage(sheets)] if len(sheets.analysis.rechecks) else []


class RechecksPage(AnalysisPage):
    """Inspectors, inspectors by lead, items, and the recordings with the largest differences."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "rechecks", labels=LABELS)
        rules = sheets.rules.inspectors if sheets.rules else None
        self.least = rules.rechecked_from if rules else 0
        found = self.analysis.rechecks
        most = len(found) if sheets.live or rules is None else rules.rechecked_listed
        self.shown = found.pairs.head(most)
        self.list_formulas = ListFormulas(sheets, self.shown)
        leads = found.pairs["lead"].nunique()
        self.frames = {"inspectors": _by_name(self._with_leads(found))}
        if leads > 1:
            self.frames["by_lead"] = _by_name(found.by_pair)
        self.items = item_differences(self.analysis)
        row, self.tables = FIRST_ROW + 1, {}
        for key, frame in self.frames.items():
            formulas = TableFormulas(
                self._whole_list, ("inspector",) if key == "inspectors" else _BOTH
            )
            self.tables[key] = formulas.table = self.place(row, self._columns(frame, formulas))
            self.places.tables[f"recheck_{key}"] = self.tables[key]
            row = self.tables[key].last + (4 if key == "inspectors" else 3)
        self.item_table = self.place(row, self._item_columns())
        self.listed: PlacedTable = self.place(self.item_table.last + 3, self._list_columns())

    def _whole_list(self) -> PlacedTable | None:
        """The list, if it holds all re-checks and formulas may look at it."""
        return self.listed if self.sheets.live else None

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        for key, table in self.tables.items():
            self._section(table, key)
        self.total(self.tables["inspectors"], self._totals())
        self._section(self.item_table, "items_title")
        words = self.say("list_title", shown=len(self.shown), count=len(self.analysis.rechecks))
        self.section(self.listed.header - 1, words, len(self.listed.columns))
        self.write_table(self.listed)
        self._links()
        row = self.listed.last + 2
        for line in self._explained():
            put(self.sheet, row, 0, line, self.styles("subtitle"))
            row += 1
        self.sheet.freeze_panes(FIRST_ROW, 2)
        self.sheet.set_zoom(_ZOOM)
        self.close()

    def _with_leads(self, found: Rechecks) -> pd.DataFrame:
        """The table of inspectors with the names of those who re-checked them."""
        pairs, between = found.by_pair, self.say("between")
        leads = pairs.groupby("inspector")["lead"].agg(between.join)
        return found.by_inspector.assign(lead=found.by_inspector["inspector"].map(leads))

    def _notice(self) -> str:
        """Beside what every sheet says: whose scores are compared with whose."""
        return super()._notice() or self.say("notice")

    def _section(self, table: PlacedTable, key: str) -> None:
        self.section(table.header - 1, self.say(key), len(self.tables["inspectors"].columns))
        self.write_table(table)

    def _columns(self, frame: pd.DataFrame, live: TableFormulas) -> list[TableColumn]:
        say, scheme = self.say, self.analysis.scheme
        missed, invented = say("missed"), say("invented")
        columns = [
            TableColumn("inspector", say("inspector"), frame["inspector"], most=24, width=15),
            TableColumn("lead", say("lead"), frame["lead"], "centred", most=24, width=12),
            TableColumn(
                "recordings", say("recordings"), frame["recordings"], "integer", 9,
                formula=live.recordings,
            ),
            _figure(say("difference"), "difference", frame, "change", live.mean_of("difference")),
            _figure(say("margin"), "margin", frame, "score", live.margin),
            _figure(say("distance"), "distance", frame, "score", live.mean_of("distance")),
            _figure(say("marks"), "marks", frame, "integer", live.total_of("marks")),
            _figure(say("equal"), "equal", frame, "percent", live.equal),
        ]  # fmt: skip
        for key in ERRORS:
            kind = "fatal" if key in _FATAL else "deduction"
            if not (scheme.fatal if kind == "fatal" else scheme.error_deduction):
                continue
            word = missed if key.endswith("missed") else invented
            columns.append(_figure(say(key), key, frame, "integer", live.count_of(kind, word)))
        verdicts = [say(leaning(row, self.least)) for row in frame.to_dict("records")]
        tones = {say("few"): _FEW, say("lenient"): _BAD, say("strict"): _BAD, say("even"): _GOOD}
        named = [self._named(text) for text in frame["items"]]
        return [
            *columns,
            TableColumn("verdict", say("verdict"), verdicts, "centred", 12, tones=tones),
            TableColumn("items", say("items"), named, "wrapped", 34),
        ]

    def _named(self, ids: str) -> str:
        known, language = self.analysis.scheme.by_id, self.book.language
        names = [known[id_].name.say(language) if id_ in known else id_ for id_ in separated(ids)]
        return self.say("between").join(names)

    def _totals(self) -> dict[str, Total]:
        pairs, listed = self.analysis.rechecks.pairs, self.listed
        live = self._whole_list() is not None
        own = self.tables["inspectors"]
        marks, equal = int(pairs["marks"].sum()), int(pairs["equal"].sum())
        counts = {
            key: Total(int(pairs[key].sum()), "integer", f"=SUM({own.range(key)})")
            for key in ERRORS
            if key in own
        }
        means = {
            key: Total(
                float(pairs[key].mean()),
                number,
                f"=AVERAGE({listed.range(key)})" if live else "",
            )
            for key, number in (("difference", "+0.00;-0.00;0.00"), ("distance", "score"))
        }
        share = f"=SUM({listed.range('equal')})/SUM({listed.range('marks')})"
        return {
            "inspector": Total(self.say("everybody")),
            "recordings": Total(len(pairs), "integer", f"=SUM({own.range('recordings')})"),
            "marks": Total(marks, "integer", f"=SUM({own.range('marks')})"),
            "equal": Total(equal / marks if marks else None, "percent", share if live else ""),
            **means,
            **counts,
        }

    def _item_columns(self) -> list[TableColumn]:
        say, frame = self.say, self.items
        names = [self._named(id_) for id_ in frame["id"]]
        return [
            TableColumn("item", say("item"), names, "wrapped", width=16),
            TableColumn("marks", say("marks"), frame["marks"], "integer"),
            TableColumn("unequal", say("unequal"), frame["unequal"], "percent"),
            TableColumn("harsher", say("harsher"), frame["harsher"], "integer"),
            TableColumn("milder", say("milder"), frame["milder"], "integer"),
            TableColumn("difference", say("in_marks"), frame["difference"], "change"),
        ]

    def _list_columns(self) -> list[TableColumn]:
        say, frame, live = self.say, self.shown, self.list_formulas
        columns = [
            TableColumn("recording", say("recording"), frame["recording"], "centred", most=26),
            TableColumn("inspector", say("inspector"), frame["inspector"], "centred", width=12),
            TableColumn("lead", say("lead"), frame["lead"], "centred"),
            TableColumn(
                "own_score", say("own_score"), frame["own_score"], "score",
                formula=live.own_score,
            ),
            TableColumn(
                "lead_score", say("lead_score"), frame["lead_score"], "score",
                formula=live.lead_score,
            ),
            _figure(say("away"), "difference", frame, "change", self._away),
            _figure(say("size"), "distance", frame, "score", self._size),
            _figure(say("marks"), "marks", frame, "integer", live.marks),
            _figure(say("same"), "equal", frame, "integer", live.equal),
        ]  # fmt: skip
        for key, rule in self._rules().items():
            if rule:
                columns.append(self._flag(key))
        named = [self._named(text) for text in frame["items"]]
        return [
            *columns,
            TableColumn("call_date", say("call_date"), frame["call_date"], "date"),
            TableColumn("agent", say("agent"), frame["agent"], "centred"),
            TableColumn("items", say("unlike"), named, "wrapped", 34),
        ]

    def _rules(self) -> dict[str, object]:
        scheme = self.analysis.scheme
        return {"fatal": scheme.fatal, "deduction": scheme.error_deduction}

    def _flag(self, key: str) -> TableColumn:
        """漏判 or 多判 of fatal errors or error deductions."""
        frame, say = self.shown, self.say
        missed, invented = say("missed"), say("invented")
        words = np.select(
            [frame[f"{key}_missed"], frame[f"{key}_invented"]], [missed, invented], ""
        )
        tones = {missed: _BAD, invented: _FEW}
        formula = self.list_formulas.flag(key, missed, invented)
        return TableColumn(key, say(key), words.tolist(), "centred", tones=tones, formula=formula)

    def _away(self, row: int) -> str:
        if self.list_formulas.detail is None:
            return ""
        own, again = (self.listed.cell(key, row) for key in ("own_score", "lead_score"))
        return f"={own}-{again}"

    def _size(self, row: int) -> str:
        if self.list_formulas.detail is None:
            return ""
        return f"=ABS({self.listed.cell('difference', row)})"

    def _links(self) -> None:
        """From a recording to the inspector's row in 明细, from the lead to the lead's."""
        detail = self.places.tables.get("detail")
        if detail is None:
            return
        places = self.places.positions["detail"]
        shown = self.shown.head(_LINKED)
        for column, label in (("recording", "own"), ("lead", "again")):
            pairs = zip(shown[column].tolist(), shown[label].tolist(), strict=True)
            for row, (words, position) in enumerate(pairs):
                cell = f"A{places[position] + detail.first + 1}"
                link = f"internal:{anchor(detail.sheet, cell)}"
                self.write_link(self.listed, column, row, words, link)

    def _explained(self) -> Sequence[str]:
        keys = ["legend_difference", "legend_equal", "legend_errors", "legend_lead"]
        return [*self._quotas(), *(self.say(key, least=self.least) for key in keys)]

    def _quotas(self) -> Sequence[str]:
        """What the leads had to hear, and how much they heard, of all schemes."""
        quotas = self.analysis.quotas
        lines = []
        for one in quotas[quotas["role"] == "qa_lead"].to_dict("records"):
            key = "quota" if one["required"] is not None else "quota_unknown"
            lines.append(self.say(key, who=one["who"], done=one["done"], required=one["required"]))
        return lines


def _figure(
    heading: str, key: str, frame: pd.DataFrame, kind: str, formula: RowFormula
) -> TableColumn:
    return TableColumn(key, heading, frame[key], kind, 8, formula=formula)


def _by_name(frame: pd.DataFrame) -> pd.DataFrame:
    names = frame["inspector"].tolist()
    order = sorted(range(len(names)), key=lambda row: natural_order(names[row]))
    return frame.iloc[order].reset_index(drop=True)
