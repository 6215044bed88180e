"""Makes the scheme of sheets that none fits: items, scales, and how they become the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from qa_workbook.adopt.asking import said
from qa_workbook.adopt.decided import Decided
from qa_workbook.adopt.full_marks import is_signed
from qa_workbook.adopt.marking import Marking
from qa_workbook.adopt.naming import distinct, item_ids
from qa_workbook.adopt.ways import HUNDRED
from qa_workbook.adopt.words import AdoptWords
from qa_workbook.config.base import NotApplicable, Text
from qa_workbook.numbers import places, plain
from qa_workbook.scheme.indicators import Choice, Count, Indicator, Scale
from qa_workbook.scheme.model import Scheme
from qa_workbook.scheme.policies import ErrorDeduction, Fatal, FatalCode, Score, Sheet

_NOTHING = Decimal(0)
_ONE = Decimal(1)


@dataclass(frozen=True)
class About:
    """What a new scheme is called, where it comes from and from when on it holds."""

    id: str
    name: str
    source: str
    valid_from: date


def make_scheme(decided: Decided, about: About, words: AdoptWords) -> Scheme:
    """Returns the scheme that follows from what is decided."""
    leaves, scales = _leaves(decided, about, words)
    is_sum = decided.way in ("sum", "base")
    tree = _tree(decided, leaves, is_sum, item_ids_of(decided))
    in_groups = any(node.children for node in tree)
    inapplicable: NotApplicable = _rule(decided.inapplicable, in_groups)
    return Scheme(
        format=1,
        id=about.id,
        version="1",
        valid_from=about.valid_from,
        name=_both(about.name),
        source=about.source,
        note=_note(decided),
        sheet=Sheet(layout="wide"),
        scales=scales,
        score=_score(decided, about),
        not_applicable=inapplicable,
        indicators=tree,
        error_deduction=_error_deduction(decided, about),
        fatal=_fatal(decided, about),
    )


def _note(decided: Decided) -> Text:
    """How the score was found, for whoever reads the file."""
    way = said(f"score.{decided.way}")
    if not decided.compared:
        return said("note.way", way=way)
    return said("note.agreed", way=way, agreed=decided.agreed, compared=decided.compared)


def item_ids_of(decided: Decided) -> list[str]:
    """Returns the id of each item, in their order."""
    return item_ids(item_names_of(decided))


def item_names_of(decided: Decided) -> list[str]:
    """Returns the name of each item as the scheme has it."""
    return distinct(item.name for item in decided.items)


def _rule(answer: str, in_groups: bool) -> NotApplicable:
    """The rule of the scheme; in groups a weight that goes to all others leaves its group."""
    over_all: NotApplicable = "leave" if in_groups else "respread"
    rules: dict[str, NotApplicable] = {
        "respread": over_all,
        "respread_group": "respread",
        "full": "full",
    }
    return rules.get(answer, "refuse")


def _both(text: str) -> Text:
    return Text(zh=text, en=text)


# --- items ---------------------------------------------------------------------------------------


def _leaves(
    decided: Decided, about: About, words: AdoptWords
) -> tuple[list[Indicator], dict[str, Scale]]:
    scales: dict[str, Scale] = {}
    leaves = []
    names = item_names_of(decided)
    for place, id_ in enumerate(item_ids_of(decided)):
        scored = place not in decided.unscored
        if decided.way == "base":
            leaves.append(_counted(decided.markings[place], id_, names[place], about, words))
            continue
        name, scale = _scale(decided, place, about, words)
        scales[name] = scale
        leaves.append(
            Indicator(
                id=id_,
                name=_both(names[place]),
                weight=_weight(decided, place) if scored else None,
                scale=name,
                scored=scored,
            )
        )
    return leaves, scales


def _counted(one: Marking, id_: str, name: str, about: About, words: AdoptWords) -> Indicator:
    """Points taken off without a full mark: counted in steps of the least that is taken off."""
    step = _step([abs(number) for number in one.numbers], _NOTHING, words)
    count = Count(points=step, unit="points", source=about.source)
    return Indicator(id=id_, name=_both(name), count=count)


def _weight(decided: Decided, place: int) -> Decimal:
    full = decided.reading.fulls[place] or HUNDRED
    weight = decided.reading.weights[place]
    if decided.way == "weighted" and weight is not None:
        return weight
    return _ONE if decided.way == "mean" else full


def _scale(decided: Decided, place: int, about: About, words: AdoptWords) -> tuple[str, Scale]:
    full = decided.reading.fulls[place] or HUNDRED
    own, one = decided.scales[place], decided.markings[place]
    if own:
        choices = tuple(Choice(mark=_tidy(share * full), name=name) for name, share in own.choices)
        lowest = min(_NOTHING, *(choice.mark for choice in choices))
        scale = Scale(full=full, lowest=lowest, choices=choices, unit="mark", source=about.source)
        return f"{own.name}-{_word(full)}", scale
    unit: Literal["mark", "percent"] = "percent" if one.kind == "percent" else "mark"
    seen = [] if one.kind == "percent" else [abs(number) for number in one.numbers]
    step = _step([*seen, full], full, words)
    lowest = _NOTHING
    if not decided.reading.deducted[place]:
        lowest = min([_NOTHING, *one.numbers]) if unit == "mark" else _NOTHING
    name = f"{unit}s-{_word(full)}" if step == _ONE else f"{unit}s-{_word(full)}-by-{_word(step)}"
    if lowest < 0:
        name = f"{name}-from-minus-{_word(abs(lowest))}"
    scale = Scale(full=full, lowest=lowest, step=step, unit=unit, source=about.source)
    return name, scale


def _word(number: Decimal) -> str:
    return plain(number).replace(".", "_")


def _tidy(number: Decimal) -> Decimal:
    return Decimal(plain(number.quantize(Decimal("0.01")) if places(number) > 2 else number))


def _step(numbers: Sequence[Decimal], full: Decimal, words: AdoptWords) -> Decimal:
    """The greatest usual step that gives all numbers seen."""
    for step in words.steps:
        if all(not number % step for number in (*numbers, full)):
            return step
    return words.steps[-1]


# --- the tree ------------------------------------------------------------------------------------


def _tree(
    decided: Decided, leaves: Sequence[Indicator], is_sum: bool, ids: Sequence[str]
) -> tuple[Indicator, ...]:
    groups = [item.group for item in decided.items]
    taken = set(ids)
    return tuple(_branch(list(zip(groups, leaves, strict=True)), is_sum, "", taken))


def _branch(
    placed: Sequence[tuple[tuple[str, ...], Indicator]], is_sum: bool, above: str, taken: set[str]
) -> list[Indicator]:
    """Items and groups of one level, in the order of their first items."""
    found: list[Indicator] = []
    done: set[str] = set()
    for group, leaf in placed:
        if not group:
            found.append(leaf)
        elif group[0] not in done:
            done.add(group[0])
            below = [(rest[1:], one) for rest, one in placed if rest[:1] == group[:1]]
            id_ = _free(f"{above}group{len(done)}", taken)
            children = tuple(_branch(below, is_sum, f"{id_}.", taken))
            found.append(_group(group[0], id_, children, is_sum))
    return found


def _free(id_: str, taken: set[str]) -> str:
    while id_ in taken:
        id_ += "x"
    taken.add(id_)
    return id_


def _group(name: str, id_: str, children: tuple[Indicator, ...], is_sum: bool) -> Indicator:
    weight = sum((child.weight for child in children if child.weight is not None), _NOTHING)
    return Indicator(
        id=id_,
        name=_both(name),
        weight=None if is_sum else weight or None,
        aggregate="sum" if is_sum else "weighted",
        children=children,
    )


# --- score and effects ---------------------------------------------------------------------------


def _score(decided: Decided, about: About) -> Score:
    fulls = [
        full or _NOTHING
        for place, full in enumerate(decided.reading.fulls)
        if place not in decided.unscored
    ]
    if decided.way == "base":
        return Score(
            aggregate="sum", full=HUNDRED, base=HUNDRED, decimals=2, unit="points",
            source=about.source,
        )  # fmt: skip
    if decided.way == "sum":
        ceiling = sum(fulls, _NOTHING)
        full = ceiling - _added(decided)
        return Score(
            aggregate="sum", full=full or ceiling, ceiling=ceiling, decimals=2, unit="points",
            source=about.source,
        )  # fmt: skip
    same = set(fulls)
    full = same.pop() if decided.way == "mean" and len(same) == 1 else HUNDRED
    return Score(
        aggregate="weighted", full=full, ceiling=full, decimals=2, unit="points",
        source=about.source,
    )  # fmt: skip


def _added(decided: Decided) -> Decimal:
    """What may be added beyond the full score: the most of the items that add or take off."""
    return sum(
        (
            full or _NOTHING
            for place, full in enumerate(decided.reading.fulls)
            if place not in decided.unscored and is_signed(decided.markings[place])
        ),
        _NOTHING,
    )


def _error_deduction(decided: Decided, about: About) -> ErrorDeduction | None:
    highest = decided.effects.highest
    if highest is None:
        return None
    halves = any(amount % _ONE for amount in decided.effects.off)
    return ErrorDeduction(
        highest=highest,
        step=Decimal("0.5") if halves else _ONE,
        reason="optional",
        unit="points",
        source=about.source,
    )


def _fatal(decided: Decided, about: About) -> Fatal | None:
    effects = decided.effects
    if not effects.codes:
        return None
    kind, _, cap = (effects.effect or "flag").partition(":")
    effect: Literal["zero", "cap", "flag"] = (
        "zero" if kind == "zero" else "cap" if kind == "cap" else "flag"
    )
    codes = tuple(
        FatalCode(id=f"F{number}", name=_both(name)) for number, name in enumerate(effects.codes, 1)
    )
    return Fatal(
        effect=effect,
        cap=Decimal(cap) if cap else None,
        codes=codes,
        unit="points",
        source=about.source,
    )
