"""Full marks of items: as the sheet states them, as its totals bear out, else as they are asked."""

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
from qa_workbook.adopt.trials import Reading, Trial
from qa_workbook.adopt.ways import HUNDRED
from qa_workbook.config.base import Text
from qa_workbook.numbers import plain

_RANK_FULL = 30
_IN_WORDS = ("yes_no", "grades", "words")


def full_choices(
    items: Sequence[FoundItem], marking: Sequence[Marking], marks: MarkWords
) -> list[tuple[Decimal | None, ...]]:
    """Returns the full marks that items may have: as stated, else as weighted, or as seen."""
    usual = marks.words.full_marks
    greatest = [_greatest(one) for one in marking]
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


def is_signed(one: Marking) -> bool:
    """Returns whether some marks are added and others taken off: 加减分 with +2 and −3."""
    return bool(one.numbers) and min(one.numbers) < 0 < max(one.numbers)


def _greatest(one: Marking) -> Decimal:
    """The greatest number of an item; what is added or taken off with its sign is at most added."""
    if is_signed(one):
        return max(one.numbers)
    return max(map(abs, one.numbers), default=Decimal(0))


def _full(
    item: FoundItem, one: Marking, option: str, own: Decimal, common: Decimal
) -> Decimal | None:
    if item.full:
        return item.full
    if is_signed(one):
        return own  # nothing is a part of it, so no usual full mark fits
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
