"""Sheet 一致性: agreement per item with its interval, and of the scores; formulas over 评分对照."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from qa_workbook.books.calibration.marks import block
from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import BETTER, WORSE, put
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.calibration.agreement import ItemAgreement
from qa_workbook.calibration.figure import Figure
from qa_workbook.calibration.panel import ItemKind
from qa_workbook.calibration.scores import anova
from qa_workbook.grids.a1 import letters

_GAP = 3
_LEGEND = 5  # rows of words below the items
_NUMBER = "0.000"


class AgreementPage(CalibrationPage):
    """Items, the scores' ICC with its sums of squares, and the shares that AC1 and AC2 need."""

    def __init__(self, sheets: CalibrationSheets) -> None:
        super().__init__(sheets, "agreement")
        self.items = self.report.figures.items
        self.shares = self._shares()
        self.table = self.place(FIRST_ROW + 1, self._columns())
        below = self.table.last + _LEGEND + _GAP
        self.scores = self.place(below, self._score_columns())
        self.anova_row = self.scores.last + 3
        helpers = self.anova_row + len(ANOVA) + 2
        self.helpers = self.place(helpers, self._helper_columns())
        for number, key in enumerate(ANOVA, self.anova_row + 1):
            self.places.figures[f"anova_{key}"] = f"'{self.name}'!$B${number}"
        self.places.tables |= {
            "agreement": self.table,
            "scores": self.scores,
            "shares": self.helpers,
        }

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        columns = len(self.table.columns)
        self.section(FIRST_ROW, self.say("per_item"), columns)
        self.write_table(self.table)
        legend = [self.say(f"agreement_legend_{number}") for number in range(1, 5)]
        self.lines(self.table.last + 1, legend)
        self.section(self.scores.header - 1, self.say("of_scores"), columns)
        self.write_table(self.scores)
        if len(self.scores):
            self.total(self.scores, self._column_means())
        self._write_anova(self.anova_row)
        self.section(self.helpers.header - 1, self.say("helper_shares"), columns)
        self.write_table(self.helpers)
        self.sheet.print_area(0, 0, self.helpers.header - 2, columns - 1)
        self.sheet.freeze_panes(self.table.first, 1)
        self.close()  # other tables stand below, so no header is repeated on paper

    # --- per item

    def _columns(self) -> list[TableColumn]:
        say, items = self.say, self.items
        names = [self.sheets.names[one.item.id] for one in items]
        percent, coefficient = [one.percent for one in items], [one.coefficient for one in items]
        live = [one.value is not None for one in percent]
        target = self.report.rules.targets.coefficient
        met = [self._met(one, target) for one in coefficient]
        tones = {say("met"): BETTER, say("not_met"): WORSE}
        counts = self._live(_COUNT, [True] * len(items))
        equal = self._live(_PERCENT, live)
        return [
            TableColumn("item", say("item"), names, "text", most=28),
            TableColumn("n", say("n"), [one.n for one in percent], "integer", 7, formula=counts),
            self._values("percent", percent, "percent", equal),
            *self._ends("percent", percent, "percent"),
            TableColumn("measure", say("measure"), [one.measure for one in items], "centred", 9),
            self._values("coefficient", coefficient, "score", self._coefficient),
            *self._ends("coefficient", coefficient, "score"),
            TableColumn("target", say("target"), [float(target)] * len(items), "score", 8),
            TableColumn("met", say("verdict"), met, "centred", 9, tones=tones),
            self._values("alpha", [one.alpha for one in items], "score", self._alpha),
            self._values("kappa", [one.kappa for one in items], "score", None),
            TableColumn("why", say("hint"), [self._why(one) for one in items], "wrapped", 34),
            TableColumn("range", say("range"), [_range(one) for one in items], "number", 8),
        ]

    def _values(
        self,
        key: str,
        figures: Sequence[Figure | None],
        kind: str,
        formula: Callable[[int], str] | None,
    ) -> TableColumn:
        values = [one.value if one else None for one in figures]
        return TableColumn(key, self.say(key), values, kind, 8.5, formula=formula)

    def _ends(self, key: str, figures: Sequence[Figure], kind: str) -> list[TableColumn]:
        ends = [one.interval or (None, None) for one in figures]
        return [
            TableColumn(
                f"{key}_{name}", self.say(f"{key}_{name}"), [end[place] for end in ends], kind, 8
            )
            for place, name in enumerate(("low", "high"))
        ]

    def _met(self, found: Figure, target: Decimal) -> str:
        if found.value is None:
            return ""
        if found.n < self.report.rules.enough.recordings:
            return self.say("only_hint")
        return self.say("met" if found.value >= float(target) else "not_met")

    def _why(self, one: ItemAgreement) -> str:
        found = [self.reason(one.coefficient)]
        if one.prevalent:
            without = one.kappa is not None and one.kappa.value is None
            found.append(self.say("no_kappa" if without else f"prevalent_{one.item.kind}"))
        return "　".join(filter(None, found))

    def reason(self, figure: Figure) -> str:
        """Returns in words why a figure or its interval can't be had, "" where both can."""
        if not figure.reason:
            return ""
        which = "no_value" if figure.value is None else "no_interval"
        return self.say(which, why=self.book.sayer("calibration")(f"reason_{figure.reason}"))

    def _live(self, formula: str, live: Sequence[bool]) -> Callable[[int], str]:
        def of_row(row: int) -> str:
            return f"={self._written(formula, row)}" if live[row] else ""

        return of_row

    def _written(self, formula: str, row: int) -> str:
        """A formula over 评分对照 for the item of a row, whose name stands in the first column."""
        marks, shares = self.places.tables["marks"], self.helpers
        mine = f"({marks.range('item')}={self.table.cell('item', row)})"
        places = {
            "mine": mine,
            "n": marks.range("n"),
            "equal": marks.range("equal"),
            "variance": marks.range("variance"),
            "marks": block(self.sheets, marks),
            "own": f"({shares.range('item')}={self.table.cell('item', row)})",
            "categories": shares.range("category"),
            "spread": shares.range("spread"),
            "range": self.table.cell("range", row),
            "percent": self.table.cell("percent", row),
        }
        return formula.format(**places)

    def _coefficient(self, row: int) -> str:
        one = self.items[row]
        if one.coefficient.value is None:
            return ""
        formulas = {
            ItemKind.TWO_VALUED: _AC1,
            ItemKind.ORDERED: _AC2,
            ItemKind.NUMBER: _ALPHA,
        }
        return f"={self._written(formulas[one.item.kind], row)}"

    def _alpha(self, row: int) -> str:
        found = self.items[row].alpha
        if found is None or found.value is None:
            return ""
        return f"={self._written(_ALPHA, row)}"

    # --- of the scores

    def _score_columns(self) -> list[TableColumn]:
        found = self.report.figures.scores
        units = [self.panel.units[row] for row in found.rows]
        given = self.panel.total.given
        raters = [self.sheets.raters[column] for column in found.columns]
        names = [self.panel.inspectors[column] for column in found.columns]
        return [
            TableColumn("unit", self.say("recording"), units, "text", most=24),
            *(
                TableColumn(key, name, given[list(found.rows), column].tolist(), "score", 8,
                            formula=self._repeated(key))
                for key, name, column in zip(raters, names, found.columns, strict=True)
            ),
            TableColumn("mean", self.say("helper_mean"),
                        [float(given[row, list(found.columns)].mean()) for row in found.rows],
                        "score", 8, formula=self._row_mean),
        ]  # fmt: skip

    def _row_mean(self, row: int) -> str:
        raters = [column.key for column in self.scores.columns[1:-1]]
        first, last = self.scores.cell(raters[0], row), self.scores.cell(raters[-1], row)
        return f"=AVERAGE({first}:{last})"

    def _column_means(self) -> dict[str, Total]:
        """The means of the inspectors' scores, below the table."""
        totals = {"unit": Total(self.say("helper_mean"))}
        for column in self.scores.columns[1:]:
            first = self.scores.cell(column.key, 0)
            last = self.scores.cell(column.key, len(self.scores) - 1)
            mean = sum(column.values) / len(column.values)
            totals[column.key] = Total(mean, "score", f"=AVERAGE({first}:{last})")
        return totals

    def _repeated(self, key: str) -> Callable[[int], str]:
        rows = self.report.figures.scores.rows

        def formula(row: int) -> str:
            return f"={self.places.tables['totals'].reference(key, rows[row])}"

        return formula

    def _write_anova(self, row: int) -> None:
        """The sums of squares and ICC(2,1), each as a value with its formula."""
        found = self.report.figures.scores
        say, icc = self.say, found.icc
        if icc.value is None:
            put(self.sheet, row, 0, self.reason(icc), self.styles("subtitle"))
            return
        given = self.panel.total.given[list(found.rows)][:, list(found.columns)]
        values = {**anova(given), "icc": icc.value}
        for number, (key, value) in enumerate(values.items()):
            at = row + number
            put(self.sheet, at, 0, say(f"anova_{key}"), self.styles("label"))
            formula = f"={self._anova_formula(key, row)}"
            style = self.styles("centred", "0" if key in ("n", "k") else _NUMBER)
            put(self.sheet, at, 1, value, style, formula)
        if icc.interval:
            low, high = icc.interval
            words = say("icc_interval", low=f"{low:.3f}", high=f"{high:.3f}")
            put(self.sheet, row + len(values) - 1, 2, words, self.styles("subtitle"))

    def _anova_formula(self, key: str, row: int) -> str:
        cells = {name: f"$B${row + number + 1}" for number, name in enumerate(ANOVA)}
        table = self.scores
        raters = [column.key for column in table.columns[1:-1]]
        first, last = table.cell(raters[0], 0), table.cell(raters[-1], len(table) - 1)
        total = table.last + 1
        columns = f"{letters(table.index(raters[0]))}{total + 1}"
        columns += f":{letters(table.index(raters[-1]))}{total + 1}"
        means = f"{table.cell('mean', 0)}:{table.cell('mean', len(table) - 1)}"
        whole = f"{first}:{last}"
        return ANOVA[key].format(whole=whole, rows=means, columns=columns, **cells)

    # --- the shares of marks

    def _shares(self) -> list[tuple[int, float]]:
        """The marks that each item may have, for those whose coefficient needs them."""
        return [
            (place, mark)
            for place, one in enumerate(self.items)
            if one.coefficient.value is not None and one.item.kind is not ItemKind.NUMBER
            for mark in one.item.allowed
        ]

    def _helper_columns(self) -> list[TableColumn]:
        names = [self.sheets.names[self.items[place].item.id] for place, _ in self.shares]
        marks = [mark for _, mark in self.shares]
        values = [self._share(place, mark) for place, mark in self.shares]
        return [
            TableColumn("item", self.say("item"), names, "text", most=28),
            TableColumn("category", self.say("mark"), marks, "number", 7),
            TableColumn("share", self.say("share"), values, "percent", 9, formula=self._pi),
            TableColumn("spread", self.say("share_spread"), [one * (1 - one) for one in values],
                        "number", 8, formula=self._pi_spread),
        ]  # fmt: skip

    def _share(self, place: int, mark: float) -> float:
        given = self.panel.marks[self.items[place].item.id].given
        n = (given == given).sum(axis=1)  # noqa: PLR0124 - not NaN
        shares = (given == mark).sum(axis=1)[n > 0] / n[n > 0]
        return float(shares.mean())

    def _pi(self, row: int) -> str:
        marks = self.places.tables["marks"]
        given, n = block(self.sheets, marks), marks.range("n")
        mine = f"({marks.range('item')}={self.helpers.cell('item', row)})"
        same = f"ISNUMBER({given})*({given}={self.helpers.cell('category', row)})"
        return f"=SUMPRODUCT({mine}*{same}/({n}+({n}=0)))/SUMPRODUCT({mine}*({n}>0))"

    def _pi_spread(self, row: int) -> str:
        share = self.helpers.cell("share", row)
        return f"={share}*(1-{share})"


