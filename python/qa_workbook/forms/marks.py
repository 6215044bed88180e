"""Marks of graded indicators as ticks (docs/architecture.md, Exactness)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from qa_workbook.forms.kinds.base import Reading
from qa_workbook.forms.kinds.numbers import DIGITS_KEPT, NUMBER, exact, two_numbers
from qa_workbook.forms.text_cells import half_width
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.frames import ABSENT, NOT_APPLICABLE
from qa_workbook.grids.grid import ERROR_WORDS, CellError
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import NotApplicable, Scale

_LISTED = 12
_YES_AND_NO = 2
_TABLE_LIMIT = 20_001
_FRACTION_FROM = 10


Ticks = Reading[int]
"""The mark in a cell as ticks, or NOT_APPLICABLE."""


@lru_cache(maxsize=512)
def _allowed_words(scale: Scale) -> str:
    if scale.choices:
        return " / ".join(
            f"{plain(choice.mark)} {choice.name.zh}"
            for choice in sorted(scale.choices, key=lambda c: -c.mark)
        )
    if scale.allowed and len(scale.allowed) <= _LISTED:
        return ", ".join(map(plain, scale.allowed))
    assert scale.step is not None
    return f"{plain(scale.lowest)}–{plain(scale.full)} (±{plain(scale.step)})"


def _nearest(number: Decimal, scale: Scale) -> Decimal:
    if scale.choices:
        return min((choice.mark for choice in scale.choices), key=lambda mark: abs(mark - number))
    assert scale.step is not None
    steps = ((number - scale.lowest) / scale.step).to_integral_value()
    return min(max(scale.lowest + steps * scale.step, scale.lowest), scale.full)


class MarkReader:
    """Reads the marks of one scale. `rule` says whether "not applicable" is allowed."""

    def __init__(self, scale: Scale, rule: NotApplicable, vocabulary: Vocabulary) -> None:
        self.scale, self.rule, self.vocabulary = scale, rule, vocabulary
        self.by_name = {
            normal(name): self._ticks(choice.mark)
            for choice in scale.choices
            for name in (choice.name.zh, choice.name.en)
        }
        self.by_word = self._by_word()
        self.clean = self._clean()

    @property
    def allowed_words(self) -> str:
        """The allowed marks in words."""
        return _allowed_words(self.scale)

    def _ticks(self, mark: Decimal) -> int:
        return self.scale.stored(mark)

    def _by_word(self) -> dict[str, int]:
        """Other words for yes and no, of a scale that knows these two alone.

        Numbers and what means 不适用 are no such words.
        """
        words = self.vocabulary
        yes, no = words.yes | words.passed, words.no | words.failed
        marks = sorted(choice.mark for choice in self.scale.choices)
        if len(marks) != _YES_AND_NO:
            return {}
        low, high = map(self._ticks, marks)
        if not (yes.intersection(self._names_of(high)) and no.intersection(self._names_of(low))):
            return {}
        said = dict.fromkeys(yes, high) | dict.fromkeys(no, low)
        spoken = {word: tick for word, tick in said.items() if not word.isdecimal()}
        return {word: tick for word, tick in spoken.items() if word not in words.inapplicable}

    def _names_of(self, ticks: int) -> set[str]:
        return {name for name, tick in self.by_name.items() if tick == ticks}

    def _clean(self) -> dict[Any, int]:
        """Ticks of every allowed number as calamine gives it; names of choices are as clean as
        numbers.
        """
        scale = self.scale
        if scale.step is not None and (scale.full - scale.lowest) / scale.step < _TABLE_LIMIT:
            marks = [
                scale.lowest + scale.step * index
                for index in range(int((scale.full - scale.lowest) / scale.step) + 1)
            ]
        else:
            marks = list(scale.allowed)
        named = {
            name: self._ticks(choice.mark)
            for choice in scale.choices
            for name in (choice.name.zh, choice.name.en)
        }
        return {
            **{float(mark): self._ticks(mark) for mark in marks if not self._like_fraction(mark)},
            **named,
        }

    def _like_fraction(self, number: Decimal) -> bool:
        """Whether a bare number is a percentage written as a fraction; with fine steps 0.95 would
        be an allowed mark too.
        """
        bare = self.scale.unit == "percent" or (
            self.scale.full >= _FRACTION_FROM and not self._is_allowed(number)
        )
        return 0 < number < 1 and bare

    def column(self, values: list[Any], odd: Callable[[int, Ticks], None]) -> list[int]:
        """Returns the ticks of a column; `odd(position, reading)` is called for every cell that
        isn't plainly right.

        Blank cells and cells that can't be read get ABSENT.
        """
        if bool not in set(map(type, values)):
            ticks: list[int | None] = list(map(self.clean.get, values))
        else:
            ticks = [None if isinstance(value, bool) else self.clean.get(value) for value in values]
        if None in ticks:
            for position, tick in enumerate(ticks):
                if tick is None:
                    reading = self.read(values[position])
                    ticks[position] = ABSENT if reading.value is None else reading.value
                    if reading.code:
                        odd(position, reading)
        return ticks  # type: ignore[return-value]

    def read(self, value: Any) -> Ticks:
        """Returns what one cell says."""
        if isinstance(value, CellError) or value == "" or value is None:
            return Ticks(None)
        if isinstance(value, bool) and self.by_word:
            return self._text(str(value))
        if isinstance(value, bool | date | time | timedelta):
            return self._refused("mark-not-a-number")
        if isinstance(value, int | float):
            return self._number(exact(value), "")
        return self._text(value)

    def _refused(self, code: str, **details: object) -> Ticks:
        return Ticks(None, code, {"allowed": self.allowed_words, **details})

    def _text(self, value: str) -> Ticks:
        text = half_width(value.strip())
        name = normal(text)
        if not name:
            return Ticks(None)
        if ERROR_WORDS.match(text) and name not in self.by_name:
            return Ticks(None, "formula-error")
        return self._word(name) or self._text_number(value, text)

    def _word(self, name: str) -> Ticks | None:
        """What a known word says, None for another one."""
        if name in self.by_name:
            return Ticks(self.by_name[name])
        if name in self.vocabulary.inapplicable:
            refused = self.rule == "refuse"
            return Ticks(None, "not-applicable-refused") if refused else Ticks(NOT_APPLICABLE)
        if name in self.by_word:
            return Ticks(self.by_word[name])
        if name in self.vocabulary.full_marks:
            full = self.scale.full
            return Ticks(self._ticks(full), "mark-with-unit", {"read": plain(full)})
        return None

    def _text_number(self, value: str, text: str) -> Ticks:
        code = "mark-as-text" if text == value.strip() else "mark-full-width"
        compact = text.replace(" ", "")
        if self.scale.unit == "percent" and compact.endswith("%"):
            compact, code = compact[:-1], "mark-percent"
        for unit in self.vocabulary.words.mark_units:
            if compact.endswith(unit):
                compact, code = compact[: -len(unit)].strip(), "mark-with-unit"
                break
        if not NUMBER.fullmatch(compact) or len(compact) > 2 * DIGITS_KEPT or two_numbers(text):
            return self._refused("mark-not-a-number")
        return self._number(Decimal(compact), code)

    def _number(self, number: Decimal, code: str) -> Ticks:
        scale = self.scale
        if not number.is_finite():
            return self._refused("mark-not-a-number")
        if code != "mark-percent" and self._like_fraction(number):
            return self._refused("mark-looks-like-fraction", read=plain(number * 100))
        if not scale.lowest <= number <= scale.full:
            return self._refused("mark-out-of-range", nearest=plain(_nearest(number, scale)))
        if not self._is_allowed(number):
            return self._refused("mark-off-step", nearest=plain(_nearest(number, scale)))
        return Ticks(self._ticks(number), code, {"read": plain(number)} if code else {})

    def _is_allowed(self, number: Decimal) -> bool:
        scale = self.scale
        if scale.choices:
            return any(choice.mark == number for choice in scale.choices)
        assert scale.step is not None
        return scale.lowest <= number <= scale.full and (number - scale.lowest) % scale.step == 0
