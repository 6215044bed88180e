"""What marks are written with: numbers, percents, yes and no, grades, points taken off."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from qa_workbook.adopt.names import Names
from qa_workbook.adopt.values import filled, number_of, percent_of
from qa_workbook.adopt.words import Grades
from qa_workbook.forms.text_cells import half_width, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue

GREATEST = 100
"""A greater number is no mark, but a duration, a phone number, an amount."""
_MOSTLY = 0.7
_UNIT = r"\s*(?:分|points?|pts?)?"
_WITH_UNIT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*(?:分|points?|pts?)", re.IGNORECASE)
_WITH_TEXT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*分?\s*[(（:：,，;；\s].+", re.DOTALL)
_LIKE_MARK = re.compile(r"-?\d{1,3}(?:\.\d+)?(?![\d:年月日.级等档星])")
_FEW, _SHORT = 6, 10


class MarkWords:
    """The words in which marks may be written, of config/intake.yaml and words.yaml."""

    def __init__(self, names: Names) -> None:
        self.names, self.vocabulary, self.words = names, names.vocabulary, names.words

    @cached_property
    def good(self) -> frozenset[str]:
        """Words that say yes, or that something was met."""
        return self.vocabulary.yes | self.vocabulary.passed

    @cached_property
    def bad(self) -> frozenset[str]:
        """Words that say no, or that something wasn't met."""
        return self.vocabulary.no | self.vocabulary.failed

    @cached_property
    def grades(self) -> frozenset[str]:
        """All words of sets of grades."""
        return frozenset(
            normal(word) for one in self.words.grades for same in one.words for word in same
        )

    @cached_property
    def _deducted(self) -> re.Pattern[str]:
        words_ = "|".join(re.escape(word) for word in self.words.deduct)
        return re.compile(rf"(?:{words_})\s*(\d{{1,3}}(?:\.\d+)?){_UNIT}", re.IGNORECASE)

    def taken_off(self, value: CellValue) -> Decimal | None:
        """Returns the points that a cell says are taken off in words: 扣2分."""
        found = self._deducted.fullmatch(half_width(words(value)))
        return Decimal(found[1]) if found else None

    def with_unit(self, value: CellValue) -> Decimal | None:
        """Returns the number of 5分."""
        found = _WITH_UNIT.fullmatch(half_width(words(value)))
        return Decimal(found[1]) if found else None

    def before_text(self, value: CellValue) -> Decimal | None:
        """Returns the number of 4（语速快）."""
        found = _WITH_TEXT.fullmatch(words(value)) if isinstance(value, str) else None
        return Decimal(found[1]) if found else None

    def number(self, value: CellValue) -> Decimal | None:
        """Returns the number that a cell says as a mark, however it is written."""
        for read in (number_of, self.with_unit, self.taken_off, self.before_text):
            found = read(value)
            if found is not None:
                return found
        return None

    def is_inapplicable(self, value: CellValue) -> bool:
        """Returns whether a cell says that an item doesn't apply."""
        return isinstance(value, str) and normal(value) in self.vocabulary.inapplicable

    def is_mark(self, value: CellValue) -> bool:
        """Returns whether a cell may be a mark by itself."""
        number = self.number(value)
        if number is not None:
            return abs(number) <= GREATEST
        if percent_of(value) is not None:
            return True
        said = normal(words(value))
        return said in self.good | self.bad | self.grades | self.vocabulary.inapplicable

    def are_marks(self, values: Sequence[CellValue]) -> bool:
        """Returns whether the values of a column look like marks."""
        said = filled(values)
        if not said:
            return False
        marks = [value for value in said if self.is_mark(value)]
        distinct = {normal(words(value)) for value in said}
        return len(marks) >= _MOSTLY * len(said) and not _are_numbered(said, distinct)

    def are_nearly_marks(self, values: Sequence[CellValue]) -> bool:
        """Returns whether values begin like marks but say more: 4→3, 4/5, 4（语速快）."""
        said = [half_width(words(value)) for value in filled(values)]
        like = [text for text in said if _LIKE_MARK.match(text)]
        return bool(said) and len(like) >= _MOSTLY * len(said)

    def are_few(self, values: Sequence[CellValue]) -> bool:
        """Returns whether a column holds a few short words again and again: unknown grades."""
        said = [words(value) for value in filled(values)]
        distinct = set(said)
        is_short = all(len(text) <= _SHORT for text in distinct)
        return bool(said) and is_short and len(distinct) <= min(_FEW, len(said) // 2)

    def grade_set(self, said: frozenset[str]) -> Grades | None:
        """Returns the set of grades that some normalised words belong to, None for none."""
        for one in self.words.grades:
            known = {normal(word) for same in one.words for word in same}
            if said and said <= known:
                return one
        return None

    def grade_of(self, grades: Grades) -> Mapping[str, int]:
        """Returns the place of each normalised word in a set of grades, best first."""
        return {normal(word): place for place, same in enumerate(grades.words) for word in same}


def _are_numbered(said: Sequence[CellValue], distinct: set[str]) -> bool:
    """Whether a column counts its rows: 1, 2, 3 …"""
    numbers = [number_of(value) for value in said]
    if len(said) <= _FEW or len(distinct) < len(said) or None in numbers:
        return False
    return numbers == sorted(number for number in numbers if number is not None)
