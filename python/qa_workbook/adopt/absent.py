"""Marks that aren't there: empty cells, and items that don't apply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from qa_workbook.adopt.asking import Asked, question
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.marking import Marking
from qa_workbook.adopt.trials import BLANKS, Blank, Reading, Trials
from qa_workbook.adopt.ways import WayName
from qa_workbook.forms.text_cells import blank

_RANK_NA, _RANK_BLANK = 55, 60
_FEW_BLANKS = Decimal("0.05")


def settle_blank(
    kind: Kind,
    marking: Sequence[Marking],
    trials: Trials,
    reading: Reading,
    way: WayName,
    asked: Asked,
) -> Reading:
    """Returns the reading with what an empty cell among marks means; asked where there are some."""
    count = sum(one.blanks for one in marking) if way != "base" else 0
    cells = sum(1 for item in kind.items for _ in item.marks.values)
    if not count:
        return reading
    deducted = any(reading.deducted)
    bearing = [] if _only_counts(reading) else _bearing(trials, reading, way)
    bearing = bearing if not deducted or reading.blank == "missing" else []
    evident = bearing[0] if len(bearing) == 1 else ""
    if deducted:
        evident = "full"
    elif not evident and count <= _FEW_BLANKS * cells:
        evident = "missing"
    about = kind.about_marks(blank)
    offered: list[str] = [one for one in BLANKS if not (deducted and one == "zero")]
    asks = question(
        "blank",
        "blank",
        offered,
        proposed=evident,
        about=about,
        why="blank.agreed" if len(bearing) == 1 else "blank.why",
        count=count,
    )
    answer = asked.ask(_RANK_BLANK, asks)
    rule: Blank = next((one for one in BLANKS if one == answer), "missing")
    return replace(reading, blank=rule)


def _only_counts(reading: Reading) -> bool:
    """Whether totals count what was passed, each item one: nobody counts an empty cell, whatever
    it means, so such totals bear nothing out.
    """
    return all(full in (None, 1) for full in reading.fulls)


def _bearing(trials: Trials, reading: Reading, way: WayName) -> list[Blank]:
    """What empty cells may mean so that all totals agree, beyond those of rows without any."""
    found: list[Blank] = []
    least = _agreed(trials, replace(reading, blank="missing"), way)
    for rule in ("full", "zero", "not_applicable"):
        tried = trials.best(_spreads(replace(reading, blank=rule)), [way])
        if tried and tried[0].way.holds and tried[0].way.agreed > least:
            found.append(rule)
    return found


def _spreads(reading: Reading) -> list[Reading]:
    """A reading with the weight of what doesn't apply spread over all, and within groups."""
    return [reading, replace(reading, grouped=True)]


def _agreed(trials: Trials, reading: Reading, way: WayName) -> int:
    tried = trials.best([reading], [way])
    return tried[0].way.agreed if tried else 0


def settle_inapplicable(
    kind: Kind,
    marking: Sequence[Marking],
    trials: Trials,
    reading: Reading,
    way: WayName,
    asked: Asked,
) -> str:
    """Returns what 不适用 does to the score: asked wherever it is seen, the totals only told.

    Where items stand in groups, the weight may go to all others or to those of the group.
    """
    count = sum(one.inapplicable for one in marking)
    if not count and reading.blank != "not_applicable":
        return ""
    count = count or sum(one.blanks for one in marking)
    rules = _rules(reading, grouped=_is_grouped(kind))
    bearing = _with_all_totals(trials, reading, way, rules)
    offered = [*bearing, *(name for name in (*rules, "refuse") if name not in bearing)]
    about = kind.about_marks(trials.marks.is_inapplicable)
    asks = question(
        "not_applicable",
        "not_applicable",
        offered,
        about=about,
        why=f"not_applicable.{bearing[0]}_agrees" if len(bearing) == 1 else "not_applicable.why",
        count=count,
    )
    return asked.ask(_RANK_NA, asks)


def _is_grouped(kind: Kind) -> bool:
    """Whether several groups have items, and one of them several."""
    times = Counter(item.group[:1] for item in kind.items if item.group)
    apart = len(times) + any(not item.group for item in kind.items)
    return apart > 1 and max(times.values()) > 1


def _rules(reading: Reading, *, grouped: bool) -> dict[str, Reading]:
    """What items that don't apply may do to the score."""
    empty: Blank = "full" if reading.blank == "not_applicable" else reading.blank
    rules = {"respread": replace(reading, inapplicable="left_out")}
    if grouped:
        rules["respread_group"] = replace(reading, inapplicable="left_out", grouped=True)
    return rules | {"full": replace(reading, inapplicable="full", blank=empty)}


def _with_all_totals(
    trials: Trials, reading: Reading, way: WayName, rules: Mapping[str, Reading]
) -> list[str]:
    """The rules that give all totals, those of recordings with such items among them."""
    without: Blank = "missing" if reading.blank == "not_applicable" else reading.blank
    least = _agreed(trials, replace(reading, blank=without), way)
    tried = {name: trials.best([one], [way])[:1] for name, one in rules.items()}
    return [
        name
        for name, best in tried.items()
        if best and best[0].way.holds and best[0].way.agreed > least
    ]
