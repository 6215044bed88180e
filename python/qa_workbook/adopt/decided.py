"""What is decided of a kind of sheets: how marks are read, and how they become the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qa_workbook.adopt.absent import settle_blank, settle_inapplicable
from qa_workbook.adopt.asking import Asked
from qa_workbook.adopt.deciding import settle_reads, settle_way
from qa_workbook.adopt.fits import Fit, with_full_marks
from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.full_marks import full_choices, settle_fulls
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.marking import Marking, marked_rows, markings
from qa_workbook.adopt.off import Effects, effects_of, no_effects
from qa_workbook.adopt.opinions import settle_opinions
from qa_workbook.adopt.trials import BLANKS, Blank, Reading, Row, Trial, Trials, readings
from qa_workbook.adopt.values import number_of, percent_of
from qa_workbook.adopt.ways import WayName
from qa_workbook.adopt.word_scales import WordScale, settle_words, words_of_scheme, yes_is_good
from qa_workbook.grids.grid import CellValue


@dataclass(frozen=True)
class Decided:
    """All that is decided of the marks of a kind.

    `scales` are the words of each item that is marked in words, None for numbers. `way` says how
    the score is made; `unscored` are items that are no part of it. `agreed` of `compared` printed
    totals are those that it gives.
    """

    items: tuple[FoundItem, ...]
    markings: tuple[Marking, ...]
    scales: tuple[WordScale | None, ...]
    reading: Reading
    way: WayName
    effects: Effects
    inapplicable: str = ""
    unscored: frozenset[int] = field(default_factory=frozenset)
    agreed: int = 0
    compared: int = 0


def decide(kind: Kind, marks: MarkWords, asked: Asked) -> Decided:
    """Returns how the marks of a kind are read and scored, asking what can't be known."""
    items = settle_opinions(kind, asked)
    used = marked_rows(items, kind.recordings)
    marking = markings(items, marks, used, kind.first.form.ticks)
    scales = settle_words(kind, marking, marks, asked)
    effects = effects_of(kind, marks, asked)
    every = readings_of(items, marking, marks)
    rows = _rows(kind, items, used, effects)
    trials, found = best_of(_trials(items, marking, marks, scales, rows), every)
    holds = bool(found) and found[0].way.holds
    if not holds and not yes_is_good(kind, items, marking, marks, asked):
        scales = settle_words(kind, marking, marks, asked, False)
        trials, found = best_of(_trials(items, marking, marks, scales, rows), every)
    reading = settle_reads(kind, marking, found, every[0], asked)
    reading = settle_fulls(kind, items, marking, found, reading, asked)
    way, without = settle_way(kind, items, trials, reading, asked)
    reading = settle_blank(kind, marking, trials, reading, way.name, asked)
    rule = settle_inapplicable(kind, marking, trials, reading, way.name, asked)
    return Decided(
        items=tuple(items),
        markings=tuple(marking),
        scales=tuple(scales),
        reading=reading,
        way=way.name,
        effects=effects,
        inapplicable=rule,
        unscored=frozenset([without] if without >= 0 else []),
        agreed=way.agreed,
        compared=way.compared,
    )


def decide_for(kind: Kind, fit: Fit, marks: MarkWords, asked: Asked) -> Decided:
    """Returns how the marks of a kind are read whose scheme is there already: all that belongs to
    the score is said there.
    """
    items = with_full_marks(settle_opinions(kind, asked), fit)
    used = marked_rows(items, kind.recordings)
    marking = markings(items, marks, used, kind.first.form.ticks)
    scales = words_of_scheme(fit, marking, marks)
    effects = no_effects(kind)
    rows = _rows(kind, items, used, effects)
    every = readings_of(items, marking, marks)
    trials, found = best_of(_trials(items, marking, marks, scales, rows), every)
    reading = settle_reads(kind, marking, found, every[0], asked)
    if fit.scheme.sheet.blank == "missing":
        reading = settle_blank(kind, marking, trials, reading, "scaled", asked)
    return Decided(
        items=tuple(items),
        markings=tuple(marking),
        scales=tuple(scales),
        reading=reading,
        way="weighted",
        effects=effects,
    )


def readings_of(
    items: Sequence[FoundItem], marking: Sequence[Marking], marks: MarkWords
) -> list[Reading]:
    """All readings that the sheet allows, the most plausible first."""
    said = tuple(one.kind == "deduction" for one in marking)
    numbers = tuple(one.kind in ("deduction", "number") for one in marking)
    taken = [said] if said == numbers else [said, numbers]
    blanks: list[Blank] = ["missing"]
    if any(one.blanks for one in marking):
        blanks = list(BLANKS) if not any(said) else ["full", "missing", "not_applicable"]
    fulls = full_choices(items, marking, marks)
    weights = tuple(item.weight for item in items)
    return readings(fulls, [weights], taken, blanks)


def _trials(
    items: Sequence[FoundItem],
    marking: Sequence[Marking],
    marks: MarkWords,
    scales: Sequence[WordScale | None],
    several: Sequence[Sequence[Row]],
) -> list[Trials]:
    worth = [dict(scale.worth) if scale else {} for scale in scales]
    return [Trials(items, marking, marks, worth, rows) for rows in several]


def best_of(several: Sequence[Trials], every: Sequence[Reading]) -> tuple[Trials, list[Trial]]:
    """Returns the trials of the column of totals that some reading gives, else of the first."""
    found = [(trials, trials.best(every)) for trials in several]
    holding = [one for one in found if one[1] and one[1][0].way.holds]
    return (holding or found)[0]


def _rows(
    kind: Kind, items: Sequence[FoundItem], used: Sequence[bool], effects: Effects
) -> list[list[Row]]:
    """The recordings that print a total and have no fatal error, for each column of totals: first
    the surest and fullest, at last none.
    """
    columns = [
        (total.sure, sum(one is not None for one in amounts), amounts)
        for total in kind.totals
        if total.total.kind in ("score", "marks") and len(total.cells.values) == kind.recordings
        for amounts in [_amounts(total.cells.values)]
    ]
    ordered = sorted(columns, key=lambda column: (-column[0], -column[1]))
    found = [_rows_of(items, used, effects, amounts) for _, _, amounts in ordered]
    sure = [rows for rows, (is_sure, _, _) in zip(found, ordered, strict=True) if is_sure]
    unsure = [rows for rows, (is_sure, _, _) in zip(found, ordered, strict=True) if not is_sure]
    return [*sure, *([] if sure else [[]]), *unsure]


def _rows_of(
    items: Sequence[FoundItem],
    used: Sequence[bool],
    effects: Effects,
    totals: Sequence[Decimal | None],
) -> list[Row]:
    found = []
    for row, total in enumerate(totals):
        if total is not None and used[row] and not effects.fatal[row]:
            values = tuple(item.marks.values[row] for item in items)
            found.append(Row(values, effects.off[row], total))
    return found


def _amounts(values: Sequence[CellValue]) -> list[Decimal | None]:
    """Printed totals as numbers; fractions of a percent column as percents."""
    numbers = [number_of(v) if percent_of(v) is None else percent_of(v) for v in values]
    said = [number for number in numbers if number is not None]
    is_fraction = bool(said) and max(said) <= 1 < len(said)
    return [n * 100 if n is not None and is_fraction else n for n in numbers]
