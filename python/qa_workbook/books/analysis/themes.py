"""Sheet 主题跟踪: 每周质检主题反馈跟踪表 (S4), with room for Plan–Do–Check–Act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from qa_workbook.analysis.period_report import PeriodReport
from qa_workbook.analysis.theme_weeks import ThemeWeek
from qa_workbook.analysis.themes import Theme
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.analysis.theme_formulas import ThemeFormulas
from qa_workbook.books.analysis.theme_words import ThemeWords
from qa_workbook.books.case_words import CaseWords
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import cell_link
from qa_workbook.books.cloth.notes import hide_marks, write_room
from qa_workbook.books.cloth.page import FIRST_ROW, Page
from qa_workbook.books.cloth.style import ACCENT_SOFT, TO_WRITE, put, safe_text, wrapped_lines
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.frames import MARK, RECORDING, evidence

LABELS = "themes_sheet"
_WIDTHS = (11.0, 22.0, 9.5, 9.5, 9.5, 9.5, 9.5, 11.0, 44.0)
_LAST = len(_WIDTHS) - 1
_TOLD = (
    *RECORDING,
    "call_date",
    "name",
    "team",
    "final",
    "file",
    "sheet",
    "row",
    "points",
    "remark",
)
_ROOM = ("plan", "do", "check", "act")
_ROOM_HEIGHT = 32.0
_PAGE_HEIGHT, _LINE_HEIGHT = 505.0, 14.0  # points of an A4 page on its side, and of a line
_SCALES = (60, 80)  # per cent: smaller is unreadable, larger is wider than the paper


@dataclass(frozen=True)
class _Tracked:
    """A theme of a week, and its row in the list on top."""

    week: ThemeWeek
    theme: Theme
    row: int


class ThemesPage(Page):
    """A list of all weeks on top; below it a page a week, each theme with cases and room to write.

    `schemes` are those of the workbook: their 明细 may have the weeks' recordings.
    """

    def __init__(
        self, book: ResultBook, report: PeriodReport, schemes: Sequence[SchemeSheets]
    ) -> None:
        say = book.sayer(LABELS)
        super().__init__(book, say("themes"), ACCENT_SOFT)
        self.say, self.report = say, report
        cases = report.rules.themes.cases if report.rules else None
        self.words = ThemeWords(say, report.small_sample, cases)
        self.cases = CaseWords(book.language, cases or 0)
        self.tracked = list(_rows(report.theme_weeks))
        self.live = ThemeFormulas(report, schemes, self.tracked_themes())
        self.list = self.place(FIRST_ROW, self._columns())
        self.live.list = self.list
        self._used = 0.0
        self._tallest = 0.0

    def tracked_themes(self) -> list[tuple[ThemeWeek, Theme | None]]:
        """Returns the rows of the list: weeks with each of their themes, or with None."""
        return [(week, theme) for week, theme, _ in self.tracked]

    def write(self) -> None:
        """Fills the sheet."""
        span = self.report.period
        scheme = self.report.theme_weeks[0].scheme.name.say(self.book.language)
        details = {"period": span.text, "first": span.first, "last": span.last} if span else {}
        subtitle = self.say("subtitle", scheme=scheme, **details)
        self.heading(self.say("title"), subtitle)
        self.notice(self.say("how"))
        self.write_table(self.list)
        row, breaks = self.list.last + 2, []
        for week in self.report.theme_weeks:
            own = [one for one in self._blocks() if one.week is week]
            if own:
                breaks.append(row)
                row = self._write_week(row, own) + 1
        self._finish(row, breaks)

    def _blocks(self) -> Iterator[_Tracked]:
        for week, theme, row in self.tracked:
            if theme is not None:
                yield _Tracked(week, theme, row)

    def _finish(self, row: int, breaks: Sequence[int]) -> None:
        self.widths = dict(enumerate(_WIDTHS))
        self.sheet.freeze_panes(FIRST_ROW - 1, 0)
        hide_marks(self, _LAST + 1)
        self.finish(self.say("title"))
        # Excel passes over page breaks where it is to fit a sheet to pages by itself.
        least, most = _SCALES
        fitting = int(100 * _PAGE_HEIGHT / max(self._tallest, 1))
        self.sheet.set_print_scale(min(most, max(least, fitting)))
        self.sheet.set_h_pagebreaks(list(breaks))
        self.sheet.print_area(0, 0, row, _LAST)

    def _columns(self) -> list[TableColumn]:
        words, live = self.words, self.live
        pairs = self.tracked_themes()
        themes = [theme for _, theme in pairs]
        shares = [theme.share if theme else None for theme in themes]
        before = [theme.before if theme else None for theme in themes]
        after = [theme.after if theme else None for theme in themes]
        changes = [words.change(theme) if theme else None for theme in themes]
        return [
            self._column("week", [words.week(week.week) for week, _ in pairs], "centred"),
            self._column("theme", [words.theme(theme) for theme in themes], "wrapped"),
            self._column("share", shares, "percent"),
            TableColumn("before", self.say("before"), before, "percent", formula=live.before),
            TableColumn(
                "held_before",
                self.say("held_before"),
                [theme.held_before or None if theme else None for theme in themes],
                "integer",
                formula=live.held_before,
            ),
            TableColumn("after", self.say("after"), after, "percent", formula=live.after),
            TableColumn(
                "held_after",
                self.say("held_after"),
                [theme.held_after or None if theme else None for theme in themes],
                "integer",
                formula=live.held_after,
            ),
            TableColumn(
                "change", self.say("change"), changes, "change_of_share", formula=live.change
            ),
            self._column("reason", [words.reason(week, theme) for week, theme in pairs], "wrapped"),
        ]

    def _column(self, key: str, values: Sequence[object], kind: str) -> TableColumn:
        width = _WIDTHS[_LAST] if key == "reason" else None
        width = _WIDTHS[1] if key == "theme" else width
        return TableColumn(key, self.say(key), values, kind, width)

    def _high(self, row: int, height: float) -> None:
        self.sheet.set_row(row, height)
        self._used += height

    def _write_week(self, row: int, own: Sequence[_Tracked]) -> int:
        """Writes the themes of a week from `row` on; returns the row after them."""
        self._used = 0.0
        row = self.section(row, self.words.dated(own[0].week.week), _LAST + 1)
        self._used += 22
        for number, one in enumerate(own, 1):
            title = self.say("numbered", number=number, name=one.theme.name)
            put(self.sheet, row, 0, title, self.styles("plain", bold=True, font_size=11))
            put(self.sheet, row, 3, self.words.reason(one.week, one.theme), self.styles("subtitle"))
            self._high(row, 20)
            row = self._write_library(row + 1, one.theme)
            row = self._write_cases(row, one)
            row = self._write_room(row, one)
            self._high(row, 8)
            row += 1
        self._tallest = max(self._tallest, self._used)
        return row

    def _write_library(self, row: int, theme: Theme) -> int:
        """Writes the service cases of a theme; returns the row after them, itself without any."""
        if theme.cases is None:
            return row
        words = self.cases.of_theme(theme.cases)
        style = self.styles("wrapped", indent=1)
        put(self.sheet, row, 0, self.say("library"), self.styles("label"))
        self.sheet.merge_range(row, 1, row, _LAST, "", style)
        put(self.sheet, row, 1, words, style)
        self._high(row, 6 + _LINE_HEIGHT * wrapped_lines(words, sum(_WIDTHS[1:])))
        return row + 1

    def _write_cases(self, row: int, one: _Tracked) -> int:
        """Writes the recordings to explain; returns the row after them."""
        headings = ("call_date", "recording", "agent", "name", "team", "mark", "final", "source")
        for column, key in enumerate((*headings, "what")):
            put(self.sheet, row, column, self.say(key), self.styles("header"))
        self._high(row, 20)
        row += 1
        cases = one.week.examples.get(one.theme.item, pd.DataFrame())
        for case in _told(cases, one):
            self._write_case(row, case, one)
            row += 1
        if few := self.words.few_cases(len(cases)):
            put(self.sheet, row, 0, few, self.styles("subtitle"))
            self._high(row, 18)
            row += 1
        return row

    def _write_case(self, row: int, case: dict[str, object], one: _Tracked) -> None:
        centred = self.styles("centred", text_wrap=True)
        wrapped = self.styles("wrapped", indent=1)
        put(self.sheet, row, 0, case["call_date"], self.styles("centred", "date"))
        for column, key in enumerate(("shown", "agent", "name", "team"), 1):
            put(self.sheet, row, column, str(case[key]), centred)
        put(self.sheet, row, 5, case.get(f"{MARK}{one.theme.item}"), self.styles("centred", "mark"))
        put(self.sheet, row, 6, case["final"], self.styles("centred", "score"))
        path = self.book.source_path(str(case["file"]))
        words = self.say("open") if path else str(case["file"])
        if path:
            link = cell_link(path, str(case["sheet"]), f"A{case['row']}")
            style = self.styles("link", "text", align="center")
            self.sheet.write_url(row, 7, link, style, safe_text(words))
        else:
            put(self.sheet, row, 7, words, self.styles("wrapped"))
        what = self.words.what(one.week.scheme, one.theme.item, case, self.book.language)
        put(self.sheet, row, _LAST, what, wrapped)
        lines = max(
            wrapped_lines(what, _WIDTHS[_LAST] - 2), wrapped_lines(case["shown"], _WIDTHS[1])
        )
        self._high(row, max(20, 6 + _LINE_HEIGHT * lines))

    def _write_room(self, row: int, one: _Tracked) -> int:
        """Writes Plan, Do, Check and Act: yellow to write into, Check filled with the figures."""
        merged = self.styles("input_wrapped", bg_color=TO_WRITE)
        for column, key in ((0, "step"), (_LAST, "who")):
            put(self.sheet, row, column, self.say(key), self.styles("header"))
        self.sheet.merge_range(row, 1, row, _LAST - 1, self.say("content"), self.styles("header"))
        self._high(row, 20)
        for step in _ROOM:
            row += 1
            put(self.sheet, row, 0, self.say(step), self.styles("label"))
            cells = {"who": _LAST}
            if step == "check":
                style = self.styles("computed", align="left", indent=1, text_wrap=True)
                self.sheet.merge_range(row, 1, row, _LAST - 1, "", style)
                text = self.words.check(one.theme)
                formula = self.live.check(one.row, one.theme, self.words)
                put(self.sheet, row, 1, text, style, formula)
            else:
                self.sheet.merge_range(row, 1, row, _LAST - 1, "", merged)
                cells = {"text": 1, **cells}
            key = f"theme/{one.week.week.first}/{one.theme.item}/{step}"
            write_room(self, row, key, cells, _LAST + 1)
            self._high(row, _ROOM_HEIGHT)
        return row + 1


def _told(cases: pd.DataFrame, one: _Tracked) -> list[dict[str, object]]:
    """What is told of each recording; a row of all the columns that there are takes longer."""
    if cases.empty:
        return []
    node = one.week.scheme.by_id.get(one.theme.item)
    marks = [f"{MARK}{its.id}" for its in node.walk()] if node else [f"{MARK}{one.theme.item}"]
    keys = [*_TOLD, *(key for key in marks if key in cases)]
    columns = {key: cases[key].tolist() for key in keys} | {"shown": evidence(cases).tolist()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _rows(weeks: Sequence[ThemeWeek]) -> Iterator[tuple[ThemeWeek, Theme | None, int]]:
    """Yields the rows of the list, counted from 0: a week without themes has one, too."""
    number = 0
    for week in weeks:
        for theme in week.themes or (None,):
            yield week, theme, number
            number += 1
