"""The terms of a live score formula: each renders itself for a spreadsheet row and evaluates itself exactly.

Rendering keeps whole numbers over one divisor (`(3*H7+SUM(I7:J7))/2`), so that Excel's and Calc's ROUND sees a number
that is one division away from the exact one. Only functions of Excel 2010 are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import gcd, lcm
from typing import Literal, Protocol

from xlsxwriter.utility import xl_col_to_name

Cells = Mapping[int, object]  # 0-based column -> what was typed


class Term(Protocol):
    """A number made from one row of a score sheet."""

    def excel(self, row: int) -> str:
        """Returns the formula text for the 1-based `row`."""

    def value(self, cells: Cells) -> Fraction:
        """Returns the exact number for the cells of a row."""


def number(typed: object) -> Fraction | None:
    """Returns the exact number typed into a cell, or None when it holds none."""
    if isinstance(typed, bool) or not isinstance(typed, int | float | Decimal):
        return None
    return Fraction(str(typed))


def span(first: int, last: int, row: int) -> str:
    """Returns the address of the cells from column `first` to `last` (0-based) in the 1-based `row`: H7 or H7:Q7."""
    begin = f"{xl_col_to_name(first)}{row}"
    return begin if first == last else f"{begin}:{xl_col_to_name(last)}{row}"


def runs(columns: tuple[int, ...]) -> list[tuple[int, int]]:
    """Returns the first and last column of every unbroken run: (7, 8, 9, 12) gives [(7, 9), (12, 12)]."""
    ordered = enumerate(sorted(columns))
    groups = [
        [column for _, column in run]
        for _, run in groupby(ordered, key=lambda pair: pair[1] - pair[0])
    ]
    return [(group[0], group[-1]) for group in groups]


@dataclass(frozen=True)
class Cell:
    """One input cell: its number (0 without one), whether it has one, its number or the full mark, or whether n ≥ 1."""

    column: int
    reads: Literal["number", "has", "or_full", "occurred"] = "number"
    full: Decimal = Decimal(0)
    may_be_text: bool = True

    def excel(self, row: int) -> str:
        """Returns e.g. H7, N(H7), COUNT(H7), IF(COUNT(H7)=1,H7,5) or (N(H7)>=1)."""
        cell = span(self.column, self.column, row)
        if self.reads == "has":
            return f"COUNT({cell})"
        if self.reads == "or_full":
            return f"IF(COUNT({cell})=1,{cell},{self.full:f})"
        if self.reads == "occurred":
            return f"(N({cell})>=1)"
        return f"N({cell})" if self.may_be_text else cell

    def value(self, cells: Cells) -> Fraction:
        """Returns the exact number."""
        typed = number(cells.get(self.column))
        if self.reads == "has":
            return Fraction(typed is not None)
        if self.reads == "occurred":
            return Fraction(typed is not None and typed >= 1)
        if typed is None:
            return Fraction(self.full) if self.reads == "or_full" else Fraction(0)
        return typed


@dataclass(frozen=True)
class Linear:
    """constant + Σ coefficient × term."""

    parts: tuple[tuple[Fraction, Term], ...] = ()
    constant: Fraction = Fraction(0)

    def times(self, factor: Fraction) -> Linear:
        """Returns the form multiplied by a number."""
        return Linear(
            tuple((factor * weight, term) for weight, term in self.parts), factor * self.constant
        )

    def plus(self, other: Linear) -> Linear:
        """Returns the sum of two forms."""
        return Linear((*self.parts, *other.parts), self.constant + other.constant)

    @property
    def divisor(self) -> int:
        """The common denominator of all coefficients."""
        return lcm(self.constant.denominator, *(weight.denominator for weight, _ in self.parts))

    @property
    def plain(self) -> bool:
        """True when the form holds cells only: rendered, it is at most one division away from the exact number."""
        return all(isinstance(term, Cell) for _, term in self.parts)

    def whole(self, row: int) -> str:
        """Returns the form times its divisor: whole coefficients, equal neighbours joined to SUM and COUNT."""
        scaled = self.times(Fraction(self.divisor))
        texts = [_signed(weight, text) for weight, text in _joined(scaled.parts, row)]
        if scaled.constant or not texts:
            texts.insert(0, f"{scaled.constant.numerator:+d}")
        return "".join(texts).removeprefix("+")

    def excel(self, row: int) -> str:
        """Returns the text of the form, divided once where it must be."""
        whole = self.whole(row)
        if self.divisor == 1:
            return whole
        return f"{_bracketed(whole)}/{self.divisor}"

    def value(self, cells: Cells) -> Fraction:
        """Returns the exact number."""
        return sum((weight * term.value(cells) for weight, term in self.parts), self.constant)


def _bracketed(text: str) -> str:
    return f"({text})" if any(sign in text[1:] for sign in "+-") else text


def _signed(weight: Fraction, text: str) -> str:
    size = abs(weight.numerator)
    return f"{'-' if weight < 0 else '+'}{'' if size == 1 else f'{size}*'}{text}"


def _joined(parts: tuple[tuple[Fraction, Term], ...], row: int) -> list[tuple[Fraction, str]]:
    """Returns (coefficient, text) with neighbouring cells of one coefficient joined into SUM(H7:Q7) or COUNT(H7:Q7)."""
    joined: list[tuple[Fraction, str]] = []
    together: dict[tuple[Fraction, str], list[Cell]] = {}
    for weight, term in parts:
        if isinstance(term, Cell) and term.reads in ("number", "has"):
            together.setdefault((weight, term.reads), []).append(term)
        else:
            joined.append((weight, _factor(term.excel(row))))
    for (weight, reads), cells in together.items():
        by_column = {cell.column: cell for cell in cells}
        for first, last in runs(tuple(by_column)):
            name = "COUNT" if reads == "has" else "SUM"
            text = (
                by_column[first].excel(row)
                if first == last
                else f"{name}({span(first, last, row)})"
            )
            joined.append((weight, text))
    return joined


def _factor(text: str) -> str:
    alone = text.startswith(("IF(", "MAX(", "MIN(", "(")) and _closes_at_end(text)
    return text if alone else f"({text})"


def _closes_at_end(text: str) -> bool:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign == ")":
            return place == len(text) - 1
    return False


@dataclass(frozen=True)
class Ratio:
    """numerator / denominator; `otherwise` (0) when the denominator is 0 (nothing below is applicable)."""

    numerator: Linear
    denominator: Linear
    may_be_empty: bool
    otherwise: Linear = Linear()

    def excel(self, row: int) -> str:
        """Returns the quotient of two forms with whole coefficients, in lowest terms."""
        common = Fraction(lcm(self.numerator.divisor, self.denominator.divisor))
        over, under = self.numerator.times(common), self.denominator.times(common)
        numbers = [
            number
            for form in (over, under)
            for number in (*(part[0] for part in form.parts), form.constant)
        ]
        shrink = Fraction(1, max(1, gcd(*(int(number) for number in numbers))))
        above, below = _bracketed(over.times(shrink).whole(row)), under.times(shrink).whole(row)
        quotient = f"{above}/({below})"
        return (
            f"IF({below}=0,{self.otherwise.excel(row)},{quotient})"
            if self.may_be_empty
            else quotient
        )

    def value(self, cells: Cells) -> Fraction:
        """Returns the exact number."""
        below = self.denominator.value(cells)
        return self.numerator.value(cells) / below if below else self.otherwise.value(cells)


@dataclass(frozen=True)
class Positive:
    """1 when the term is above 0, else 0."""

    term: Term

    def excel(self, row: int) -> str:
        """Returns a comparison in brackets."""
        return f"({self.term.excel(row)}>0)"

    def value(self, cells: Cells) -> Fraction:
        """Returns 1 or 0."""
        return Fraction(self.term.value(cells) > 0)


@dataclass(frozen=True)
class Only:
    """The term where the condition is above 0, else 0."""

    term: Term
    condition: Term

    def excel(self, row: int) -> str:
        """Returns IF(condition>0,term,0)."""
        return f"IF({self.condition.excel(row)}>0,{self.term.excel(row)},0)"

    def value(self, cells: Cells) -> Fraction:
        """Returns the exact number."""
        return self.term.value(cells) if self.condition.value(cells) > 0 else Fraction(0)


@dataclass(frozen=True)
class Clamp:
    """The term, no lower than `low` and no higher than `high`."""

    term: Term
    low: Decimal | None
    high: Decimal | None

    def excel(self, row: int) -> str:
        """Returns MAX(low,MIN(high,term))."""
        text = self.term.excel(row)
        if self.high is not None:
            text = f"MIN({self.high:f},{text})"
        return text if self.low is None else f"MAX({self.low:f},{text})"

    def value(self, cells: Cells) -> Fraction:
        """Returns the exact number."""
        inside = self.term.value(cells)
        if self.high is not None:
            inside = min(Fraction(self.high), inside)
        return inside if self.low is None else max(Fraction(self.low), inside)


@dataclass(frozen=True)
class Fails:
    """`instead` when any of `columns` holds a number that meets a limit (marks at or below, counts at or above)."""

    term: Term
    instead: Fraction
    at_or_below: tuple[tuple[int, ...], Decimal] | None
    at_or_above: tuple[tuple[int, ...], Decimal] | None

    def _limits(self) -> list[tuple[str, tuple[int, ...], Decimal]]:
        tests = (("<=", self.at_or_below), (">=", self.at_or_above))
        return [(sign, *limit) for sign, limit in tests if limit and limit[0]]

    def excel(self, row: int) -> str:
        """Returns IF(COUNTIF(cells,"<="&0)>0,instead,term)."""
        counts = [
            f'COUNTIF({span(first, last, row)},"{sign}"&{limit:f})'
            for sign, columns, limit in self._limits()
            for first, last in runs(columns)
        ]
        instead = Linear(constant=self.instead).excel(row)
        return f"IF({'+'.join(counts)}>0,{instead},{self.term.excel(row)})"

    def value(self, cells: Cells) -> Fraction:
        """Returns the exact number."""
        for sign, columns, limit in self._limits():
            typed = [
                found for column in columns if (found := number(cells.get(column))) is not None
            ]
            if any(found <= limit if sign == "<=" else found >= limit for found in typed):
                return self.instead
        return self.term.value(cells)
