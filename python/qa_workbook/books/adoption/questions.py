"""Sheet 问题: what has to be asked, with yellow cells, and what was understood of every sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter.utility import quote_sheetname

from qa_workbook.adopt.proposal import Question
from qa_workbook.books.adoption.model import ReadSheet
from qa_workbook.books.adoption.page import AdoptionBook, AdoptionPage
from qa_workbook.books.cloth.notes import mark
from qa_workbook.books.cloth.style import ACCENT, SEVERITY, TO_WRITE, put, wrapped_lines
from qa_workbook.grids.a1 import letters

NUMBER, QUESTION, WHY, WHERE, ANSWER, OTHERWISE, MARK = range(7)
PROPOSAL, ID, ANSWERED = "proposal", "id", "answer"
"""What the marks of the yellow cells, and of the number of the proposal, say."""
_WIDTHS = (5.0, 42.0, 34.0, 17.0, 27.0, 20.0)
_HEADINGS = ("number", "question", "why", "where", "answer", "otherwise")
_FIRST = 3
_LINE = 15.0
_STEPS = 5
_FREE = ("numbers", "cap", "month", "year")
"""Kinds of answers that are only checked when they are read."""
_BOUNDS = {"minimum": -1_000_000, "maximum": 1_000_000}
_ALLOWED = {"format_columns": True, "format_rows": True}


@dataclass(frozen=True)
class _List:
    """Where the words of a drop-down stand on the sheet of lists."""

    column: int
    words: Sequence[str]


class QuestionsPage(AdoptionPage):
    """The first sheet: questions, what was understood, what happens next."""

    def __init__(self, book: AdoptionBook) -> None:
        super().__init__(book, book.say("questions_sheet"), ACCENT)
        book.home = (self.name, book.say("back"))
        asked = self.preview.proposal.questions
        # What must be answered stands first.
        self.questions = sorted(asked, key=lambda question: bool(question.proposed))
        self.lists: dict[str, _List] = {}
        for question in self.questions:
            if question.answers:
                words = [answer.words.say(book.language) for answer in question.answers]
                self.lists[question.id] = _List(len(self.lists), words)

    def write(self) -> None:
        """Fills the sheet."""
        self.widths = dict(enumerate(_WIDTHS))
        self.heading(self.say("questions_title", name=self.preview.name), self._state())
        row = self._questions(_FIRST)
        row = self._understood(row + 1)
        row = self._next(row + 1)
        self._number(row + 1)
        self.sheet.set_column(MARK, MARK, 2, None, {"hidden": True})
        self.sheet.protect("", _ALLOWED)
        self.finish(self.say("title"))

    def _state(self) -> str:
        proposal = self.preview.proposal
        if not proposal.questions:
            return self.say("questions_none")
        if proposal.open:
            return self.say("questions_open", count=len(proposal.open))
        return self.say("questions_ready")

    # --- questions

    def _questions(self, row: int) -> int:
        if not self.questions:
            return row
        row = self.section(row, self.say("ask"), OTHERWISE + 1)
        for column, key in enumerate(_HEADINGS):
            put(self.sheet, row, column, self.say(key), self.styles("header"))
        self.sheet.set_row(row, 22)
        for number, question in enumerate(self.questions, 1):
            row += 1
            self._question(row, number, question)
        return row + 1

    def _question(self, row: int, number: int, question: Question) -> None:
        language = self.book.language
        words = question.words.say(language)
        why = question.why.say(language) if question.why else ""
        otherwise, must = self._otherwise(question)
        wrapped = self.styles("wrapped", "text", indent=1)
        put(self.sheet, row, NUMBER, number, self.styles("centred"))
        put(self.sheet, row, QUESTION, words, self.styles("wrapped", "text", indent=1, bold=True))
        put(self.sheet, row, WHY, why, wrapped)
        self._where(row, question)
        self._answer(row, question)
        told = (
            self.styles.tone(SEVERITY["error"], "wrapped", bold=True, indent=1) if must else wrapped
        )
        put(self.sheet, row, OTHERWISE, otherwise, told)
        put(self.sheet, row, MARK, mark(question.id, {ANSWERED: ANSWER}, MARK))
        texts = zip((words, why, otherwise), (QUESTION, WHY, OTHERWISE), strict=True)
        lines = max(wrapped_lines(text, _WIDTHS[column] - 3) for text, column in texts)
        self.sheet.set_row(row, max(2, lines) * _LINE + 6)

    def _otherwise(self, question: Question) -> tuple[str, bool]:
        """What holds if nothing is chosen, and whether an answer is needed."""
        if not question.proposed:
            return self.say("must"), True
        return self._words_of(question, question.proposed), False

    def _words_of(self, question: Question, answer: str) -> str:
        """The words of an answer; one that was typed stands for itself."""
        known = {one.id: one.words.say(self.book.language) for one in question.answers}
        return known.get(answer, answer)

    def _where(self, row: int, question: Question) -> None:
        """Writes which cells a question is about, with a link to the first that is shown."""
        if not question.about:
            put(self.sheet, row, WHERE, "", self.styles("cell"))
            return
        sheet, cells = question.about[0]
        words = f"{sheet}!{cells}" if sheet else cells
        if len(question.about) > 1:
            count = len(question.about)
            words = self.say("more_cells", first=words, count=count, more=count - 1)
        link = self.book.shown.link("", sheet, cells)
        if link:
            style = self.styles("link", "text", text_wrap=True, indent=1)
            self.sheet.write_url(row, WHERE, link, style, words)
        else:
            put(self.sheet, row, WHERE, words, self.styles("wrapped", "text", indent=1))

    def _answer(self, row: int, question: Question) -> None:
        given = self.preview.proposal.answers.get(question.id, "")
        numbers = {"number": None, "day": "date"}
        # As text, for 4/3/2 would become a day.
        number = "text" if question.answers else numbers.get(question.kind, "text")
        style = self.styles("input_wrapped", number, bg_color=TO_WRITE, bold=True)
        put(self.sheet, row, ANSWER, self._words_of(question, given), style)
        self.sheet.data_validation(row, ANSWER, row, ANSWER, self._validation(question))

    def _validation(self, question: Question) -> dict[str, object]:
        kind = "choice" if question.answers else question.kind
        kind = "text" if kind in _FREE else kind
        told = {
            "input_title": self.say("ask"),
            "input_message": self.say(f"prompt_{question.kind}"),
            "error_title": self.say("wrong_title"),
            "ignore_blank": True,
        }
        if kind == "text":
            return {"validate": "any", **told}
        told["error_message"] = self.say(f"wrong_{kind}")
        if kind == "choice":
            # what else may be written is checked when the answers are read
            told["show_error"] = question.kind == "choice"
            return {"validate": "list", "source": self._source(question.id), **told}
        if kind == "day":
            first = date(2000, 1, 1)
            return {"validate": "date", "criteria": ">=", "value": first, **told}
        return {"validate": "decimal", "criteria": "between", **_BOUNDS, **told}

    def _source(self, question: str) -> str:
        """The cells with the words of a drop-down."""
        found = self.lists[question]
        column = letters(found.column)
        return f"={quote_sheetname(self.book.lists)}!${column}$1:${column}${len(found.words)}"

    # --- what was understood

    def _understood(self, row: int) -> int:
        row = self.section(row, self.say("understood"), OTHERWISE + 1)
        header = self.styles("header")
        put(self.sheet, row, NUMBER, self.say("number"), header)
        put(self.sheet, row, QUESTION, self.say("sheet"), header)
        self.sheet.merge_range(row, WHY, row, ANSWER, self.say("result"), header)
        put(self.sheet, row, OTHERWISE, self.say("shown"), header)
        for number, sheet in enumerate(self.preview.sheets, 1):
            row += 1
            self._sheet(row, number, sheet)
        return row + 1

    def _sheet(self, row: int, number: int, sheet: ReadSheet) -> None:
        file, name = sheet.place
        words, wide = self.book.sentence(sheet), sum(_WIDTHS[WHY : ANSWER + 1])
        called = f"{file} · {name}" if name else file
        wrapped = self.styles("wrapped", "text", indent=1)
        put(self.sheet, row, NUMBER, number, self.styles("centred"))
        put(self.sheet, row, QUESTION, called, wrapped)
        look = wrapped
        if sheet.unfolded is not None and sheet.unfolded.counts()["unsure"]:
            look = self.styles.tone(SEVERITY["warning"], "wrapped", "text", indent=1)
        self.sheet.merge_range(row, WHY, row, ANSWER, "", look)
        put(self.sheet, row, WHY, words, look)
        self._shown(row, sheet)
        lines = max(wrapped_lines(words, wide - 3), wrapped_lines(called, _WIDTHS[QUESTION] - 3))
        self.sheet.set_row(row, max(1, lines) * _LINE + 6)

    def _shown(self, row: int, sheet: ReadSheet) -> None:
        shown = self.book.shown
        words = shown.pages.get(sheet.place, "")
        link = shown.link(*sheet.place)
        alike = shown.alike.get(sheet.place)
        if alike:
            words, link = self.say("shown_same", name=shown.pages[alike]), shown.link(*alike)
        style = self.styles("link" if link else "wrapped", "text", text_wrap=True, indent=1)
        if link:
            self.sheet.write_url(row, OTHERWISE, link, style, words)
        else:
            put(self.sheet, row, OTHERWISE, words, style)

    # --- what happens next

    def _next(self, row: int) -> int:
        row = self.section(row, self.say("next"), OTHERWISE + 1)
        style = self.styles("plain", text_wrap=True, indent=1)
        for step in range(1, _STEPS + 1):
            words = self.say(f"next_{step}", id=self.preview.id)
            self.sheet.merge_range(row, NUMBER, row, OTHERWISE, "", style)
            put(self.sheet, row, NUMBER, words, style)
            self.sheet.set_row(row, wrapped_lines(words, sum(_WIDTHS) - 4) * _LINE + 4)
            row += 1
        return row

    def _number(self, row: int) -> None:
        """Writes which proposal the answers belong to, in a cell that is found again."""
        style = self.styles("subtitle", "text", align="right")
        put(self.sheet, row, ANSWER, self.say("proposal"), style)
        put(self.sheet, row, OTHERWISE, self.preview.id, self.styles("subtitle", "text"))
        put(self.sheet, row, MARK, mark(PROPOSAL, {ID: OTHERWISE}, MARK))


class ListsPage(AdoptionPage):
    """The hidden sheet with the words of the drop-downs, a column for each question."""

    def __init__(self, book: AdoptionBook, questions: QuestionsPage) -> None:
        super().__init__(book, book.say("lists_sheet"))
        self.questions = questions
        book.lists = self.name

    def write(self) -> None:
        """Fills the sheet."""
        for found in self.questions.lists.values():
            for row, words in enumerate(found.words):
                put(self.sheet, row, found.column, words, self.styles("plain", "text"))
        self.sheet.hide()
