"""Marks of a foreign sheet in the notation of the scheme: words, deductions, blanks, text with a
number.

What can't be translated stays as it is written, so that the checks of marks tell it. Only where
that would be read as a mark which nobody gave, it becomes a finding of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

from qa_workbook.forms.kinds.numbers import exact
from qa_workbook.forms.text_cells import blank, half_width, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import ERROR_WORDS, CellError, CellValue
from qa_workbook.layouts.model import Notation
from qa_workbook.numbers import decimal, plain
from qa_workbook.scheme.model import Count, Indicator, Scale, Scheme

_MINUS = r"[-−–—﹣]"
_AMOUNT = r"(?P<amount>\d{1,6}(?:\.\d{1,6})?)"
_TAKEN = r"(?:扣除?|减|失|丢)\s*分?\s*[:：]?"
_LOST = rf"(?:{_TAKEN})?\s*{_MINUS}?\s*"
_STRIPPED = " \t\n\r()[]【】{}〔〕<>「」“”\"',，;；:：、。.!！-—–"
_NO_MARK_BEHIND = re.compile(r"[次个项条遍秒分%‰年月日号时点元→~～至到/]")
_OPENS = re.compile(r"[\s(\[【{〔「,，;；:：、。!！-]")


@dataclass(frozen=True)
class Translated:
    """What a cell says in the notation of the scheme.

    `rest` is what it says beside the mark, for the remark. `code` is that of a finding, with its
    `details`; the value is then one that the checks of marks refuse.
    """

    value: CellValue
    rest: str = ""
    code: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


class Translator:
    """Reads the marks of one item in one notation."""

    def __init__(
        self, node: Indicator, notation: Notation, scheme: Scheme, vocabulary: Vocabulary
    ) -> None:
        self.node, self.notation = node, notation
        self.scale: Scale | None = scheme.scale_of(node) if node.scale else None
        self.says_blank = scheme.sheet.blank
        self._most_times = vocabulary.limits.most_times
        self._not_applicable = vocabulary.words.not_applicable[0]
        self._changes = vocabulary.words.comment_changes
        self._meant = {normal(word): mark for word, mark in notation.words.items()}
        self._known = vocabulary.inapplicable | vocabulary.full_marks
        units = sorted(map(re.escape, vocabulary.words.mark_units), key=len, reverse=True)
        percent = "|%" if self.scale is not None and self.scale.unit == "percent" else ""
        unit = rf"\s*(?:{'|'.join(units)}{percent})?"
        self._number = re.compile(rf"(?P<sign>[+-])?{_AMOUNT}{unit}", re.IGNORECASE)
        self._lost = re.compile(rf"{_LOST}{_AMOUNT}{unit}", re.IGNORECASE)
        self._lost_in_text = re.compile(
            rf"(?:{_TAKEN}|(?<!\d){_MINUS})\s*{_AMOUNT}{unit}", re.IGNORECASE
        )

    def read(self, cell: CellValue) -> Translated:
        """Returns what one cell says."""
        if isinstance(cell, CellError):
            return Translated(cell)
        if blank(cell):
            return self._blank()
        said = normal(words(cell))
        if said in self._meant:
            return Translated(as_cell(self._meant[said]))
        if isinstance(cell, bool | date | time | timedelta):
            return Translated(cell)
        if isinstance(cell, str):
            return self._text(cell, half_width(cell))
        number = exact(cell)
        return self._lost_or_mark(cell, number) if number.is_finite() else Translated(cell)

    # --- kinds of cells --------------------------------------------------------------------------

    def _blank(self) -> Translated:
        rule = self.notation.blank
        if rule == "not_applicable":
            return Translated(self._not_applicable)
        if self.scale is None or rule == "scheme":
            return Translated("")
        if rule == "full":
            return Translated(as_number(self.scale.full))
        if rule == "zero":
            return Translated(as_number(self.scale.zero))
        # the form would read an empty cell as the scheme says
        return Translated("", code="" if self.says_blank == "missing" else "mark-missing")

    def _text(self, cell: str, text: str) -> Translated:
        if normal(text) in self._known or ERROR_WORDS.match(text):
            return Translated(cell)
        if self.notation.reads == "deduction":
            return self._deduction_in_text(cell, text)
        whole = self._number.fullmatch(text)
        if whole and self.notation.times is not None:
            return Translated(as_number(_signed(whole) * self.notation.times))
        if whole or not self.notation.number_in_text:
            return Translated(cell)
        return self._mark_in_text(cell, text)

    def _mark_in_text(self, cell: str, text: str) -> Translated:
        """5（语速快）: a number that begins a text without any other."""
        found = self._number.match(text)
        if not found:
            return Translated(cell)
        rest = text[found.end() :]
        has_unit = not found[0][-1].isdigit()
        if not self._is_rest(rest) or not (has_unit or _OPENS.match(rest)):
            return Translated(cell)
        mark = _signed(found) * (self.notation.times or Decimal(1))
        return Translated(as_number(mark), rest.strip(_STRIPPED))

    def _deduction_in_text(self, cell: str, text: str) -> Translated:
        whole = self._lost.fullmatch(text)
        if whole:
            return self._lost_or_mark(cell, Decimal(whole["amount"]))
        found = list(self._lost_in_text.finditer(text)) if self.notation.number_in_text else []
        if len(found) == 1:
            amount = found[0]["amount"]
            rest = f"{text[: found[0].start()]} {text[found[0].end() :]}".strip(_STRIPPED)
            if not any(sign.isdigit() for sign in rest):
                return self._with_rest(self._lost_or_mark(cell, Decimal(amount)), rest)
        if self._number.fullmatch(text):  # +2, which would be read as the mark 2
            return self._refused(cell, "lost-unclear")
        if self.notation.number_in_text and self._number.match(text):
            read = self._deduction_before_text(cell, text)
            if read.value is not cell:
                return read
        if self.node.count is not None:  # as a number of times it would be told, which it isn't
            return self._refused(cell, "lost-not-a-number")
        return Translated(cell)

    def _deduction_before_text(self, cell: str, text: str) -> Translated:
        """2（语速快）, where what is meant is a deduction."""
        found = self._number.match(text)
        assert found is not None
        rest = text[found.end() :]
        if found["sign"] == "+" or not self._is_rest(rest) or not _OPENS.match(rest):
            return Translated(cell)
        amount = Decimal(found["amount"])
        return self._with_rest(self._lost_or_mark(cell, amount), rest.strip(_STRIPPED))

    def _is_rest(self, rest: str) -> bool:
        """Whether what stands behind a number only says why."""
        said = rest.strip(_STRIPPED)
        return not (
            any(sign.isdigit() for sign in rest)
            or _NO_MARK_BEHIND.match(rest.lstrip())
            or any(word in said for word in self._changes)
        )

    def _with_rest(self, read: Translated, rest: str) -> Translated:
        return Translated(read.value, rest, read.code, read.details)

    # --- numbers ---------------------------------------------------------------------------------

    def _lost_or_mark(self, cell: CellValue, number: Decimal) -> Translated:
        times = self.notation.times
        number = number if times is None else number * times
        if self.notation.reads == "mark":
            return Translated(cell if times is None else as_number(number))
        if self.node.count is not None:
            return self._occurrences(cell, abs(number), self.node.count)
        assert self.scale is not None
        if self.scale.unit == "percent" and 0 < abs(number) < 1:
            return Translated(cell)  # told as a fraction
        mark = self.scale.full - abs(number)
        if self.scale.allows(mark):
            return Translated(as_number(mark))
        return self._refused(cell, "lost-outside-scale")

    def _occurrences(self, cell: CellValue, lost: Decimal, count: Count) -> Translated:
        """How often something occurred, from the points that it took off or brought."""
        times = lost / count.points
        most = 1 if count.per == "once" else self._most_times
        if times % 1 or (most and times > most):
            return self._refused(cell, "lost-outside-scale")
        return Translated(int(times))

    def _refused(self, cell: CellValue, code: str) -> Translated:
        """A cell that isn't translated; behind the quotes it can't be read as a mark."""
        details = {"allowed": self._allowed_deductions()}
        return Translated(f"“{words(cell)}”", code=code, details=details)

    def _allowed_deductions(self) -> str:
        if self.node.count is not None:
            points, most = self.node.count.points, self._most_times
            return (
                f"0–{plain(points * most)} (±{plain(points)})" if most else f"{plain(points)} × n"
            )
        assert self.scale is not None
        scale = self.scale
        if scale.choices:
            marks = sorted((choice.mark for choice in scale.choices), reverse=True)
            return ", ".join(plain(scale.full - mark) for mark in marks)
        assert scale.step is not None
        return f"0–{plain(scale.full - scale.lowest)} (±{plain(scale.step)})"


def _signed(found: re.Match[str]) -> Decimal:
    amount = Decimal(found["amount"])
    return -amount if found["sign"] == "-" else amount


def as_number(number: Decimal) -> int | float:
    """Returns a number as a cell holds it; `exact` makes the same Decimal of it."""
    return int(number) if number == number.to_integral_value() else float(number)


def as_cell(mark: str) -> CellValue:
    """Returns a mark as a cell of our own sheet holds it: a number, or the words."""
    try:
        return as_number(decimal(half_width(mark)))
    except ValueError:
        return mark
