"""How the items of a kind of sheets are marked: with numbers, yes and no, grades, deductions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.values import filled, percent_of
from qa_workbook.adopt.words import Grades
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue
from qa_workbook.layouts.model import Tick

MarkKind = Literal["number", "deduction", "percent", "yes_no", "grades", "words"]
_MOSTLY = 0.5
_BOTH = frozenset({Decimal(0), Decimal(1)})


@dataclass(frozen=True)
class Marking:
    """How one item is marked. `said` are the words seen (as written), `numbers` the numbers.

    `grades` is the set of grades that the words belong to; `in_text` says whether numbers stand in
    longer texts, `blanks` and `inapplicable` how many cells are empty or say so, `odd` how many
    can't be read. `fractions`: percents are written as 0.95.
    """

    kind: MarkKind
    said: tuple[str, ...] = ()
    numbers: tuple[Decimal, ...] = ()
    grades: Grades | None = None
    in_text: bool = False
    blanks: int = 0
    inapplicable: int = 0
    odd: int = 0
    fractions: bool = False


def markings(
    items: Sequence[FoundItem], marks: MarkWords, rows: Sequence[bool], ticks: Sequence[Tick] = ()
) -> list[Marking]:
    """Returns how each item is marked; `rows` says which recordings have marks at all, `ticks` are
    the columns that are ticked for any item.

    Words are judged over all items together: where one of them says 中, 优 and 良 of another are
    grades of the same set.
    """
    own = [_marking(item, marks, rows, item.ticks or ticks) for item in items]
    every = {normal(word) for one in own for word in one.said}
    grades = marks.grade_set(frozenset(every - marks.vocabulary.inapplicable))
    only_yes_no = every <= marks.good | marks.bad
    beside = bool(every)
    judged = [_judged(one, marks, grades, only_yes_no, beside) for one in own]
    return [
        one if item.full in (None, Decimal(1)) or one.said else before
        for item, one, before in zip(items, judged, own, strict=True)
    ]


def _marking(
    item: FoundItem, marks: MarkWords, rows: Sequence[bool], columns: Sequence[Tick]
) -> Marking:
    values = [v for v, used in zip(item.marks.values, rows, strict=True) if used]
    given = filled(values)
    inapplicable = sum(marks.is_inapplicable(value) for value in given)
    ticks: list[CellValue] = [tick.mark for tick in columns]  # also those that nobody ticked
    said = [value for value in [*given, *ticks] if not marks.is_inapplicable(value)]
    numbers = {number for value in said if (number := marks.number(value)) is not None}
    spoken = [v for v in said if marks.number(v) is None and percent_of(v) is None]
    plain = [value for value in spoken if not marks.are_nearly_marks([value])]
    percents = [value for value in said if percent_of(value) is not None]
    taken = any(marks.taken_off(value) is not None for value in said)
    is_deduction = item.deducted or taken or (bool(numbers) and max(numbers) <= 0 > min(numbers))
    kind: MarkKind = "deduction" if is_deduction else "number"
    fractions = kind == "number" and _are_fractions(item, numbers)
    if fractions or len(percents) > _MOSTLY * len(said):
        kind = "percent"
    elif plain and (len(plain) > _MOSTLY * len(said) or numbers <= _BOTH):
        kind = "words"
    return Marking(
        kind,
        tuple(dict.fromkeys(words(value) for value in plain)) if kind == "words" else (),
        tuple(sorted(numbers)),
        in_text=any(_only_in_text(value, marks) for value in said),
        blanks=sum(1 for value in values if blank(value)),
        inapplicable=inapplicable,
        odd=len(spoken) - (len(plain) if kind == "words" else 0),
        fractions=fractions,
    )


def _are_fractions(item: FoundItem, numbers: set[Decimal]) -> bool:
    """Whether marks between 0 and 1, of no full mark that is stated, are percents."""
    within = bool(numbers) and min(numbers) >= 0 and max(numbers) <= 1
    return within and numbers > numbers & _BOTH and item.full in (None, Decimal(100))


def _only_in_text(value: CellValue, marks: MarkWords) -> bool:
    return marks.before_text(value) is not None and marks.with_unit(value) is None


def _judged(
    own: Marking, marks: MarkWords, grades: Grades | None, only_yes_no: bool, beside_words: bool
) -> Marking:
    """An item whose marks are words: yes and no, grades, or words that nobody knows. One of 1 and 0
    beside others of yes and no is one of them.
    """
    if own.kind == "number" and only_yes_no and beside_words and set(own.numbers) <= _BOTH:
        return replace(own, kind="yes_no")
    if own.kind != "words":
        return own
    said = frozenset(map(normal, own.said))
    if said <= marks.good | marks.bad and (only_yes_no or not grades):
        return replace(own, kind="yes_no")
    known = grades or marks.grade_set(said)
    return replace(own, kind="grades" if known else "words", grades=known)


def marked_rows(items: Sequence[FoundItem], count: int) -> list[bool]:
    """Returns of each recording whether anything is marked: a row without is only prepared."""
    return [any(not blank(item.marks.values[row]) for item in items) for row in range(count)]


def read_words(said: Iterable[str], worth: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Returns the marks of words as written, by what the normalised words are worth."""
    return {word: worth[normal(word)] for word in said if normal(word) in worth}
