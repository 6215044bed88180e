"""The ratios of themes once more, as formulas over the cells of 明细."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from qa_workbook.analysis.period_report import PeriodReport
from qa_workbook.analysis.theme_weeks import ThemeWeek
from qa_workbook.analysis.themes import Theme
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.analysis.theme_words import ThemeWords
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.frames import MARK
from qa_workbook.numbers import Period, plain

_HOLE = "\0"
_DAY_ZERO = date(1899, 12, 30)


class ThemeFormulas:
    """Formulas by row of the list of themes; "" where 明细 lacks the week or the item's marks."""

    def __init__(
        self,
        report: PeriodReport,
        schemes: Sequence[SchemeSheets],
        rows: Sequence[tuple[ThemeWeek, Theme | None]],
    ) -> None:
        self.report = report
        self.schemes = schemes
        self.rows = rows
        self.list: PlacedTable | None = None

    def before(self, row: int) -> str:
        """Returns the ratio in the week that the theme was chosen by."""
        week, theme = self.rows[row]
        known = theme is not None and theme.before is not None
        return self._ratio(row, week.chosen_by, "held_before") if known else ""

    def held_before(self, row: int) -> str:
        """Returns how many recordings that week has."""
        week, theme = self.rows[row]
        return self._held(row, week.chosen_by) if theme and theme.held_before else ""

    def after(self, row: int) -> str:
        """Returns the ratio in the week of the theme."""
        week, theme = self.rows[row]
        known = theme is not None and theme.after is not None
        return self._ratio(row, week.week, "held_after") if known else ""

    def held_after(self, row: int) -> str:
        """Returns how many recordings the week of the theme has."""
        week, theme = self.rows[row]
        return self._held(row, week.week) if theme and theme.held_after else ""

    def change(self, row: int) -> str:
        """Returns the change in percentage points."""
        theme = self.rows[row][1]
        if theme is None or theme.before is None or theme.after is None:
            return ""
        return f"=({self._cell('after', row)}-{self._cell('before', row)})*100"

    def check(self, row: int, theme: Theme, words: ThemeWords) -> str:
        """Returns the sentence of Check, its figures those of the list."""
        if theme.before is None or theme.after is None:
            return ""
        change = self._cell("change", row)
        points = f'TEXT(ABS({change}),"0.0")'
        rose, fell = (_spoken(words.say(way, points=_HOLE), points) for way in ("rose", "fell"))
        moved = f"IF({change}>0,{rose},{fell})"
        parts = {
            "before": f'TEXT({self._cell("before", row)},"0.0%")',
            "held_before": self._cell("held_before", row),
            "after": f'TEXT({self._cell("after", row)},"0.0%")',
            "held_after": self._cell("held_after", row),
            "change": f"IF(ROUND(ABS({change}),1)=0,{_quoted(words.say('same'))},{moved})",
        }
        sentence = words.say("checked", **dict.fromkeys(parts, _HOLE)) + words.weak(theme)
        return f"={_spoken(sentence, *parts.values())}"

    def _cell(self, key: str, row: int) -> str:
        assert self.list is not None
        return self.list.cell(key, row)

    def _held(self, row: int, week: Period | None) -> str:
        found = self._within(row, week)
        return f"=COUNTIFS({found[1]})" if found else ""

    def _ratio(self, row: int, week: Period | None, held: str) -> str:
        found, theme = self._within(row, week), self.rows[row][1]
        if not found or theme is None:
            return ""
        sheets, inside = found
        low = _low(sheets, theme.item)
        return f"=COUNTIFS({low},{inside})/{self._cell(held, row)}"

    def _within(self, row: int, week: Period | None) -> tuple[SchemeSheets, str] | None:
        """The sheets with the week's recordings and the criteria for those that count."""
        theme, span = self.rows[row][1], self.report.period
        sheets = self._sheets(self.rows[row][0])
        if theme is None or week is None or span is None or sheets is None:
            return None
        if week.first < span.first or week.last > span.last or not _low(sheets, theme.item):
            return None
        detail = sheets.places.tables["detail"]
        days, counted = detail.range("call_date"), detail.range("counted")
        first, last = ((day - _DAY_ZERO).days for day in (week.first, week.last))
        yes = sheets.book.say("yes")
        return sheets, f'{counted},"{yes}",{days},">={first}",{days},"<={last}"'

    def _sheets(self, week: ThemeWeek) -> SchemeSheets | None:
        for sheets in self.schemes:
            if sheets.analysis.scheme.id == week.scheme.id:
                return sheets
        return None


def _low(sheets: SchemeSheets, item: str) -> str:
    """The criteria for recordings with a defect in an item; "" where 明细 can't tell."""
    detail, scheme = sheets.places.tables.get("detail"), sheets.analysis.scheme
    node = scheme.by_id.get(item)
    if detail is None or not sheets.live or node is None or not sheets.one_version:
        return ""
    if sheets.has_helper(f"low.{item}"):
        return f"{detail.range(f'low.{item}')},1"
    if not node.scale or f"{MARK}{item}" not in detail:
        return ""
    return f'{detail.range(f"{MARK}{item}")},"<{plain(Decimal(scheme.scale_of(node).full))}"'


def _spoken(words: str, *expressions: str) -> str:
    """Returns an expression for a sentence, its holes filled in turn."""
    texts = [_quoted(text) for text in words.split(_HOLE)]
    joined = [texts[0]]
    for expression, text in zip(expressions, texts[1:], strict=True):
        joined += [expression, text]
    return "&".join(part for part in joined if part != '""')


def _quoted(words: str) -> str:
    doubled = words.replace('"', '""')
    return f'"{doubled}"'
