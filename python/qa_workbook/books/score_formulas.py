"""The live formulas of a wide score sheet: raw score, final score and band of a row, generated from the scheme's tree.

They follow the same rules as `qa_workbook.scoring` (docs/schemes.md); tests compare both in a real spreadsheet program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qa_workbook.books.score_columns import NOT_APPLICABLE, YES, Columns
from qa_workbook.books.score_terms import Cell, Cells, Clamp, Fails, Linear, Positive, Ratio, Term, number, runs, span
from qa_workbook.numbers import half_up
from qa_workbook.scheme.model import Band, Count, FatalCode, Indicator, Scheme, Score

LONGEST_FORMULA = 8000  # Excel takes 8,192 characters
_NOISE_DIGITS = 9  # beyond every score's places and far above the noise of binary fractions


@dataclass(frozen=True)
class _Part:
    """What a node gives its parent: attained fraction and points (0 where not applicable), full points, applicability."""

    fraction: Term
    points: Term
    full: Fraction
    applicable: Term | None = None  # None = always, otherwise 1 or 0


def _linear(term: Term) -> Linear:
    return term if isinstance(term, Linear) else Linear(((Fraction(1), term),))


def _sum(terms: list[Term]) -> Linear:
    total = Linear()
    for term in terms:
        total = total.plus(_linear(term))
    return total


class _Tree:
    """Builds the term of the raw score for the columns that a sheet has."""

    def __init__(self, scheme: Scheme, columns: Columns) -> None:
        self.scheme = scheme
        self.place = {node.id: place for place, node in columns.indicators}

    def root(self) -> _Part:
        score = self.scheme.score
        if score.aggregate == "sum":
            part = self._summed(score, self.scheme.indicators)
            return _Part(part.fraction, Clamp(part.points, score.floor, score.ceiling), part.full, part.applicable)
        part = self._mean(score.aggregate, self.scheme.indicators)
        points: Term = _linear(part.fraction).times(Fraction(score.full))
        proper = all(node.aggregate != "sum" for node in self.scheme.nodes)
        if not proper or score.floor > 0 or score.ceiling < score.full:
            points = Clamp(points, score.floor, score.ceiling)
        return _Part(part.fraction, points, Fraction(score.full), part.applicable)

    def _part(self, node: Indicator) -> _Part:
        if node.id in self.place:
            return self._counted(node.count, self.place[node.id]) if node.count else self._graded(node)
        if node.aggregate == "sum":
            part = self._summed(node, node.children)
            bounded = node.floor is not None or node.ceiling is not None
            points = Clamp(part.points, node.floor, node.ceiling) if bounded else part.points
            share = _linear(points).times(1 / part.full) if part.full else Linear()
            part = _Part(share, points, part.full, part.applicable)
        else:
            part = self._mean(node.aggregate or "equal", node.children)
        part = self._section(node, part)
        if node.weight is None:
            return part
        weight = Fraction(node.weight)
        return _Part(part.fraction, _linear(part.fraction).times(weight), weight, part.applicable)

    def _graded(self, node: Indicator) -> _Part:
        full, place = self.scheme.scale_of(node).full, self.place[node.id]
        rule = self.scheme.not_applicable_rule(node)
        cell = Cell(place, "or_full" if rule == "full" else "number", full, may_be_text=rule == "respread")
        share = Linear(((1 / Fraction(full), cell),))
        weight = Fraction(node.weight or 0)
        return _Part(share, share.times(weight), weight, Cell(place, "has") if rule == "respread" else None)

    @staticmethod
    def _counted(count: Count, place: int) -> _Part:
        cell = Cell(place, "occurred" if count.per == "once" else "number")
        amount: Term = Linear(((Fraction(count.points), cell),))
        if count.cap is not None:
            amount = Clamp(amount, None, count.cap)
        sign = Fraction(-1 if count.direction == "deduct" else 1)
        return _Part(Linear(), _linear(amount).times(sign), Fraction(0))

    def _mean(self, aggregate: str, children: tuple[Indicator, ...]) -> _Part:
        weights = [Fraction(1) if aggregate == "equal" else Fraction(child.weight or 0) for child in children]
        parts = [self._part(child) for child in children]
        over = _sum([_linear(part.fraction).times(weight) for weight, part in zip(weights, parts, strict=True)])
        under = Linear(constant=sum((w for w, part in zip(weights, parts, strict=True) if part.applicable is None), Fraction(0)))
        held = [(weight, part.applicable) for weight, part in zip(weights, parts, strict=True) if part.applicable]
        if not held:
            return _Part(over.times(1 / under.constant), Linear(), Fraction(0))
        under = under.plus(Linear(tuple(held)))
        may_be_empty = not under.constant
        return _Part(Ratio(over, under, may_be_empty), Linear(), Fraction(0), Positive(under) if may_be_empty else None)

    def _summed(self, node: Indicator | Score, children: tuple[Indicator, ...]) -> _Part:
        base = Fraction(node.base or 0)
        graded = [self._part(child) for child in children if not child.count]
        counted = [(child.count, self._part(child).points) for child in children if child.count]
        full = sum((part.full for part in graded), Fraction(0))
        inside: Term = _sum([part.points for part in graded])
        under = Linear(
            tuple((part.full, part.applicable) for part in graded if part.applicable),
            sum((part.full for part in graded if part.applicable is None), Fraction(0)),
        )
        if under.parts:
            inside = Ratio(_linear(inside).times(full), under, may_be_empty=not under.constant)
        bonus: Term = _sum([points for count, points in counted if count.direction == "bonus"])
        if node.bonus_cap is not None:
            bonus = Clamp(bonus, None, node.bonus_cap)
        off = _sum([points for count, points in counted if count.direction == "deduct"])
        points = _linear(inside).plus(_linear(bonus)).plus(off).plus(Linear(constant=base))
        may_be_empty = bool(graded) and not counted and all(part.applicable for part in graded)
        return _Part(Linear(), points, base + full, Positive(under) if may_be_empty else None)

    def _section(self, node: Indicator, part: _Part) -> _Part:
        rule = node.section_fail
        if rule is None:
            return part
        below = [child for child in node.walk() if child is not node and child.id in self.place]
        chosen = [child for child in below if not rule.of or child.id in rule.of]
        marks = tuple(self.place[child.id] for child in chosen if not child.count)
        counts = tuple(self.place[child.id] for child in chosen if child.count)
        low = (marks, rule.mark_at_or_below) if rule.mark_at_or_below is not None and marks else None
        high = (counts, Decimal(rule.count_at_or_above)) if rule.count_at_or_above is not None and counts else None
        if not low and not high:
            return part
        floor = max(Fraction(node.floor or 0), Fraction(0))
        return _Part(
            Fails(part.fraction, Fraction(0), low, high), Fails(part.points, floor, low, high), part.full, part.applicable
        )


@dataclass(frozen=True)
class ScoreFormulas:
    """Formulas of the computed columns of one sheet, and their values for rows that are already filled in."""

    scheme: Scheme
    columns: Columns
    language: str

    @property
    def _root(self) -> _Part:
        return _Tree(self.scheme, self.columns).root()

    def formulas(self) -> dict[str, Callable[[int], str]]:
        """Returns, for every computed column by key, the function from a 1-based row to its formula text."""
        makers = {"raw": self._raw_maker(), "final": self._final, "band": self._band}
        return {column.key: makers[column.key] for column in self.columns.all if column.computed}

    def _at(self, key: str, row: int) -> str:
        place = self.columns.index(key)
        return "" if place is None else span(place, place, row)

    def _raw_maker(self) -> Callable[[int], str]:
        root, digits = self._root, self.scheme.score.decimals
        exact = isinstance(root.points, Linear) and root.points.plain

        def raw(row: int) -> str:
            points = root.points.excel(row)
            rounded = f"ROUND({points},{digits})" if exact else f"ROUND(ROUND({points},{_NOISE_DIGITS}),{digits})"
            complete = self._complete(row)
            if root.applicable:
                complete = f"AND({complete},{root.applicable.excel(row)})"
            return f'=IF({complete},{rounded},"")'

        return raw

    def _complete(self, row: int) -> str:
        """Returns the test that a row is completely marked: every mark is a number, or 不适用 where that is allowed."""
        marks = {place: node for place, node in self.columns.indicators if not node.count}
        if not marks:
            return f'{self._at("recording", row)}<>""'
        excusable = tuple(p for p, node in marks.items() if self.scheme.not_applicable_rule(node) != "refuse")
        numbers = ",".join(span(first, last, row) for first, last in runs(tuple(marks)))
        words = [f'COUNTIF({span(first, last, row)},"{NOT_APPLICABLE}")' for first, last in runs(excusable)]
        return f"{'+'.join([f'COUNT({numbers})', *words])}={len(marks)}"

    def _final(self, row: int) -> str:
        raw, digits = self._at("raw", row), self.scheme.score.decimals
        after = f"{raw}-N({self._at('error_deduction', row)})" if self.scheme.error_deduction else raw
        text = self._after_fatal(row, after)
        return f'=IF({raw}="","",MAX(0,ROUND({text},{digits})))'

    def _after_fatal(self, row: int, after: str) -> str:
        fatal = self.scheme.fatal
        if fatal is None or {fatal.effect, *(code.effect for code in fatal.codes)} <= {"flag", None}:
            return after
        usual = _effect(fatal.effect, fatal.cap, after)
        typed = self._at("error_codes", row)
        for code in sorted((code for code in fatal.codes if code.effect), key=_mildest_first):
            usual = f"IF({_holds(typed, code.id)},{_effect(code.effect, code.cap, after)},{usual})"
        return f'IF({self._at("fatal", row)}="{YES}",{usual},{after})'

    def _band(self, row: int) -> str:
        bands = self.scheme.bands
        assert bands is not None
        score = self._at("final" if bands.score == "final" and self.columns.index("final") else "raw", row)
        text = '""'
        for band in reversed(bands.bands):
            text = f"IF({_band_test(band, score)},{_quoted(band.name.say(self.language))},{text})"
        return f'=IF({score}="","",{text})'

    def values(self, cells: Cells) -> Mapping[str, object]:
        """Returns the results that the formulas of a row will have, as far as they are easily known: "" where they are not."""
        root = self._root
        marks = {place: node for place, node in self.columns.indicators if not node.count}
        ready = all(
            number(cells.get(place)) is not None
            or (cells.get(place) == NOT_APPLICABLE and self.scheme.not_applicable_rule(node) != "refuse")
            for place, node in marks.items()
        ) and (bool(marks) or bool(cells.get(self.columns.index("recording") or 0)))
        if not ready or (root.applicable and not root.applicable.value(cells)):
            return {"raw": "", "final": "", "band": ""}
        raw = half_up(root.points.value(cells), self.scheme.score.decimals)
        return {"raw": raw, "final": (final := self._final_value(raw, cells)), "band": self._band_value(raw, final)}

    def _final_value(self, raw: Decimal, cells: Cells) -> Decimal:
        place = self.columns.index("error_deduction")
        off = number(cells.get(place)) if place is not None else None
        final = half_up(Fraction(raw) - (off or 0), self.scheme.score.decimals)
        fatal, said = self.scheme.fatal, self.columns.index("fatal")
        if fatal and said is not None and cells.get(said) == YES:
            typed = f";{str(cells.get(self.columns.index('error_codes') or 0) or '').translate(_SEPARATORS)};"
            chosen: tuple[str, Decimal | None] = (fatal.effect, fatal.cap)
            for code in sorted((code for code in fatal.codes if code.effect), key=_mildest_first):
                if f";{code.id};".casefold() in typed.casefold():
                    chosen = (code.effect or "flag", code.cap)
            final = Decimal(0) if chosen[0] == "zero" else min(final, chosen[1]) if chosen[1] is not None else final
        return max(Decimal(0), final)

    def _band_value(self, raw: Decimal, final: Decimal) -> str:
        bands = self.scheme.bands
        score = final if bands and bands.score == "final" else raw
        return next((band.name.say(self.language) for band in bands.bands if band.holds(score)), "") if bands else ""


_SEPARATOR_SIGNS = "；,，、/ "
_SEPARATORS = str.maketrans(dict.fromkeys(_SEPARATOR_SIGNS, ";"))


def _mildest_first(code: FatalCode) -> tuple[int, Decimal]:
    """Sorts fatal codes so that the harshest test is wrapped last and asked first: flag, caps falling, zero."""
    return ({"flag": 0, "cap": 1, "zero": 2}[code.effect or "flag"], -(code.cap or Decimal(0)))


def _effect(effect: str | None, cap: Decimal | None, after: str) -> str:
    if effect == "zero":
        return "0"
    return f"MIN({after},{cap:f})" if effect == "cap" else after


def _holds(cell: str, code: str) -> str:
    """Returns the test that `cell` names `code`, between any of the separators a person may type."""
    text = cell
    for sign in _SEPARATOR_SIGNS:
        text = f'SUBSTITUTE({text},"{sign}",";")'
    return f'ISNUMBER(SEARCH(";{code};",";"&{text}&";"))'


def _band_test(band: Band, score: str) -> str:
    edges = ((">", band.above), (">=", band.from_), ("<", band.below), ("<=", band.to))
    tests = [f"{score}{sign}{edge:f}" for sign, edge in edges if edge is not None]
    return f"AND({','.join(tests)})" if len(tests) > 1 else "".join(tests) or "TRUE"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
