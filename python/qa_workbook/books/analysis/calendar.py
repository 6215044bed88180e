"""The month calendar of 每日警示: every day in its alert colour, with the word for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from qa_workbook.books.analysis.page import AnalysisPage
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import ALERT, MUTED, STRIPE, Tone, put
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.numbers import percent

DAYS = 7
_ROWS = 3  # of one week: day, level with ratio, number of recordings
_WIDTH = 12.5
_EMPTY = Tone(STRIPE, MUTED)


class Calendar:
    """Months below each other, weeks as rows, Monday first.

    A day without recordings is grey and has no word: white with a word is a level like others. A
    day of too few recordings has no level.
    """

    def __init__(self, page: AnalysisPage, days: PlacedTable, row: int, left: int) -> None:
        """`days` is the table of the days, `row` and `left` where the calendar begins."""
        self.page, self.days, self.row, self.left = page, days, row, left
        self.say = page.book.sayer("charts_sheet")
        frame = page.analysis.days
        self.place = {day.date(): number for number, day in enumerate(frame["date"])}
        self.months = list(_months(page.analysis.period.first, page.analysis.period.last))
        if self.place:
            seen = {(day.year, day.month) for day in self.place}
            self.months = [month for month in self.months if (month.year, month.month) in seen]
        self.below = row + 1 + sum(2 + _ROWS * len(_weeks(month)) for month in self.months)

    @property
    def width(self) -> float:
        """The width of its columns together."""
        return DAYS * _WIDTH

    def write(self) -> None:
        """Fills its cells."""
        page, row = self.page, self.row
        for month in self.months:
            name = self.say("month", year=month.year, month=month.month)
            row = page.section(row, name, DAYS, self.left)
            for place, weekday in enumerate(self.say("weekdays").split()):
                put(page.sheet, row, self.left + place, weekday, page.styles("label"))
            row += 1
            for week in _weeks(month):
                for place, day in enumerate(week):
                    if day.month == month.month and day in page.analysis.period:
                        self._day(row, self.left + place, day)
                row += _ROWS
        put(page.sheet, row, self.left, self.say("calendar_note"), page.styles("plain"))
        widths = page.widths
        for column in range(self.left, self.left + DAYS):
            widths[column] = max(widths.get(column, 0), _WIDTH)

    def _day(self, row: int, column: int, day: date) -> None:
        """Three cells of one colour: the day, its level and ratio, the number of recordings."""
        place = self.place.get(day)
        words, tone = ["", ""], _EMPTY
        formulas = ["", ""]
        if place is not None:
            words, formulas, tone = self._said(place)
        bold = place is not None
        styles = self.page.styles
        top = styles.tone(tone, align="left", indent=1, bottom=0, bold=bold)
        middle = styles.tone(tone, top=0, bottom=0, bold=bold, font_size=9)
        bottom = styles.tone(tone, top=0, font_size=9)
        put(self.page.sheet, row, column, day.day, top)
        put(self.page.sheet, row + 1, column, words[0], middle, formulas[0])
        put(self.page.sheet, row + 2, column, words[1], bottom, formulas[1])

    def _said(self, place: int) -> tuple[list[str], list[str], Tone]:
        """Level with ratio and number of recordings of a day, in words and as formulas."""
        analysis, few = self.page.analysis, self.page.sheets.small_sample or 0
        count = int(analysis.days["recordings"].iloc[place])
        ratio = float(analysis.days["average_defect_ratio"].iloc[place])
        colour = str(analysis.days["alert"].iloc[place])
        level = self.page.sheets.level_names([colour])[0]
        n_cell = self.days.reference("recordings", place)
        formulas = ["", f'="n = "&{n_cell}']
        tone = ALERT.get(colour, ALERT["white"])
        if count < few:
            level, tone = self.page.book.say("few_mark"), ALERT["white"]
        elif level:
            ratio_cell = self.days.reference("average_defect_ratio", place)
            level_cell = self.days.reference("alert", place)
            formulas[0] = f'={level_cell}&" "&TEXT(ROUND({ratio_cell},3),"0.0%")'
            level = f"{level} {percent(ratio)}"
        else:
            level = percent(ratio)
        return [level, f"n = {count}"], formulas, tone


def place_calendar(page: AnalysisPage, days: PlacedTable, row: int, left: int) -> Calendar | None:
    """Returns the calendar of a scheme with 平均不良比率, None for others and for no days."""
    if page.analysis.overall.average_defect_ratio is None or not len(days):
        return None
    return Calendar(page, days, max(row, FIRST_ROW), left)


def _months(first: date, last: date) -> Iterator[date]:
    """Yields the first day of each month that has days of the span."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _weeks(month: date) -> list[list[date]]:
    """The weeks of a month from Monday on, with days of the months beside it."""
    monday = month - timedelta(days=month.weekday())
    weeks = []
    while monday < (month + timedelta(days=32)).replace(day=1):
        weeks.append([monday + timedelta(days=place) for place in range(DAYS)])
        monday += timedelta(days=DAYS)
    return weeks
