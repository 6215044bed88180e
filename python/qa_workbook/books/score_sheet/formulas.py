"""The live formulas of a wide score sheet: raw score, final score and band of a row.

They follow the same rules as `qa_workbook.scoring` (docs/schemes.md); tests compare both in a real spreadsheet program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from qa_workbook.books.score_sheet.terms import Cells, Linear, number, runs, span
from qa_workbook.books.score_sheet.tree import Part, ScoreTree
from qa_workbook.books.score_sheet.words import listed_marks
from qa_workbook.forms.score_form import NOT_APPLICABLE, YES, Columns
from qa_workbook.numbers import half_up, plain
from qa_workbook.scheme.model import Band, Fatal, Indicator, Scheme

LONGEST_FORMULA = 8000  # Excel takes 8,192 characters
_NOISE_DIGITS = 9  # beyond every score's places and far above the noise of binary fractions


@dataclass(frozen=True)
class ScoreFormulas:
    """Formulas of the computed columns of one sheet, and their values for rows that are already filled in."""

    scheme: Scheme
    columns: Columns
    language: str

    @cached_property
    def _root(self) -> Part:
        return ScoreTree(self.scheme, self.columns).root()

    @cached_property
    def _marks(self) -> dict[int, Indicator]:
        return {place: node for place, node in self.columns.indicators if not node.count}

    def _excusable(self, place: int) -> bool:
        return self.scheme.not_applicable_rule(self._marks[place]) != "refuse"

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
            rounded = (
                f"ROUND({points},{digits})"
                if exact
                else f"ROUND(ROUND({points},{_NOISE_DIGITS}),{digits})"
            )
            complete = self._complete(row)
            if root.applicable:
                complete = f"AND({complete},{root.applicable.excel(row)})"
            return f'=IF({complete},{rounded},"")'

        return raw

    def _complete(self, row: int) -> str:
        """Returns the test that every mark of a row is an allowed one, or 不适用 where that is allowed."""
        if not self._marks:
            return f'{self._at("recording", row)}<>""'
        return f"{'+'.join(self._counts(row))}={len(self._marks)}"

    def _counts(self, row: int) -> list[str]:
        """Returns how many marks are allowed ones, per scale and unbroken run of columns."""
        counts = []
        for (key, excusable), places in self._by_scale().items():
            scale = self.scheme.scales[key]
            listed = [
                *(plain(mark) for mark in listed_marks(scale)),
                *([f'"{NOT_APPLICABLE}"'] if excusable else []),
            ]
            for first, last in runs(places):
                cells = span(first, last, row)
                if listed_marks(scale):
                    counts.append(
                        f"SUMPRODUCT(--ISNUMBER(MATCH({cells},{{{','.join(listed)}}},0)))"
                    )
                    continue
                counts.append(
                    f'COUNTIFS({cells},">="&{plain(scale.lowest)},{cells},"<="&{plain(scale.full)})'
                )
                counts += [f'COUNTIF({cells},"{NOT_APPLICABLE}")'] if excusable else []
        return counts

    def _by_scale(self) -> dict[tuple[str, bool], tuple[int, ...]]:
        groups: dict[tuple[str, bool], tuple[int, ...]] = {}
        for place, node in self._marks.items():
            key = (node.scale or "", self._excusable(place))
            groups[key] = (*groups.get(key, ()), place)
        return groups

    def _final(self, row: int) -> str:
        raw, digits = self._at("raw", row), self.scheme.score.decimals
        after = (
            f"{raw}-N({self._at('error_deduction', row)})" if self.scheme.error_deduction else raw
        )
        text = self._after_fatal(row, after)
        return f'=IF({raw}="","",MAX(0,ROUND({text},{digits})))'

    def _after_fatal(self, row: int, after: str) -> str:
        fatal = self.scheme.fatal
        if fatal is None or {fatal.effect, *(effect.effect for effect, _ in effects(fatal))} == {
            "flag"
        }:
            return after
        result = _effect_text(usual := Effect(fatal.effect, fatal.cap), after)
        typed = self._at("error_codes", row)
        for effect, codes in effects(fatal):
            if len(effects(fatal)) > 1 or effect != usual:
                result = f"IF({_holds_any(typed, codes)},{_effect_text(effect, after)},{result})"
        return f'IF({self._at("fatal", row)}="{YES}",{result},{after})'

    def _band(self, row: int) -> str:
        bands = self.scheme.bands
        assert bands is not None
        score = self._at(
            "final" if bands.score == "final" and self.columns.index("final") else "raw", row
        )
        text = '""'
        for band in reversed(bands.bands):
            text = f"IF({_band_test(band, score)},{_quoted(band.name.say(self.language))},{text})"
        return f'=IF({score}="","",{text})'

    def values(self, cells: Cells) -> Mapping[str, object]:
        """Returns the results that the formulas of a row will have: "" where it is not completely marked."""
        root = self._root
        if not self._ready(cells) or (root.applicable and not root.applicable.value(cells)):
            return {"raw": "", "final": "", "band": ""}
        raw = half_up(root.points.value(cells), self.scheme.score.decimals)
        final = self._final_value(raw, cells)
        return {"raw": raw, "final": final, "band": self._band_value(raw, final)}

    def _ready(self, cells: Cells) -> bool:
        if not self._marks:
            return bool(cells.get(self.columns.index("recording") or 0))
        return all(
            self._allowed(node, number(cells.get(place)))
            or (cells.get(place) == NOT_APPLICABLE and self._excusable(place))
            for place, node in self._marks.items()
        )

    def _allowed(self, node: Indicator, mark: Fraction | None) -> bool:
        scale = self.scheme.scale_of(node)
        if mark is None or not listed_marks(scale):
            return mark is not None and scale.lowest <= mark <= scale.full
        return mark in scale.allowed

    def _final_value(self, raw: Decimal, cells: Cells) -> Decimal:
        place = self.columns.index("error_deduction")
        off = number(cells.get(place)) if place is not None else None
        final = half_up(Fraction(raw) - (off or 0), self.scheme.score.decimals)
        fatal, said = self.scheme.fatal, self.columns.index("fatal")
        if fatal and said is not None and cells.get(said) == YES:
            typed = str(cells.get(self.columns.index("error_codes") or 0) or "").translate(
                _SEPARATORS
            )
            chosen = Effect(fatal.effect, fatal.cap)
            for effect, codes in effects(fatal):
                if {code.casefold() for code in codes} & set(typed.casefold().split(";")):
                    chosen = effect
            final = chosen.on(final)
        return max(Decimal(0), final)

    def _band_value(self, raw: Decimal, final: Decimal) -> str:
        bands = self.scheme.bands
        score = final if bands and bands.score == "final" else raw
        return (
            next((band.name.say(self.language) for band in bands.bands if band.holds(score)), "")
            if bands
            else ""
        )


_SEPARATOR_SIGNS = "；,，、/ "
_SEPARATORS = str.maketrans(dict.fromkeys(_SEPARATOR_SIGNS, ";"))


@dataclass(frozen=True)
class Effect:
    """What a fatal error does to the score after the error deduction."""

    effect: str
    cap: Decimal | None

    def on(self, score: Decimal) -> Decimal:
        """Returns the score under the effect."""
        if self.effect == "zero":
            return Decimal(0)
        return min(score, self.cap) if self.effect == "cap" and self.cap is not None else score


def effects(fatal: Fatal) -> list[tuple[Effect, tuple[str, ...]]]:
    """Returns each effect with its codes, the mildest first: flag, caps falling, zero."""
    groups: dict[Effect, list[str]] = {}
    for code in fatal.codes:
        effect = code.effect or fatal.effect
        cap = (code.cap if code.cap is not None else fatal.cap) if effect == "cap" else None
        groups.setdefault(Effect(effect, cap), []).append(code.id)
    harshness = {"flag": 0, "cap": 1, "zero": 2}
    ordered = sorted(
        groups, key=lambda found: (harshness[found.effect], -(found.cap or Decimal(0)))
    )
    return [(found, tuple(groups[found])) for found in ordered]


def _effect_text(effect: Effect, after: str) -> str:
    if effect.effect == "zero":
        return "0"
    return f"MIN({after},{effect.cap:f})" if effect.effect == "cap" else after


def _holds_any(cell: str, codes: tuple[str, ...]) -> str:
    """Returns the test that `cell` names one of `codes`, between any of the separators that a person may type."""
    text = cell
    for sign in _SEPARATOR_SIGNS:
        text = f'SUBSTITUTE({text},"{sign}",";")'
    wanted = ",".join(f'";{code};"' for code in codes)
    return f'SUMPRODUCT(--ISNUMBER(SEARCH({{{wanted}}},";"&{text}&";")))>0'


def _band_test(band: Band, score: str) -> str:
    edges = ((">", band.above), (">=", band.from_), ("<", band.below), ("<=", band.to))
    tests = [f"{score}{sign}{edge:f}" for sign, edge in edges if edge is not None]
    return f"AND({','.join(tests)})" if len(tests) > 1 else "".join(tests) or "TRUE"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
