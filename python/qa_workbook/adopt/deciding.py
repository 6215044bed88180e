"""Decides how marks are read and scored: by the totals that the sheet prints, else by asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qa_workbook.adopt.asking import Asked, question
from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.marking import Marking
from qa_workbook.adopt.trials import Reading, Trial, Trials
from qa_workbook.adopt.ways import HUNDRED, NAMES, Way, WayName
from qa_workbook.forms.text_cells import blank

_RANK_READS, _RANK_SCORE = 15, 40
_MOSTLY_NOTHING, _ENOUGH = Decimal("0.6"), Decimal("0.8")


# --- marks or deductions -------------------------------------------------------------------------


def settle_reads(
    kind: Kind, marking: Sequence[Marking], found: Sequence[Trial], usual: Reading, asked: Asked
) -> Reading:
    """Returns the reading that the totals bear out; without totals it is asked whether numbers that
    are mostly 0 were given or taken off.
    """
    if found and _enough(found[0].way):
        return found[0].reading
    numbers = [place for place, one in enumerate(marking) if one.kind == "number"]
    stated = [place for place in numbers if usual.fulls[place]]
    if not numbers or len(stated) < len(numbers) or not _is_mostly_nothing(kind, numbers):
        return usual
    about = kind.about_marks(lambda value: not blank(value) and value not in (0, "0"))
    asks = question("reads", "reads", ["mark", "deduction"], about=about)
    if asked.ask(_RANK_READS, asks) != "deduction":
        return usual
    deducted = tuple(place in numbers or one for place, one in enumerate(usual.deducted))
    return replace(usual, deducted=deducted)


def _enough(way: Way) -> bool:
    return way.holds or (way.compared > 4 and way.agreed >= _ENOUGH * way.compared)


def _is_mostly_nothing(kind: Kind, places: Sequence[int]) -> bool:
    values = [value for place in places for value in kind.items[place].marks.values]
    nothing = [value for value in values if blank(value) or value in (0, "0")]
    return bool(values) and len(nothing) > _MOSTLY_NOTHING * len(values)


# --- the score -----------------------------------------------------------------------------------


def settle_way(
    kind: Kind, items: Sequence[FoundItem], trials: Trials, reading: Reading, asked: Asked
) -> tuple[Way, int]:
    """Returns the way to the score, and the item that is no part of it (-1 for none).

    Totals that one way gives decide; where none or several do, it is asked.
    """
    possible = _possible(reading)
    tried = trials.best([reading], possible)
    found = {trial.way.name: trial.way for trial in reversed(tried)}
    holding = [found[name] for name in NAMES if name in found and found[name].holds]
    same = len({row.total for row in trials.rows}) == 1
    if trials.rows and (not holding or (same and holding[0].name != "sum")):
        less = trials.without_one(reading)
        if less:
            return _ask_unscored(kind, items, less[0].way, asked)
    usual = _usual(reading, possible)
    alike = len(holding) == 1 or (holding and holding[0].name == usual)
    if holding and alike:
        return (next((w for w in holding if w.name == usual), holding[0])), -1
    if not trials.rows and _is_plain(reading, usual):
        return Way(usual, 0, 0), -1
    best = max(found.values(), key=lambda way: way.agreed, default=None)
    proposed = holding[0].name if holding else usual
    if best and not holding:
        proposed = best.name
    blocked = bool(trials.rows) and not holding and not (best and _enough(best))
    return _ask_score(kind, found, possible, "" if blocked else proposed, proposed, asked)


def _possible(reading: Reading) -> list[WayName]:
    if None in reading.fulls:
        return ["base"]
    fulls = [full or Decimal(0) for full in reading.fulls]
    names: list[WayName] = ["sum"]
    if None not in reading.weights:
        names.append("weighted")
    if sum(fulls) != HUNDRED and set(fulls) != {HUNDRED}:  # else it is the sum or the mean
        names.append("scaled")
    return names if set(fulls) == {Decimal(1)} else [*names, "mean"]


def _usual(reading: Reading, possible: Sequence[WayName]) -> WayName:
    """The way that most sheets of such marks go."""
    if "weighted" in possible:
        return "weighted"
    if possible == ["base"]:
        return "base"
    fulls = {full for full in reading.fulls if full is not None}
    if len(fulls) == 1 and fulls <= {Decimal(1), HUNDRED}:
        return "scaled" if fulls == {Decimal(1)} and "scaled" in possible else "mean"
    return "sum"


def _is_plain(reading: Reading, usual: WayName) -> bool:
    """Whether nothing but the usual way makes a score out of a hundred."""
    fulls = [full or Decimal(0) for full in reading.fulls]
    return usual in ("weighted", "base") or (usual == "sum" and sum(fulls) == HUNDRED)


def _ask_score(
    kind: Kind,
    found: dict[WayName, Way],
    possible: Sequence[WayName],
    proposed: str,
    stand_in: WayName,
    asked: Asked,
) -> tuple[Way, int]:
    compared = max((way.compared for way in found.values()), default=0)
    agreeing = max((way.agreed for way in found.values()), default=0)
    asks = question(
        "score",
        "score",
        possible,
        proposed=proposed,
        about=kind.about_items(),
        why="score.differs" if compared else "score.why",
        compared=compared,
        agreed=agreeing,
    )
    answer = asked.ask(_RANK_SCORE, asks) or stand_in
    name = next(name for name in NAMES if name == answer)
    return found.get(name, Way(name, 0, compared)), -1


def _ask_unscored(
    kind: Kind, items: Sequence[FoundItem], way: Way, asked: Asked
) -> tuple[Way, int]:
    item = items[way.without]
    asks = question(
        "unscored",
        "unscored",
        ["unscored", "scored"],
        proposed="unscored",
        about=kind.about_items(lambda one: one.heading == item.heading),
        item=item.name,
        compared=way.compared,
    )
    answer = asked.ask(_RANK_SCORE, asks)
    return way, way.without if answer == "unscored" else -1