def _range(one: ItemAgreement) -> float | None:
    known = one.item.allowed
    return known[-1] - known[0] if known else None


_COUNT = "SUMPRODUCT({mine}*({n}>1))"
_PERCENT = "SUMPRODUCT(--{mine},--({n}>1),{equal})/SUMPRODUCT({mine}*({n}>1))"
_AC1 = "1-(1-{percent})/(1-SUMPRODUCT(--{own},{spread})/(SUMPRODUCT(--{own})-1))"
_OBSERVED = "(1-2*SUMPRODUCT(--{mine},--({n}>1),{variance})/SUMPRODUCT({mine}*({n}>1))/{range}^2)"
_WEIGHTS = (
    "(SUMPRODUCT(--{own})^2-(2*SUMPRODUCT(--{own})*SUMPRODUCT({own}*{categories}^2)"
    "-2*SUMPRODUCT({own}*{categories})^2)/{range}^2)"
)
_EXPECTED = _WEIGHTS + "/(SUMPRODUCT(--{own})*(SUMPRODUCT(--{own})-1))*SUMPRODUCT(--{own},{spread})"
_AC2 = f"1-(1-{_OBSERVED})/(1-{_EXPECTED})"
_PAIRED = "SUMPRODUCT({mine}*({n}>1)*{n})"
_ALPHA = (
    f"1-SUMPRODUCT(--{{mine}},--({{n}}>1),{{n}},{{variance}})*({_PAIRED}-1)"
    f"/({_PAIRED}*SUMPRODUCT({{mine}}*({{n}}>1)*{{marks}}^2)"
    "-SUMPRODUCT({mine}*({n}>1)*{marks})^2)"
)
ANOVA = {
    "n": "ROWS({whole})",
    "k": "COLUMNS({whole})",
    "ssr": "{k}*DEVSQ({rows})",
    "ssc": "{n}*DEVSQ({columns})",
    "sst": "DEVSQ({whole})",
    "msr": "{ssr}/({n}-1)",
    "msc": "{ssc}/({k}-1)",
    "mse": "({sst}-{ssr}-{ssc})/(({n}-1)*({k}-1))",
    "icc": "({msr}-{mse})/({msr}+({k}-1)*{mse}+{k}*({msc}-{mse})/{n})",
}
"""Shrout and Fleiss (1979): two-way random effects, single scores, absolute agreement."""
