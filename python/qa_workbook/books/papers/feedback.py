"""员工服务质量反馈表 (S5): the week of one agent on A4.

The first page has scores, trend, what to practise and room to write; then comes every recording.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from qa_workbook.books.cloth.style import new_workbook, put
from qa_workbook.books.papers.book import PaperBook
from qa_workbook.books.papers.feedback_model import (
    Feedback,
    HeardRecording,
    SchemeFeedback,
    WeakItem,
)
from qa_workbook.books.papers.feedback_picture import trend_picture
from qa_workbook.books.papers.form_page import LINE, ROW, SECTION, FormPage
from qa_workbook.labels import text

_WIDTHS = (11.5, 18.5, 8.0, 8.5, 8.5, 8.5, 8.5, 8.5, 14.0)
_SCORES = ((0, 1), *((column, column) for column in range(2, 9)))
_TREND = ((0, 1), (2, 2), (3, 3))
_WEAK = ((0, 1), (2, 2), (3, 3), (4, 6), (7, 8))
_EACH = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 7), (8, 8))
_BAND, _LOST, _REMARK = _EACH[4:]
_RAW, _FINAL = 2, 3
_TITLE, _WORDS, _SIGNED = 30.0, 50.0, 28.0
_PICTURE_ROWS = 8
_MOST_LINES = 28  # that a row may have; the score sheet has all of it
_SCORE = "score"


def write_feedback(path: Path, sheet: Feedback, language: str = "zh") -> None:
    """Writes the feedback sheet of one agent and week to `path`.

    Raises OutputLocked when another program has `path` open. Same input, same bytes.
    """
    with new_workbook(path, title=text("feedback.title", language), result=True) as workbook:
        FeedbackPage(PaperBook(workbook, language, labels="feedback"), sheet).write()


class FeedbackPage(FormPage):
    """The sheet."""

    def __init__(self, book: PaperBook, sheet: Feedback) -> None:
        super().__init__(book, book.say("title"), _WIDTHS)
        self.of = sheet

    def write(self) -> None:
        """Fills the sheet."""
        self._head()
        scores_at = self._scores()
        main = next((one for one in self.of.schemes if one.trend), None)
        if main:
            self._trend(main)
        self._practice()
        self._talk()
        if not self.broken:
            self.break_page()
        ranges = [self._recordings(scheme) for scheme in self.of.schemes]
        for row, (scheme, rows) in enumerate(zip(self.of.schemes, ranges, strict=True), scores_at):
            self._score_row(row, scheme, rows)
        week = self.of.week
        self.end(f"{self.say('title')}  {self.of.agent}  {week.first} ~ {week.last}")
        self.sheet.freeze_panes(3, 0)

    def _head(self) -> None:
        sheet, middle = self.of, self.styles("title", align="center")
        self.across(self.next(_TITLE), 0, self.right, self.say("title"), middle)
        first, last = sheet.week.first, sheet.week.last
        week = self.say("week_said", first=first, last=last, number=first.isocalendar().week)
        said = "　".join(part for part in (sheet.organisation, week) if part)
        self.across(self.next(), 0, self.right, said, self.styles("subtitle", align="center"))
        row = self.next(22)
        label, cell = self.styles("label"), self.styles("centred", "text", bold=True)
        for (first_column, last_column), key, value in (
            ((1, 1), "agent", sheet.agent),
            ((3, 5), "name", sheet.name),
            ((7, 8), "team", sheet.team),
        ):
            put(self.sheet, row, first_column - 1, self.say(key), label)
            self.across(row, first_column, last_column, value, cell)

    def _scores(self) -> int:
        """Writes the table but for its rows, which need those of the recordings; returns where."""
        sheet = self.of
        self.begin(self.say("scores"))
        keys = ("scheme", "count", "mean", "before", "change", "month", "team_mean", "everybody")
        self.header(_SCORES, [self.say(key) for key in keys])
        first_row = self.row
        for _ in sheet.schemes:
            self.next()
        self._fatal_errors([scheme for scheme in sheet.schemes if scheme.has_fatal])
        first, last, least = sheet.month.first, sheet.month.last, sheet.small_sample
        self.note(self.say("scores_note", first=first, last=last, least=least))
        return first_row

    def _fatal_errors(self, schemes: Sequence[SchemeFeedback]) -> None:
        """A row with the fatal errors of the week; none where no scheme knows any."""
        if not schemes:
            return
        heard = chain.from_iterable(scheme.recordings for scheme in schemes)
        found = [one for one in heard if one.fatal]
        if not found:
            self._said("fatal", self.say("no_fatal"))
            return
        listed = [self.say("fatal_of", words=one.fatal, recording=one.recording) for one in found]
        words = self.say("semicolon").join(listed)
        self._said("fatal", self.say("fatal_said", count=len(found), words=words))

    def _score_row(self, row: int, scheme: SchemeFeedback, rows: tuple[int, int]) -> None:
        """One scheme; count, mean and change are computed from the recordings on this sheet."""
        number = self.styles("centred", _SCORE)
        self.across(row, *_SCORES[0], scheme.name, self.styles("wrapped", "text", bold=True))
        scores = xl_range_abs(rows[0], _FINAL, rows[1], _FINAL)
        count = len(scheme.recordings)
        put(self.sheet, row, 2, count, self.styles("centred", "integer"), f"=COUNT({scores})")
        if scheme.monthly:
            self.across(row, 3, self.right, self.say("by_month"), self.styles("centred"))
            return
        bold = self.styles("centred", _SCORE, bold=True)
        put(self.sheet, row, 3, scheme.mean, bold, f"=AVERAGE({scores})")
        put(self.sheet, row, 4, scheme.before, number)
        change, formula = None, ""
        if scheme.mean is not None and scheme.before is not None:
            now, before = (xl_rowcol_to_cell(row, column) for column in (3, 4))
            change, formula = scheme.mean - scheme.before, f"={now}-{before}"
        put(self.sheet, row, 5, change, self.styles("centred", "+0.00;−0.00;0.00"), formula)
        for column, value in enumerate((scheme.month, scheme.team, scheme.everybody), 6):
            put(self.sheet, row, column, value, number)

    def _trend(self, scheme: SchemeFeedback) -> None:
        self.begin(self.say("trend", scheme=scheme.name))
        keys = ("week_short", "trend_count", "trend_mean")
        header = self.header(_TREND, [self.say(key) for key in keys])
        for one in scheme.trend:
            row = self.next()
            week = f"{one.week.first:%m-%d} ~ {one.week.last:%m-%d}"
            self.across(row, *_TREND[0], week, self.styles("centred", "text"))
            few = 0 < one.recordings < self.of.small_sample
            count = self.styles("centred", '0"*"' if few else "integer")
            put(self.sheet, row, 2, one.recordings or None, count)
            put(self.sheet, row, 3, one.mean, self.styles("centred", _SCORE))
        rows = header + 1, self.row - 1
        while self.row <= header + _PICTURE_ROWS:
            self.next()
        height = (self.row - header) * ROW * 4 / 3 - 4
        means, name = [one.mean for one in scheme.trend], self.say("trend_mean")
        picture = trend_picture(self.book, self.name, rows, name, height, means)
        told = self.say("picture", weeks=len(scheme.trend))
        place = {"x_offset": 8, "y_offset": 2, "description": told, "object_position": 1}
        self.sheet.insert_chart(header, 4, picture, place)
        if any(0 < one.recordings < self.of.small_sample for one in scheme.trend):
            self.note(self.say("trend_few", least=self.of.small_sample))

    def _practice(self) -> None:
        self.begin(self.say("practice"))
        main = self.of.schemes[0]
        strong = self.say("no_strengths")
        if main.strengths:
            items = self.say("comma").join(main.strengths)
            strong = self.say("strengths_said", items=items, count=len(main.recordings))
        self._said("strengths", strong)
        weakest = [one for scheme in self.of.schemes for one in scheme.weakest]
        if not weakest:
            self._said("weakest", self.say("no_weakest"))
            return
        keys = ("weakest", "times", "lost_points", "points", "how")
        self.header(_WEAK, [self.say(key) for key in keys])
        for one in weakest:
            self._weak(one)

    def _said(self, key: str, words: str) -> None:
        """A row with a label and a text beside it."""
        row = self.next(6 + LINE * self.lines(words, 1, self.right))
        put(self.sheet, row, 0, self.say(key), self.styles("label"))
        self.across(row, 1, self.right, words, self.styles("wrapped", "text", indent=1))

    def _weak(self, one: WeakItem) -> None:
        points, recordings = self.say("comma").join(one.points), "\n".join(one.recordings)
        texts = {_WEAK[0]: one.name, _WEAK[3]: points, _WEAK[4]: recordings}
        lines = max(self.lines(words, *place) for place, words in texts.items())
        row = self.next(5 + LINE * lines)
        for place, words in texts.items():
            self.across(row, *place, words, self.styles("wrapped", "text", indent=1))
        times = self.say("times_said", times=one.times, of=one.of)
        put(self.sheet, row, 2, times, self.styles("centred", "text"))
        put(self.sheet, row, 3, one.lost, self.styles("centred", "0.##"))

    def _talk(self) -> None:
        self.keep(SECTION + 2 * _WORDS + _SIGNED + 2 * LINE)
        self.begin(self.say("talk"))
        label = self.styles("label", text_wrap=True)
        for key in ("agent_words", "lead_words"):
            row = self.next(_WORDS)
            put(self.sheet, row, 0, self.say(key), label)
            self.across(row, 1, self.right, None, self.styles("input_wrapped", valign="top"))
        row = self.next(_SIGNED)
        for key, column, last in (
            ("agent_sign", 0, 1),
            ("date", 2, 3),
            ("lead_sign", 4, 6),
            ("date", 7, 8),
        ):
            put(self.sheet, row, column, self.say(key), label)
            self.across(row, column + 1, last, None, self.styles("input_centred"))
        self.note(self.say("talk_note"))

    def _recordings(self, scheme: SchemeFeedback) -> tuple[int, int]:
        """Writes every recording of a scheme; returns the first and the last row of them."""
        several = len(self.of.schemes) > 1
        title = self.say("each_of", scheme=scheme.name) if several else self.say("each")
        first, *others = scheme.recordings
        self.keep(SECTION + 3 * ROW + self._height(first))
        self.begin(title)
        keys = ("day", "recording", "raw", "score", "band", "lost", "remark")
        self.header(_EACH, [self.say(key) for key in keys], repeat=True)
        first_row = self.row
        self._recording(first)
        for one in others:
            self.keep(self._height(one))
            self._recording(one)
        last_row = self.row - 1
        if scheme.banded and any(one.band for one in scheme.recordings):
            self.note(self.say(f"band_by_{scheme.banded}"))
        return first_row, last_row

    def _texts(self, one: HeardRecording) -> dict[tuple[int, int], str]:
        lost = self.say("semicolon").join(one.lost) or self.say("nothing_lost")
        texts = {_EACH[1]: one.recording, _BAND: one.band, _LOST: lost, _REMARK: one.remark}
        for place in (_LOST, _REMARK):
            texts[place] = self.cut(texts[place], *place, _MOST_LINES, self.say("cut"))
        return texts

    def _height(self, one: HeardRecording) -> float:
        lines = (self.lines(words, *place) for place, words in self._texts(one).items())
        return max(ROW, 5 + LINE * max(lines))

    def _recording(self, one: HeardRecording) -> None:
        texts, row = self._texts(one), self.next(self._height(one))
        put(self.sheet, row, 0, one.day, self.styles("centred", "date"))
        put(self.sheet, row, 1, one.recording, self.styles("centred", "text", text_wrap=True))
        put(self.sheet, row, _RAW, one.raw, self.styles("centred", _SCORE))
        put(self.sheet, row, _FINAL, one.score, self.styles("centred", _SCORE, bold=True))
        put(self.sheet, row, _BAND[0], one.band, self.styles("centred", "text", text_wrap=True))
        for place in (_LOST, _REMARK):
            style = self.styles("wrapped", "text", indent=1)
            self.across(row, *place, texts[place], style)
