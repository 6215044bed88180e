"""Marks that aren't there: empty cells, and items that don't apply."""

from __future__ import annotations

from collections.abc import Sequence
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
    bearing = _bearing(trials, reading, way) if not deducted or reading.blank == "missing" else []
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


def _bearing(trials: Trials, reading: Reading, way: WayName) -> list[Blank]:
    """What empty cells may mean so that all totals agree, beyond those of rows without any."""
    found: list[Blank] = []
    least = _agreed(trials, replace(reading, blank="missing"), way)
    for rule in ("full", "zero", "not_applicable"):
        tried = trials.best([replace(reading, blank=rule)], [way])
        if tried and tried[0].way.holds and tried[0].way.agreed > least:
            found.append(rule)
    return found


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
    """Returns what 不适用 does to the score: asked wherever it is seen, the totals only told."""
    count = sum(one.inapplicable for one in marking)
    if not count and reading.blank != "not_applicable":
        return ""
    count = count or sum(one.blanks for one in marking)
    least = _agreed(trials, reading, way)
    names = {"left_out": "respread", "full": "full"}
    bearing = [
        names[rule]
        for rule in ("left_out", "full")
        if _agreed(trials, replace(reading, inapplicable=rule), way) > least
    ]
    about = kind.about_marks(trials.marks.is_inapplicable)
    asks = question(
        "not_applicable",
        "not_applicable",
        ["respread", "full", "refuse"],
        about=about,
        why=f"not_applicable.{bearing[0]}_agrees" if len(bearing) == 1 else "not_applicable.why",
        count=count,
    )
    return asked.ask(_RANK_NA, asks)
