"""Decides how marks are read and scored: by the totals that the sheet prints, else by asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qa_workbook.adopt.asking import Asked, question
from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.marking import Marking
from qa_workbook.adopt.proposal import Answer
from qa_workbook.adopt.trials import BLANKS, Blank, Reading, Trial, Trials
from qa_workbook.adopt.ways import HUNDRED, NAMES, Way, WayName
from qa_workbook.config.base import Text
from qa_workbook.forms.text_cells import blank
from qa_workbook.numbers import plain

_RANK_READS, _RANK_FULL, _RANK_SCORE, _RANK_NA, _RANK_BLANK = 15, 30, 40, 55, 60
_FEW_BLANKS, _MOSTLY_NOTHING, _ENOUGH = Decimal("0.05"), Decimal("0.6"), Decimal("0.8")
_IN_WORDS = ("yes_no", "grades", "words")


# --- full marks ----------------------------------------------------------------------------------


def full_choices(
    items: Sequence[FoundItem], marking: Sequence[Marking], marks: MarkWords
) -> list[tuple[Decimal | None, ...]]:
    """Returns the full marks that items may have: as stated, else as weighted, or as seen."""
    usual = marks.words.full_marks
    greatest = [max(map(abs, one.numbers), default=Decimal(0)) for one in marking]
    numeric = [g for g, one in zip(greatest, marking, strict=True) if one.kind == "number"]
    most = max(numeric, default=Decimal(0))
    common = next((one for one in usual if one >= most), most) or Decimal(1)
    found: list[tuple[Decimal | None, ...]] = []
    for option in ("own", "common", "hundred", "weight", "none"):
        fulls = tuple(
            _full(item, one, option, own, common)
            for item, one, own in zip(items, marking, greatest, strict=True)
        )
        if fulls not in found:
            found.append(fulls)
    return found


def _full(
    item: FoundItem, one: Marking, option: str, own: Decimal, common: Decimal
) -> Decimal | None:
    if item.full:
        return item.full
    if one.kind in _IN_WORDS:
        return Decimal(1) if one.kind == "yes_no" else HUNDRED
    if one.kind == "percent":
        return HUNDRED
    if one.kind == "deduction":
        return item.weight if option == "weight" and item.weight else None
    fits = item.weight is not None and own <= item.weight
    weighted = item.weight if fits else common
    choices = {"own": own or common, "common": common, "hundred": HUNDRED, "weight": weighted}
    return choices.get(option)


def settle_fulls(
    kind: Kind,
    items: Sequence[FoundItem],
    marking: Sequence[Marking],
    found: Sequence[Trial],
    reading: Reading,
    asked: Asked,
) -> Reading:
    """Returns a reading with the full marks of all items; those that nothing states are asked."""
    lacking = [
        place
        for place, (item, one) in enumerate(zip(items, marking, strict=True))
        if not item.full and one.kind == "number" and not reading.deducted[place]
    ]
    if not lacking:
        return reading
    if not any(marking[place].numbers for place in lacking):
        return _ask_blank_fulls(kind, items, lacking, reading, asked)
    proposed = _proposed_fulls(found, reading)
    sure = bool(found) and found[0].way.holds and found[0].way.name != "sum"
    own = "/".join(plain(one) for one in _picked(proposed, lacking))
    offered = [Answer(own, _listed(items, lacking, proposed))]
    names = "、".join(items[place].name for place in lacking)
    wanted = {items[place].heading for place in lacking}
    about = kind.about_items(lambda item: item.heading in wanted)
    asks = question(
        "full",
        "full",
        offered,
        kind="numbers",
        proposed=own,
        about=about,
        why="full.agreed" if sure else "full.why",
        items=names,
    )
    return _with_fulls(reading, lacking, asked.ask(_RANK_FULL, asks))


def _with_fulls(reading: Reading, places: Sequence[int], answer: str) -> Reading:
    amounts = [Decimal(one) for one in answer.split("/")]
    if len(amounts) != len(places):
        amounts = [amounts[0]] * len(places)
    fulls = list(reading.fulls)
    for place, amount in zip(places, amounts, strict=True):
        fulls[place] = amount if amount > 0 else HUNDRED
    return replace(reading, fulls=tuple(fulls))


def _ask_blank_fulls(
    kind: Kind, items: Sequence[FoundItem], lacking: Sequence[int], reading: Reading, asked: Asked
) -> Reading:
    """Full marks of a sheet that nobody has filled in: nothing shows them, none is proposed."""
    each = [Answer(one, Text(zh=f"每项 {one} 分", en=f"{one} each")) for one in ("5", "10", "100")]
    wanted = {items[place].heading for place in lacking}
    names = "、".join(items[place].name for place in lacking)
    about = kind.about_items(lambda item: item.heading in wanted)
    asks = question(
        "full", "full", each, kind="numbers", about=about, why="full.blank", items=names
    )
    return _with_fulls(reading, lacking, asked.ask(_RANK_FULL, asks) or each[-1].id)


def _proposed_fulls(found: Sequence[Trial], reading: Reading) -> tuple[Decimal | None, ...]:
    """Those that the totals bear out; where these are plain sums, the ones that make a hundred."""
    holding = [trial for trial in found if trial.way.holds]
    if holding and holding[0].way.name != "sum":
        return holding[0].reading.fulls
    for trial in holding:
        if sum(full or Decimal(0) for full in trial.reading.fulls) == HUNDRED:
            return trial.reading.fulls
    return reading.fulls


def _picked(fulls: Sequence[Decimal | None], places: Sequence[int]) -> list[Decimal]:
    return [fulls[place] or HUNDRED for place in places]


def _listed(
    items: Sequence[FoundItem], places: Sequence[int], fulls: Sequence[Decimal | None]
) -> Text:
    amounts = _picked(fulls, places)
    if len(set(amounts)) == 1:
        return Text(zh=f"每项 {plain(amounts[0])} 分", en=f"{plain(amounts[0])} each")
    said = [f"{items[p].name} {plain(a)}" for p, a in zip(places, amounts, strict=True)]
    listed = "，".join(said)[:300]
    return Text(zh=listed, en=listed)


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
    found = {trial.way.name: trial.way for trial in reversed(trials.best([reading]))}
    holding = [found[name] for name in NAMES if name in found and found[name].holds]
    same = len({row.total for row in trials.rows}) == 1
    if trials.rows and (not holding or (same and holding[0].name != "sum")):
        less = trials.without_one(reading)
        if less:
            return _ask_unscored(kind, items, less[0].way, asked)
    possible = _possible(reading)
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


# --- empty cells and what doesn't apply ----------------------------------------------------------


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
