"""Sheet 宽严: who marks strictly and who leniently, and how far from the gold scores."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.chart import Chart

from qa_workbook.books.analysis.charts.look import (
    AXIS,
    BLUE,
    GRID,
    NO_LINE,
    ORANGE,
    SMALL,
    Picture,
    dress,
    new_chart,
)
from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.axis import score_axis
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import BETTER, WORSE
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.calibration.inspectors import InspectorFigures
from qa_workbook.statistics.severity import Method, Verdict

_SIZE = {"width": 900, "height": 330}
_UPRIGHT_FROM = 9  # more names than this stand upright, or Calc leaves every second one out


class SeverityPage(CalibrationPage):
    """A row per inspector, by name as in the session; a dot with its interval below."""

    def __init__(self, sheets: CalibrationSheets) -> None:
        super().__init__(sheets, "severity")
        self.found = self.report.figures.inspectors
        self.table = self.place(FIRST_ROW, self._columns())
        self.places.tables["severity"] = self.table

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.table)
        row = self.lines(
            self.table.last + 2, [self.say(f"severity_legend_{number}") for number in (1, 2, 3)]
        )
        if any(one.severity.value is not None for one in self.found):
            words = self.say("severity_picture", count=len(self.found))
            Picture(self._chart(), words).insert(self.sheet, row + 1, 0, _SIZE)
        self.filter(self.table, 1)
        self.close(self.table.header)

    def _columns(self) -> list[TableColumn]:
        say, found = self.say, self.found
        words = {one: say(f"verdict_{one.name.lower()}") for one in Verdict}
        tones = {words[Verdict.STRICT]: WORSE, words[Verdict.LENIENT]: BETTER}
        severity = [one.severity for one in found]
        ends = [one.interval or (None, None) for one in severity]
        reach = [high - low if low is not None and high is not None else None for low, high in ends]
        half = [one / 2 if one is not None else None for one in reach]
        limits = [one.limits or (None, None) for one in found]
        said, hints = [words[one.verdict] if one.verdict else "" for one in found], self._hints()
        return [
            TableColumn("who", say("inspector"), [one.inspector for one in found], width=14),
            TableColumn("n", say("n"), [one.n for one in found], "integer", 7,
                        formula=self._live(_COUNT)),
            TableColumn("mean", say("mean_score"), [one.mean for one in found], "score", 9,
                        formula=self._live(_MEAN)),
            TableColumn("severity", say("severity"), [one.value for one in severity], "change", 9,
                        formula=self._severity),
            TableColumn("half", say("half"), half, "score", 8),
            TableColumn("low", say("low"), [end[0] for end in ends], "change", 8),
            TableColumn("high", say("high"), [end[1] for end in ends], "change", 8),
            TableColumn("verdict", say("verdict"), said, "centred", 13, tones=tones),
            TableColumn("shared", say("with_gold"), [one.with_gold for one in found], "integer", 8,
                        formula=self._live(_WITH_GOLD)),
            TableColumn("bias", say("bias"), [one.bias for one in found], "change", 9,
                        formula=self._live(_BIAS)),
            TableColumn("lower", say("limit_low"), [end[0] for end in limits], "change", 9,
                        formula=self._live(_LOWER)),
            TableColumn("upper", say("limit_high"), [end[1] for end in limits], "change", 9,
                        formula=self._live(_UPPER)),
            TableColumn("away", say("away"), [one.away for one in found], "score", 9,
                        formula=self._live(_AWAY)),
            TableColumn("hint", say("hint"), hints, "wrapped", 30),
        ]  # fmt: skip

    def _hints(self) -> list[str]:
        return [self._hint(one) for one in self.found]

    def _hint(self, one: InspectorFigures) -> str:
        if not one.handed_in:
            return self.say("not_handed_in")
        why = self.book.sayer("calibration")
        said = [why(f"reason_{one.severity.reason}")] if one.severity.reason else []
        target = float(self.report.rules.targets.severity)
        value = one.severity.value
        if value is not None and abs(value) > target:
            said.append(self.say("beyond_target", target=f"{target:g}"))
        return "　".join(said)

    def _live(self, formula: str) -> Callable[[int], str]:
        def of_row(row: int) -> str:
            if not self.found[row].handed_in:
                return ""
            totals = self.places.tables["totals"]
            own, gold = totals.range(self.sheets.raters[row]), totals.range("gold")
            cells = {
                "own": own,
                "gold": gold,
                "both": f"(ISNUMBER({own})*ISNUMBER({gold}))",
                "shared": self.table.cell("shared", row),
                "bias": self.table.cell("bias", row),
                "z": "NORMSINV(0.975)",
            }
            return f"={formula.format(**cells)}"

        return of_row

    def _severity(self, row: int) -> str:
        """The mean less that of all, over the recordings that all scored; they stand in 一致性."""
        one, scores = self.found[row], self.places.tables["scores"]
        key = self.sheets.raters[row]
        if one.severity.value is None or one.method is not Method.SHARED or key not in scores:
            return ""
        raters = [column.key for column in scores.columns[1:-1]]
        first, last = scores.range(raters[0]), scores.range(raters[-1])
        whole = f"{first.partition(':')[0]}:{last.partition(':')[2]}"
        return f"=AVERAGE({scores.range(key)})-AVERAGE({whole})"

    def _chart(self) -> Chart:
        table = self.table
        chart = new_chart(self.book, "line")
        dress(chart, self.say("severity_title"))
        reach, fill = f"={table.range('half')}", {"color": BLUE}
        chart.add_series(
            {
                "name": self.say("severity"),
                "categories": table.chart_range("who"),
                "values": table.chart_range("severity"),
                "line": NO_LINE,
                "marker": {"type": "circle", "size": 8, "fill": fill, "border": fill},
                "y_error_bars": {
                    "type": "custom",
                    "plus_values": reach,
                    "minus_values": reach,
                    "line": {"color": ORANGE, "width": 2},
                },
                "data_labels": {
                    "value": True,
                    "position": "right",
                    "num_format": "+0.0;-0.0;0.0",
                    "font": SMALL,
                },
            }
        )
        upright = {"rotation": -90} if len(table) > _UPRIGHT_FROM else {}
        names = {"interval_unit": 1, "num_font": {**SMALL, **upright}, "label_position": "low"}
        chart.set_x_axis({**AXIS, **names})
        ends = [end for one in self.found for end in one.severity.interval or (one.severity.value,)]
        chart.set_y_axis({**AXIS, "major_gridlines": GRID, **score_axis(ends)})
        return chart


_COUNT = "COUNT({own})"
_MEAN = 'IF(COUNT({own})=0,"",AVERAGE({own}))'
_WITH_GOLD = "SUMPRODUCT({both})"
_BIAS = 'IF({shared}=0,"",SUMPRODUCT({both}*({own}-{gold}))/{shared})'
_SPREAD = "{z}*SQRT(SUMPRODUCT({both}*({own}-{gold}-{bias})^2)/({shared}-1))"
_LOWER = f'IF({{shared}}<2,"",{{bias}}-{_SPREAD})'
_UPPER = f'IF({{shared}}<2,"",{{bias}}+{_SPREAD})'
_AWAY = 'IF({shared}=0,"",SUMPRODUCT({both}*ABS({own}-{gold}))/{shared})'
