"""The live formulas of a wide score sheet: raw score, final score and band of a row.

They follow the same rules as `qa_workbook.scoring` (docs/schemes.md); tests compare both in a real
spreadsheet program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from qa_workbook.books.score_sheet.marks import Marks, marked_alike, may_be_deducted, quoted
from qa_workbook.books.score_sheet.readings import Readings
from qa_workbook.books.score_sheet.terms import Linear, span
from qa_workbook.books.score_sheet.tree import ScoreColumns, ScoreTree
from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.a1 import letters, runs
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Band, Fatal, Scheme

LONGEST_FORMULA = 8000  # Excel takes 8,192 characters
_NOISE_DIGITS = 9  # beyond every score's places and far above the noise of binary fractions

RowFormula = Callable[[int], str]


class RowReadings(Protocol):
    """What the cells of a row say, as formula text."""

    def yes(self, cell: str) -> str:
        """Returns the test that a cell says yes."""

    def unclear(self, cell: str) -> str:
        """Returns the test that a cell holds something that is neither yes nor no."""

    def names_any(self, cell: str, codes: Iterable[str]) -> str:
        """Returns the test that a cell names one of the codes."""

    def allowed(self, marks: Marks, cells: str) -> list[str]:
        """Returns the terms that together count the allowed marks in a run of cells."""

    def are_counts(self, cells: str) -> list[str]:
        """Returns the terms that say how many of the cells are empty or how often something was."""


class ScoreFormulas:
    """The formulas of the computed columns of one sheet."""

    def __init__(
        self, scheme: Scheme, form: ScoreColumns, readings: RowReadings, language: str
    ) -> None:
        self.scheme, self.form, self.language = scheme, form, language
        self.readings = readings
        self.tree = ScoreTree(scheme, form)
        self.score = self.tree.root()
        self.marks = marked_alike(scheme, form, scored_only=True)

    def formulas(self) -> dict[str, RowFormula]:
        """Returns what makes the formula of a 1-based row, by the id of every computed column."""
        makers = {"raw": self._raw, "final": self._final, "band": self._band}
        return {key: makers[key] for key in self.form.ids("computed")}

    def _at(self, key: str, row: int) -> str:
        place = self.form.index(key)
        return span(place, place, row)

    def _raw(self, row: int) -> str:
        points, digits = self.score.points, self.scheme.score.decimals
        text = points.formula(row)
        exact = isinstance(points, Linear) and points.cells_only
        if not exact:
            # Several divisions leave noise in the last binary digits, which could hide a tie.
            text = f"ROUND({text},{_NOISE_DIGITS})"
        complete = self._complete(row)
        if self.score.applicable:
            complete = f"AND({complete},{self.score.applicable.formula(row)})"
        if self.scheme.score.rounding == "down" and exact:
            # 0.57 * 100 is a hair below 57 in binary fractions: cutting would lose a unit.
            text = f"ROUND({text},{_NOISE_DIGITS})"
        return f'=IF({complete},{self._round}({text},{digits}),"")'

    def _complete(self, row: int) -> str:
        """Returns the test that nothing is missing in a row, and that intake can read it."""
        tests = [self._marked(row), *self._readable(row)]
        return f"AND({','.join(tests)})" if len(tests) > 1 else tests[0]

    def _readable(self, row: int) -> list[str]:
        """Returns the tests that counts, deduction and 致命错误 hold what they may hold.

        A word among them would count as nothing.
        """
        tests = []
        counted = [place for place, node in self.form.marked if node.count and node.scored]
        if counted:
            counts: list[str] = []
            for first, last in runs(sorted(counted)):
                counts += self.readings.are_counts(span(first, last, row))
            tests.append(f"{'+'.join(counts)}={len(counted)}")
        if self.scheme.error_deduction:
            tests.append(
                may_be_deducted(self.scheme.error_deduction, self._at("error_deduction", row))
            )
        if self.form.has("fatal"):
            tests.append(f"NOT({self.readings.unclear(self._at('fatal', row))})")
        return tests

    def _marked(self, row: int) -> str:
        """Returns the test that every mark of a row is allowed; 不适用 is where it may be."""
        if not self.marks:
            return f'{self._at("recording", row)}<>""'
        counts, wanted = [], 0
        may_be_blank = self.scheme.sheet.blank != "missing"
        for marks, places in self.marks:
            wanted += len(places)
            for first, last in runs(sorted(places)):
                cells = span(first, last, row)
                counts += self.readings.allowed(marks, cells)
                if may_be_blank:
                    counts.append(f"COUNTBLANK({cells})")
        complete = f"{'+'.join(counts)}={wanted}"
        # Where empty cells are marks, a row begins with its recording.
        return f'AND({self._at("recording", row)}<>"",{complete})' if may_be_blank else complete

    def _final(self, row: int) -> str:
        raw, after = self._at("raw", row), self._after_deduction(row)
        return f'=IF({raw}="","",{self._rounded(self._after_fatal(row, after))})'

    def _after_deduction(self, row: int) -> str:
        raw = self._at("raw", row)
        if self.scheme.error_deduction:
            return f"{raw}-N({self._at('error_deduction', row)})"
        return raw

    def _rounded(self, score: str) -> str:
        least, digits = self.scheme.score.least_final, self.scheme.score.decimals
        if self.scheme.score.rounding == "down":
            score = f"ROUND({score},{_NOISE_DIGITS})"
        if least:
            return f"{self._round}(MAX({plain(least)},{score}),{digits})"
        return f"MAX(0,{self._round}({score},{digits}))"

    @property
    def _round(self) -> str:
        return "ROUNDDOWN" if self.scheme.score.rounding == "down" else "ROUND"

    def _after_fatal(self, row: int, after: str) -> str:
        """Returns the score after the error deduction, under the harshest effect of the codes."""
        fatal = self.scheme.fatal
        if fatal is None:
            return after
        usual, by_effect = Effect(fatal.effect, fatal.cap), codes_by_effect(fatal)
        if not changes_scores(fatal):
            return after
        result = usual.on(after)
        typed = self._at("error_codes", row)
        for effect, codes in by_effect.items():
            # The last test is the outermost one, so the harshest effect wins.
            if len(by_effect) > 1 or effect != usual:
                result = f"IF({self.readings.names_any(typed, codes)},{effect.on(after)},{result})"
        return f"IF({self.readings.yes(self._at('fatal', row))},{result},{after})"

    def _band(self, row: int) -> str:
        bands, fatal = self.scheme.bands, self.scheme.fatal
        assert bands is not None
        raw = self._at("raw", row)
        if not self.form.has("final"):
            return f'=IF({raw}="","",{self._name_of_band(raw)})'
        final = self._at("final", row)
        if bands.score == "final":
            return f'=IF({final}="","",{self._name_of_band(final)})'
        if fatal is None or not changes_scores(fatal):
            return f'=IF({raw}="","",{self._name_of_band(raw)})'
        # Only a fatal error makes the final score lower than the deduction alone: its band counts.
        changed = f"{final}<{self._rounded(self._after_deduction(row))}"
        name = f"IF({changed},{self._name_of_band(final)},{self._name_of_band(raw)})"
        return f'=IF({raw}="","",{name})'

    def _name_of_band(self, score: str) -> str:
        bands = self.scheme.bands
        assert bands is not None
        # The first band that holds wins, so it must be the outermost test.
        text = '""'
        for band in reversed(bands.bands):
            name = quoted(band.name.say(self.language))
            text = f"IF({_band_test(band, score)},{name},{text})"
        return text


@dataclass(frozen=True)
class Effect:
    """What a fatal error does to the score after the error deduction."""

    effect: str
    cap: Decimal | None

    def on(self, score: str) -> str:
        """Returns the formula text of a score under the effect."""
        if self.effect == "zero":
            return "0"
        if self.effect == "cap":
            assert self.cap is not None, "the config check demands a cap"
            return f"MIN({score},{self.cap:f})"
        return score


def changes_scores(fatal: Fatal) -> bool:
    """Returns whether any fatal error can change a score: all effects "flag" change none."""
    effects = {fatal.effect, *(code.effect for code in fatal.codes if code.effect)}
    return effects != {"flag"}


def codes_by_effect(fatal: Fatal) -> dict[Effect, tuple[str, ...]]:
    """Returns the codes of each effect, the mildest first: flag, falling caps, zero."""
    groups: dict[Effect, list[str]] = {}
    for code in fatal.codes:
        effect = code.effect or fatal.effect
        cap = None
        if effect == "cap":
            cap = fatal.cap if code.cap is None else code.cap
        groups.setdefault(Effect(effect, cap), []).append(code.id)
    return {effect: tuple(groups[effect]) for effect in sorted(groups, key=_harshness)}


def _harshness(effect: Effect) -> tuple[int, Decimal]:
    order = {"flag": 0, "cap": 1, "zero": 2}
    return order[effect.effect], -(effect.cap or Decimal(0))


def _band_test(band: Band, score: str) -> str:
    edges = ((">", band.above), (">=", band.from_), ("<", band.below), ("<=", band.to))
    tests = [f"{score}{sign}{edge:f}" for sign, edge in edges if edge is not None]
    if len(tests) > 1:
        return f"AND({','.join(tests)})"
    return tests[0] if tests else "TRUE"


def deduction_formula(form: ScoreForm, vocabulary: Vocabulary) -> RowFormula:
    """Returns the maker of the formula for the deduction of one row of 违规登记.

    Columns 2 to 5 of the list qa_clauses are points (negative for a bonus), factor of 加重 (text
    where the clause has none), times that count at most, and points at most. A row that intake
    refuses for its clause, 次数 or 加重 takes off nothing that could be summed: it is empty.
    """
    clause, times, grave = (letters(form.index(key)) for key in ("clause", "times", "aggravated"))
    readings = Readings(vocabulary)

    def deduction(row: int) -> str:
        # A bonus has negative points: its size is limited first, and its sign comes back last.
        of_clause = f"VLOOKUP({clause}{row},qa_clauses,{{column}},FALSE)"
        points, factor, most_times, most = (of_clause.format(column=n) for n in (2, 3, 4, 5))
        counted = f"MIN({readings.times(f'{times}{row}')},{most_times})"
        answer = f"{grave}{row}"
        factor = f"IF({readings.yes(answer)},{factor},IF({readings.unclear(answer)},NA(),1))"
        signed = f"SIGN({points})*MIN(ABS({points})*{counted}*{factor},{most})"
        # VLOOKUP takes "?" and "*" for any signs.
        known = f"SUMPRODUCT(--(qa_clause_names={clause}{row}))>0"
        return f'=IFERROR(IF({known},{signed},""),"")'

    return deduction
