"""Sheet 分公司 (S13): what was due and done of each branch, its index, and rank where n allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from qa_workbook.analysis.branch_standing import (
    LEVEL,
    VALUE,
    branch_standing,
    has_standing,
    index_nodes,
    least_of_interval,
)
from qa_workbook.analysis.period_report import PeriodReport
from qa_workbook.analysis.rules import Branch
from qa_workbook.books.analysis.branch_strays import stray_words
from qa_workbook.books.analysis.comparison_formulas import inside_group
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, Page
from qa_workbook.books.cloth.print_parts import print_in_blocks
from qa_workbook.books.cloth.style import ACCENT_SOFT, SEVERITY, put, wrapped_lines
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.books.score_sheet.marks import quoted
from qa_workbook.labels import text

LABELS = "branches_sheet"
_WORDS = 8  # columns that the sentences below take
_ALMOST = 10  # decimals up to which means are equal
_LONGEST = 8000  # signs of a formula of Excel


class BranchesPage(Page):
    """Checks of all branches, then a table per scheme; nothing of it goes into a notice."""

    def __init__(
        self, book: ResultBook, report: PeriodReport, schemes: Sequence[SchemeSheets]
    ) -> None:
        say = book.sayer(LABELS)
        super().__init__(book, say("branches"), ACCENT_SOFT)
        self.say, self.report = say, report
        self.branches: Sequence[Branch] = report.rules.branches if report.rules else ()
        self.names = {one.id: one.name.say(book.language) for one in self.branches}
        self.checks = self.place(FIRST_ROW + 1, self._check_columns())
        self.schemes = [one for one in schemes if has_standing(one.analysis, self.branches)]
        self.tables: list[PlacedTable] = []
        row = max(self.checks.last, self.checks.first) + 2
        for sheets in self.schemes:
            table = self.place(row + 1, self._columns(sheets))
            sheets.places.tables["branches"] = table
            self.tables.append(table)
            row = table.last + 2
        self._end = row

    def write(self) -> None:
        """Fills the sheet."""
        span = self.report.period
        details = {"period": span.text, "first": span.first, "last": span.last} if span else {}
        self.heading(self.say("title"), self.say("subtitle", **details))
        self.section(self.checks.header - 1, self.say("checks"), len(self.checks.columns))
        if len(self.checks):
            self.write_table(self.checks)
        else:
            put(self.sheet, self.checks.header, 0, self.say("no_checks"), self.styles("plain"))
        for sheets, table in zip(self.schemes, self.tables, strict=True):
            name = sheets.analysis.scheme.name.say(self.book.language)
            self.section(table.header - 1, self.say("of_scheme", scheme=name), len(table.columns))
            self.write_table(table)
        self._explain()
        self.sheet.freeze_panes(FIRST_ROW, 1)
        self.finish(self.say("title"))
        blocks = [(one.header - 1, 60.0 + 18 * len(one)) for one in (self.checks, *self.tables)]
        widest = max(len(one.columns) for one in (self.checks, *self.tables))
        print_in_blocks(self, range(max(widest, _WORDS)), blocks, above=100.0)

    def _explain(self) -> None:
        analyses = [one.analysis for one in self.report.schemes]
        words = [*stray_words(analyses, self.branches, self.book.language), self.say("legend_due")]
        if self.schemes:
            few = self.report.small_sample or 1
            words += [self.say("legend_rank", few=few), self.say("legend_index")]
        style = self.styles("subtitle", text_wrap=True)
        width = sum(self.widths.get(column, 9) for column in range(_WORDS))
        for row, one in enumerate(words, self._end):
            self.sheet.set_row(row, 4 + 15 * wrapped_lines(one, width))
            self.sheet.merge_range(row, 0, row, _WORDS - 1, "", style)
            put(self.sheet, row, 0, one, style)

    # --- checks ----------------------------------------------------------------------------------

    def _check_columns(self) -> list[TableColumn]:
        say, frame = self.say, self.report.branch_checks
        of = {one.id: one for one in self.branches}
        own = [of[id_] for id_ in frame["branch"]]
        language = self.book.language
        rules = self.report.rules
        checks = rules.branch_checks.checks if rules and rules.branch_checks else ()
        names = {check.id: check.name.say(language) for check in checks}
        kept = list(_kept(frame))
        due = [None if one is None else say(bound, count=one) for bound, one, _ in kept]
        states = [self._state(*row) for row in kept]
        good, bad = SEVERITY["none"], SEVERITY["warning"]
        plain = {say("reached"), say("within"), say("unknown")}
        tones = {word: good if word in plain else bad for word in states}
        tones.pop(say("unknown"), None)
        sizes = [text(f"quotas_sheet.{one.size}", language) for one in own]
        by = [text(f"quotas_sheet.{one.checked_by}", language) for one in own]
        projects = [say("between").join(one.projects) for one in own]
        return [
            TableColumn("branch", say("branch"), [self.names[one.id] for one in own], width=18),
            TableColumn("size", say("size"), sizes, "centred", width=11),
            TableColumn("checked_by", say("checked_by"), by, "centred", width=11),
            TableColumn("check", say("check"), [names[id_] for id_ in frame["check"]], "centred"),
            TableColumn("due", say("due"), due, "centred", width=11),
            TableColumn("done", say("done"), frame["done"], "integer", width=11),
            TableColumn("state", say("state"), states, "centred", width=13, tones=tones),
            TableColumn("projects", say("projects"), projects, "wrapped", most=26),
        ]

    def _state(self, bound: str, required: int | None, done: int) -> str:
        """What a check came to, in words; an upper bound is no debt."""
        if required is None:
            return self.say("unknown")
        if bound == "at_most":
            over = done - required
            return self.say("above", count=over) if over > 0 else self.say("within")
        lacking = required - done
        return self.say("missing", count=lacking) if lacking > 0 else self.say("reached")

    # --- figures ---------------------------------------------------------------------------------

    def _columns(self, sheets: SchemeSheets) -> list[TableColumn]:
        """A row per branch, one for the other projects where there are such, one for all."""
        analysis, say = sheets.analysis, self.say
        least = self.report.small_sample
        frame = branch_standing(analysis, self.branches, least)
        whole, nodes = analysis.overall, index_nodes(analysis)
        values = dict(zip(analysis.index["id"], analysis.index["value"], strict=True))
        of = {one.id: text(f"quotas_sheet.{one.size}", self.book.language) for one in self.branches}
        rank = [
            "" if not id_ else say("too_few") if place is None else int(place)
            for id_, place in zip(frame["branch"], frame["rank"], strict=True)
        ]
        live = _Live(self, sheets, frame["branch"].tolist(), least)
        names = [self.names.get(id_, say("other")) for id_ in frame["branch"]]
        few = {say("too_few"): SEVERITY["info"]}
        counts = [*frame["recordings"], whole.recordings]
        columns = [
            TableColumn("branch", say("branch"), [*names, say("all")], width=18),
            TableColumn(
                "size", say("size"), [*(of.get(id_, "") for id_ in frame["branch"]), ""], "centred"
            ),
            TableColumn("count", say("recordings"), counts, "integer", 11, formula=live.count),
            TableColumn(
                "mean", say("mean_final"), [*frame["mean_final"], whole.mean_final], "score", 11,
                formula=live.mean,
            ),
            TableColumn("low", say("low"), [*frame["low"], None], "score", 11, formula=live.low),
            TableColumn(
                "high", say("high"), [*frame["high"], None], "score", 11, formula=live.high
            ),
            TableColumn("rank", say("rank"), [*rank, ""], "integer", 13, tones=few,
                        formula=live.rank),
        ]  # fmt: skip
        for id_, name in nodes.items():
            cells = [*frame[VALUE + id_], values[id_]]
            formula = live.value(id_)
            columns.append(TableColumn(id_, name, cells, "score", 13, formula=formula))
        return columns


class _Live:
    """The live formulas of the table of a scheme over its 明细; "" where none can say it."""

    def __init__(
        self, page: BranchesPage, sheets: SchemeSheets, ids: Sequence[str], least: int | None
    ) -> None:
        self._page, self._sheets, self._ids, self._least = page, sheets, ids, least
        self._made: dict[str, str] = {}

    @property
    def _table(self) -> PlacedTable:
        return self._sheets.places.tables["branches"]

    def _inside(self, row: int) -> str:
        if row >= len(self._ids):
            return ""
        id_ = self._ids[row]
        if id_ not in self._made:
            self._made[id_] = inside_group(self._sheets, self._page.branches, id_)
        return self._made[id_]

    def _cell(self, key: str, row: int) -> str:
        return self._table.cell(key, row)

    def count(self, row: int) -> str:
        inside = self._inside(row)
        return _short(f"=SUMPRODUCT({inside})") if inside else ""

    def mean(self, row: int) -> str:
        inside = self._inside(row)
        if not inside:
            return ""
        finals = self._sheets.places.tables["detail"].range("final")
        return _short(f"=SUMPRODUCT({inside},{finals})/{self._cell('count', row)}")

    def low(self, row: int) -> str:
        return self._end(row, "-")

    def high(self, row: int) -> str:
        return self._end(row, "+")

    def _end(self, row: int, sign: str) -> str:
        inside = self._inside(row)
        if not inside:
            return ""
        finals = self._sheets.places.tables["detail"].range("final")
        n, mean = self._cell("count", row), self._cell("mean", row)
        squares = f"SUMPRODUCT({inside},({finals}-{mean})^2)"
        half = f"TINV({1 - LEVEL:.2f},{n}-1)*SQRT({squares}/({n}-1)/{n})"
        least = least_of_interval(self._least)
        return _short(f'=IF({n}<{least},"",{mean}{sign}{half})')

    def rank(self, row: int) -> str:
        """Of the branches alone; those that share a mean share the rank."""
        branches = [number for number, id_ in enumerate(self._ids) if id_]
        if not self._inside(row) or row not in branches:
            return ""
        n, mean = self._cell("count", row), self._cell("mean", row)
        least = self._least or 1
        first, last = branches[0], branches[-1]
        counts = f"{self._fixed('count', first)}:{self._fixed('count', last)}"
        means = f"{self._fixed('mean', first)}:{self._fixed('mean', last)}"
        higher = (
            f"SUMPRODUCT(({counts}>={least})*ISNUMBER({means})"
            f"*(ROUND({means},{_ALMOST})>ROUND({mean},{_ALMOST})))"
        )
        return f"=IF({n}<{least},{quoted(self._page.say('too_few'))},1+{higher})"

    def _fixed(self, key: str, row: int) -> str:
        return self._table.cell(key, row, row_abs=True)

    def value(self, id_: str) -> Callable[[int], str]:
        """Returns what gives the formulas of a node of the index."""
        key = VALUE + id_

        def formula(row: int) -> str:
            inside = self._inside(row)
            if not inside or not self._sheets.has_helper(key):
                return ""
            found = self._sheets.places.tables["detail"].range(key)
            known = f"{inside}*ISNUMBER({found})"
            return _short(
                f'=IF(SUMPRODUCT({known})=0,"",SUMPRODUCT({known},{found})/SUMPRODUCT({known}))'
            )

        return formula


def _short(formula: str) -> str:
    return formula if len(formula) < _LONGEST else ""


def _kept(frame: pd.DataFrame) -> Iterator[tuple[str, int | None, int]]:
    """Yields bound, what is due (None where nobody knows) and what is done of each check."""
    for bound, due, done in zip(frame["bound"], frame["required"], frame["done"], strict=True):
        yield bound, None if pd.isna(due) else int(due), int(done)
