"""The terms of a live score formula: each writes itself as formula text for one row of a sheet.

Whole numbers stand over one divisor, as in `(3*H7+SUM(I7:J7))/2`, so that the ROUND of Excel and
of Calc sees a number that is one division away from the exact one. Only functions of Excel 2010
are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Literal, Protocol

from qa_workbook.grids.a1 import area, runs


class Term(Protocol):
    """A number made from one row of a score sheet."""

    def formula(self, row: int) -> str:
        """Returns the formula text for the 1-based `row`."""


def span(first: int, last: int, row: int) -> str:
    """Returns the address of 0-based columns in the 1-based `row`: H7 or H7:Q7."""
    return area(row - 1, first, row - 1, last)


@dataclass(frozen=True)
class Cell:
    """One input cell, and what is read from it.

    "number": its number, 0 without one; "has": 1 when it holds a number, else 0; "or_full": its
    number, or the full mark without one; "occurred": 1 when its number is 1 or more, else 0.
    """

    column: int
    reads: Literal["number", "has", "or_full", "occurred"] = "number"
    full: Decimal = Decimal(0)
    may_be_text: bool = True
    blank: Decimal | None = None
    """The number that an empty cell stands for."""

    def formula(self, row: int) -> str:
        """Returns e.g. H7, N(H7), COUNT(H7), IF(COUNT(H7)=1,H7,5) or (N(H7)>=1)."""
        cell = span(self.column, self.column, row)
        if self.blank is not None:
            return self._or_blank(cell, self.blank)
        if self.reads == "has":
            return f"COUNT({cell})"
        if self.reads == "or_full":
            return f"IF(COUNT({cell})=1,{cell},{self.full:f})"
        if self.reads == "occurred":
            return f"(N({cell})>=1)"
        if self.may_be_text:
            # Text such as 不适用 makes H7 + 1 an error; N() makes it 0.
            return f"N({cell})"
        return cell

    def _or_blank(self, cell: str, blank: Decimal) -> str:
        if self.reads == "has":
            return f"(COUNT({cell})+(LEN({cell})=0))"
        other = f"{self.full:f}" if self.reads == "or_full" else "0"
        return f"IF(LEN({cell})=0,{blank:f},IF(COUNT({cell})=1,{cell},{other}))"


WeightedTerm = tuple[Fraction, Term]


@dataclass(frozen=True)
class Linear:
    """A constant and a sum of terms, each times a coefficient."""

    parts: tuple[WeightedTerm, ...] = ()
    constant: Fraction = Fraction(0)

    def times(self, factor: Fraction) -> Linear:
        """Returns the sum multiplied by a number."""
        parts = tuple((factor * weight, term) for weight, term in self.parts)
        return Linear(parts, factor * self.constant)

    def plus(self, other: Linear) -> Linear:
        """Returns the sum of both."""
        return Linear((*self.parts, *other.parts), self.constant + other.constant)

    @property
    def coefficients(self) -> list[Fraction]:
        """All coefficients, the constant last."""
        return [*(weight for weight, _ in self.parts), self.constant]

    @property
    def divisor(self) -> int:
        """The common denominator of all coefficients."""
        return lcm(*(number.denominator for number in self.coefficients))

    @property
    def cells_only(self) -> bool:
        """Whether the sum is one of cells: its text is at most one division away from exact."""
        return all(isinstance(term, Cell) for _, term in self.parts)

    def whole(self, row: int) -> str:
        """Returns the text of the sum times its divisor, which has whole coefficients only."""
        scaled = self.times(Fraction(self.divisor))
        texts = [_signed(weight, text) for weight, text in _joined(scaled.parts, row)]
        if scaled.constant or not texts:
            texts.insert(0, f"{scaled.constant.numerator:+d}")
        return "".join(texts).removeprefix("+")

    def formula(self, row: int) -> str:
        """Returns the text of the sum, divided once where it must be."""
        whole = self.whole(row)
        if self.divisor == 1:
            return whole
        return f"{_bracketed(whole)}/{self.divisor}"


def linear(term: Term) -> Linear:
    """Returns a term as a sum."""
    if isinstance(term, Linear):
        return term
    return Linear(((Fraction(1), term),))


def total(terms: Iterable[Term]) -> Linear:
    """Returns the sum of all terms."""
    result = Linear()
    for term in terms:
        result = result.plus(linear(term))
    return result


def _bracketed(text: str) -> str:
    # A sign in front is no sum.
    if "+" in text[1:] or "-" in text[1:]:
        return f"({text})"
    return text


def _signed(weight: Fraction, text: str) -> str:
    sign = "-" if weight < 0 else "+"
    size = abs(weight.numerator)
    if size == 1:
        return f"{sign}{text}"
    return f"{sign}{size}*{text}"


def _joined(parts: Sequence[WeightedTerm], row: int) -> list[tuple[Fraction, str]]:
    """Returns coefficient and text of every part; neighbouring cells that have one coefficient
    become SUM(H7:Q7) or COUNT(H7:Q7), so that an inspector can read the formula.
    """
    joined: list[tuple[Fraction, str]] = []
    alike: dict[tuple[Fraction, str], dict[int, Cell]] = {}
    for weight, term in parts:
        if isinstance(term, Cell) and term.blank is None and term.reads in ("number", "has"):
            alike.setdefault((weight, term.reads), {})[term.column] = term
        else:
            joined.append((weight, _factor(term.formula(row))))
    for (weight, reads), cells in alike.items():
        function = "COUNT" if reads == "has" else "SUM"
        for first, last in runs(sorted(cells)):
            text = cells[first].formula(row)
            if last > first:
                text = f"{function}({span(first, last, row)})"
            joined.append((weight, text))
    return joined


def _factor(text: str) -> str:
    """Returns a text that may be multiplied: in brackets, unless it is one call or in brackets."""
    if text.startswith(("IF(", "MAX(", "MIN(", "(")) and _closes_at_end(text):
        return text
    return f"({text})"


def _closes_at_end(text: str) -> bool:
    """Whether the first bracket is closed by the last sign of the text: IF(…), not (…)/(…)."""
    depth = 0
    for place, sign in enumerate(text):
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if depth == 0:
                return place == len(text) - 1
    return False


@dataclass(frozen=True)
class Ratio:
    """numerator / denominator; `otherwise` where nothing applies, so that the divisor is 0."""

    numerator: Linear
    denominator: Linear
    may_be_empty: bool
    otherwise: Linear = Linear()

    def formula(self, row: int) -> str:
        """Returns the quotient of two sums with whole coefficients, in lowest terms."""
        above, below = self._in_lowest_terms()
        denominator = below.whole(row)
        quotient = f"{_bracketed(above.whole(row))}/({denominator})"
        if not self.may_be_empty:
            return quotient
        return f"IF({denominator}=0,{self.otherwise.formula(row)},{quotient})"

    def _in_lowest_terms(self) -> tuple[Linear, Linear]:
        common = Fraction(lcm(self.numerator.divisor, self.denominator.divisor))
        above, below = self.numerator.times(common), self.denominator.times(common)
        numbers = [int(number) for number in (*above.coefficients, *below.coefficients)]
        # All coefficients may be 0 (a weight of counts only); then there is nothing to shrink.
        shrink = Fraction(1, max(1, gcd(*numbers)))
        return above.times(shrink), below.times(shrink)


@dataclass(frozen=True)
class Product:
    """One term times another."""

    one: Term
    other: Term

    def formula(self, row: int) -> str:
        """Returns (one)*(other)."""
        return f"({self.one.formula(row)})*({self.other.formula(row)})"


@dataclass(frozen=True)
class Positive:
    """1 when the term is above 0, else 0."""

    term: Term

    def formula(self, row: int) -> str:
        """Returns a comparison in brackets."""
        return f"({self.term.formula(row)}>0)"


@dataclass(frozen=True)
class Only:
    """The term where the condition is above 0, else 0."""

    term: Term
    condition: Term

    def formula(self, row: int) -> str:
        """Returns IF(condition>0,term,0)."""
        return f"IF({self.condition.formula(row)}>0,{self.term.formula(row)},0)"


@dataclass(frozen=True)
class Clamp:
    """The term, no lower than `low` and no higher than `high`; None for no limit."""

    term: Term
    low: Decimal | None
    high: Decimal | None

    def formula(self, row: int) -> str:
        """Returns MAX(low,MIN(high,term))."""
        text = self.term.formula(row)
        if self.high is not None:
            text = f"MIN({self.high:f},{text})"
        if self.low is not None:
            text = f"MAX({self.low:f},{text})"
        return text


@dataclass(frozen=True)
class Limit:
    """A test of several columns: whether any holds a number at or below (<=), or above (>=)."""

    columns: tuple[int, ...]
    sign: Literal["<=", ">="]
    number: Decimal
    blank_meets: bool = False

    def counts(self, row: int) -> list[str]:
        """Returns how many cells meet the limit, one COUNTIF for each unbroken run of columns."""
        spans = [span(first, last, row) for first, last in runs(sorted(self.columns))]
        counts = [f'COUNTIF({cells},"{self.sign}"&{self.number:f})' for cells in spans]
        if self.blank_meets:
            counts += [f"COUNTBLANK({cells})" for cells in spans]
        return counts


@dataclass(frozen=True)
class Fails:
    """The term, or `instead` in a row that meets any of the limits.

    Where the term may be lower than that, it stays.
    """

    term: Term
    instead: Fraction
    limits: tuple[Limit, ...]
    may_be_lower: bool = False

    def formula(self, row: int) -> str:
        """Returns IF(COUNTIF(cells,"<="&0)>0,instead,term)."""
        counts: list[str] = []
        for limit in self.limits:
            counts += limit.counts(row)
        instead = Linear(constant=self.instead).formula(row)
        text, failed = self.term.formula(row), f"{'+'.join(counts)}>0"
        if self.may_be_lower:
            return f"MIN({text},IF({failed},{instead},1E+15))"
        return f"IF({failed},{instead},{text})"
