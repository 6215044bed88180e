"""The answers that somebody gave in a preview: read back, however it was saved and sorted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qa_workbook.adopt.proposal import Question
from qa_workbook.books.adoption.questions import ANSWERED, ID, PROPOSAL
from qa_workbook.books.cloth.notes import Note, note_key, written_notes
from qa_workbook.findings.finding import Finding, shown
from qa_workbook.forms.kinds.numbers import read_number
from qa_workbook.forms.text_cells import half_width
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.limits import Limits
from qa_workbook.labels import text
from qa_workbook.numbers import plain

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class RefusedAnswer(Finding):
    """An answer that its question doesn't offer, at its cell."""

    words: Mapping[str, str] = field(default_factory=dict)

    def message(self, language: str = "zh") -> str:
        """Returns what is wrong with it."""
        return self.words[f"message_{language}"]

    def fix(self, language: str = "zh") -> str:
        """Returns what may be answered."""
        return self.words[f"fix_{language}"]

    def about(self, language: str = "zh") -> str:
        """Returns the problem in few words."""
        return text("adoption.refused_about", language)


@dataclass(frozen=True)
class Answers:
    """What stands in the yellow cells: the answers by question, and what can't be one.

    `asked` are the questions that the workbook asks.
    """

    given: Mapping[str, str]
    refused: Sequence[RefusedAnswer] = ()
    asked: frozenset[str] = frozenset()

    def after(self, earlier: Mapping[str, str]) -> dict[str, str]:
        """Returns the answers that hold after earlier ones: a cell that was emptied takes back."""
        kept = {name: answer for name, answer in earlier.items() if name not in self.asked}
        return {**kept, **self.given}


@dataclass(frozen=True)
class AnswerSheet:
    """The yellow cells of a preview as somebody saved it; `proposal` is "" where it is none."""

    proposal: str
    notes: Mapping[str, Note]


def read_answer_sheet(data: bytes, limits: Limits) -> AnswerSheet:
    """Returns the yellow cells of a workbook. Raises FileFault where it can't be read."""
    notes = {note.key: note for note in written_notes(data, limits)}
    named = notes.get(note_key(PROPOSAL, ID))
    return AnswerSheet(str(named.value) if named else "", notes)


def answers_in(sheet: AnswerSheet, file: str, questions: Sequence[Question]) -> Answers:
    """Returns the answers to questions; empty cells are none.

    Words count in either language, and so does the id of an answer. `file` is what findings call
    the workbook.
    """
    given: dict[str, str] = {}
    refused, asked = [], set()
    for question in questions:
        note = sheet.notes.get(note_key(question.id, ANSWERED))
        if note is None:
            continue
        asked.add(question.id)
        if note.value == "":
            continue
        answer = understood(question, note.value)
        if answer:
            given[question.id] = answer
        else:
            refused.append(_refused(note, file, question))
    return Answers(given, tuple(refused), frozenset(asked))


def understood(question: Question, said: str | float) -> str:
    """Returns the answer that somebody means, "" where the question offers none like it."""
    written = shown(said).strip()
    wanted = normal(written)
    for answer in question.answers:
        if wanted in (normal(answer.id), normal(answer.words.zh), normal(answer.words.en)):
            return answer.id
    if question.kind == "number":
        number = read_number(said).value
        return "" if number is None else plain(number)
    if question.kind == "day":
        return _day(written)
    if question.kind == "month":
        return _month(written)
    free = half_width(written)
    return free if question.kind == "text" or question.accepts(free) else ""


def _day(written: str) -> str:
    """A day as ISO text; what isn't one is none."""
    try:
        year, month, day = map(int, _DIGITS.findall(written)[:3])
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _month(written: str) -> str:
    """A month as 2026-10; spreadsheet programs make its first day of it."""
    return _day("-".join([*_DIGITS.findall(written)[:2], "1"]))[:7]


def _refused(note: Note, file: str, question: Question) -> RefusedAnswer:
    words = {}
    for language in ("zh", "en"):
        known = {"question": question.words.say(language), "value": shown(note.value)}
        offered = [answer.words.say(language) for answer in question.answers]
        if question.kind != "choice":
            offered.append(text(f"adoption.prompt_{question.kind}", language))
        allowed = text("adoption.or", language).join(offered)
        words[f"message_{language}"] = text("adoption.refused", language, **known)
        words[f"fix_{language}"] = text("adoption.refused_fix", language, allowed=allowed)
    return RefusedAnswer(
        "answer-unknown",
        "error",
        file,
        note.sheet,
        note.cell,
        text("adoption.answer_column"),
        shown(note.value),
        words=words,
    )
