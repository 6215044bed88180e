"""Sheet 总览: each figure with its interval, n and target, and a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.books.calibration.marks import block
from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.links import sheet_link
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import BETTER, SEVERITY, WORSE, put, wrapped_lines
from qa_workbook.books.cloth.table import KINDS
from qa_workbook.calibration.missing import missing_of
from qa_workbook.calibration.panel import DEDUCTION, FATAL, Missing
from qa_workbook.calibration.sentences import Told, told

_HEADINGS = ("figure", "value", "low", "high", "n", "target", "verdict", "meaning")
_WIDTHS = (24.0, 18.0, 8.0, 8.0, 8.0, 8.0, 10.0, 62.0)
_VALUE, _LOW, _N, _TARGET, _VERDICT, _MEANING = 1, 2, 4, 5, 6, 7
_MOST_NAMED = 12  # missing marks that are named one by one


class OverviewPage(CalibrationPage):
    """What to know before the meeting: figures, who hasn't handed in, what is missing."""

    def __init__(self, sheets: CalibrationSheets) -> None:
        super().__init__(sheets, "overview")
        self.told = told(self.report, self.book.language)
        self.pages: Sequence[CalibrationPage] = ()
        self.book.home = (self.name, self.say("home"))
        for number, one in enumerate(self.told, FIRST_ROW + 2):
            self.places.figures[one.key] = f"'{self.name}'!$B${number}"

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.widths |= dict(enumerate(_WIDTHS))
        for column, key in enumerate(_HEADINGS):
            put(self.sheet, FIRST_ROW, column, self.say(key), self.styles("header"))
        row = FIRST_ROW
        for one in self.told:
            row += 1
            self._figure(row, one)
        row = self._people(row + 2)
        row = self._missing(row)
        self._contents(row)
        self.sheet.freeze_panes(FIRST_ROW + 1, 0)
        self.close(FIRST_ROW)

    def _figure(self, row: int, one: Told) -> None:
        say, number = self.say, KINDS["percent" if one.kind == "percent" else "score"][1]
        put(
            self.sheet,
            row,
            0,
            say(f"figure_{one.key}"),
            self.styles("label", align="left", indent=1),
        )
        if one.kind == "text":
            value = self.styles("wrapped", "text", align="center")
        else:
            value = self.styles("centred", number, bold=True)
        put(self.sheet, row, _VALUE, one.value, value, self.formula_of(one))
        centred = self.styles("centred", number)
        for column, end in enumerate(one.interval or (None, None), _LOW):
            put(self.sheet, row, column, end, centred)
        put(self.sheet, row, _N, one.n or None, self.styles("centred", "integer"))
        put(self.sheet, row, _TARGET, one.target, centred)
        tone = {"met": BETTER, "not_met": WORSE}.get(one.verdict)
        style = self.styles.tone(tone) if tone else self.styles("centred")
        put(self.sheet, row, _VERDICT, say(one.verdict) if one.verdict else "", style)
        put(self.sheet, row, _MEANING, one.sentence, self.styles("wrapped", indent=1))
        lines = max(
            wrapped_lines(one.sentence, _WIDTHS[_MEANING]),
            wrapped_lines(one.value or "", _WIDTHS[_VALUE]),
        )
        self.sheet.set_row(row, max(22, 6 + 14 * lines))

    def formula_of(self, one: Told) -> str:
        """Returns the live formula of a figure, "" where its value stands alone."""
        if one.value is None:
            return ""
        marks, totals = self.places.tables["marks"], self.places.tables["totals"]
        if one.key == "agreement":
            beside = [
                self.sheets.names[id_] for id_ in (FATAL, DEDUCTION) if id_ in self.sheets.names
            ]
            items = marks.range("item")
            apart = "".join(f'*({items}<>"{name}")' for name in beside)
            paired = f"({marks.range('n')}>1){apart}"
            return f"=SUMPRODUCT(--(({paired})>0),{marks.range('equal')})/SUMPRODUCT({paired}*1)"
        if one.key == "icc":
            return f"={self.places.figures['anova_icc']}"
        if one.key == "away":
            given, gold = block(self.sheets, totals), totals.range("gold")
            both = f"ISNUMBER({given})*ISNUMBER({gold})"
            return f"=SUMPRODUCT({both}*ABS({given}-{gold}))/SUMPRODUCT({both})"
        if one.key == "disputed":
            given, gold = block(self.sheets, marks), marks.range("gold")
            both = f"ISNUMBER({given})*ISNUMBER({gold})"
            far = f"(ABS({given}-{gold})>{marks.range('limit')}+1E-9)"
            return f"=SUMPRODUCT({both}*{far})/SUMPRODUCT({both})"
        return ""

    def _people(self, row: int) -> int:
        """Who takes part, and who hasn't handed in."""
        session, say = self.report.session, self.say
        row = self.section(row, say("people"), len(_HEADINGS))
        said = [say("lead_is", name=session.lead.called)]
        said.append(say("inspectors_are", names="、".join(self.panel.inspectors)))
        said.append(say("announced", on=session.announced_on, day=session.day))
        if session.late:
            said.append(say("announced_late", reason=session.late))
        if session.settled:
            state = self.book.sayer("calibration")(f"state_{session.state}")
            said.append(say("state", state=state))
        row = self.lines(row, said)
        if session.settled and session.open_recordings:
            left = session.open_recordings
            row = self._warn(row, say("open", count=len(left), names="、".join(left)))
        absent = list(self.panel.absent)
        if self.panel.lead_absent:
            absent.append(say("lead_of", name=session.lead.called))
        if absent:
            words = say("absent", count=len(absent), names="、".join(absent))
            row = self._warn(row, words)
        return row + 1

    def _warn(self, row: int, words: str) -> int:
        """Writes what has to be done still; returns the row after it."""
        style = self.styles("plain", font_color=SEVERITY["error"].font, bold=True)
        put(self.sheet, row, 0, words, style)
        return row + 1

    def _missing(self, row: int) -> int:
        """Marks that sheets which came back lack."""
        missing = missing_of(self.panel)
        if not missing:
            return row
        row = self.section(row, self.say("missing"), len(_HEADINGS))
        words = [self._missing_words(one) for one in missing]
        more = len(words) - _MOST_NAMED
        if more > 0:
            words = [*words[:_MOST_NAMED], self.say("missing_more", count=more)]
        return self.lines(row, words) + 1

    def _missing_words(self, one: Missing) -> str:
        about = {"who": one.who, "recording": one.recording}
        if not one.item:
            return self.say("missing_row", **about)
        key = "missing_na" if one.not_applicable else "missing_mark"
        return self.say(key, **about, item=self.sheets.names.get(one.item, one.item))

    def _contents(self, row: int) -> None:
        row = self.section(row, self.say("contents"), len(_HEADINGS))
        link = self.styles("link", border=0)
        for page in self.pages:
            self.sheet.write_url(row, 0, sheet_link(page.name), link, page.name)
            about = self.say(f"about_{page.key}")
            put(self.sheet, row, 1, about, self.styles("plain"))
            row += 1
