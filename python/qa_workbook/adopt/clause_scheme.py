"""Scheme and layout of lists of breaches: clauses with the points that they move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa_workbook.adopt.asking import Asked, question
from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.naming import item_ids
from qa_workbook.adopt.proposal import Answer
from qa_workbook.adopt.scheme_made import About
from qa_workbook.adopt.values import filled
from qa_workbook.adopt.ways import HUNDRED
from qa_workbook.config.base import Text
from qa_workbook.forms.vocabulary import normal
from qa_workbook.layouts.headings import same_name
from qa_workbook.layouts.model import RowRule
from qa_workbook.numbers import plain
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.indicators import Count, Indicator
from qa_workbook.scheme.model import Scheme
from qa_workbook.scheme.policies import Score, Sheet

_RANK_POINTS, _RANK_BASE, _RANK_BONUS = 30, 40, 41


@dataclass(frozen=True)
class Clause:
    """A clause that is proposed: its points, None while they aren't known."""

    name: str
    points: Decimal
    is_bonus: bool


def fitting_list(kind: Kind, schemes: SchemeBook, scheme_id: str) -> Scheme | None:
    """Returns the long scheme that has all clauses of the sheets, None where none has."""
    ids = [scheme_id] if scheme_id in schemes.ids else list(schemes.ids)
    for id_ in ids:
        scheme = schemes.latest(id_)
        if scheme.sheet.layout == "long" and all(
            any(_is_called(node, item.name) for node in scheme.counted)
            for sheet in kind.sheets
            for item in sheet.items
        ):
            return scheme
    return None


def _is_called(node: Indicator, name: str) -> bool:
    return any(same_name(own, name) for own in (node.name.zh, node.name.en))


def empty_clauses(kind: Kind) -> list[str]:
    """Returns the clauses that never move a point: 录音损坏, 0. Their rows are no breaches."""
    every = [item for sheet in kind.sheets for item in sheet.items]
    moving = {normal(item.name) for item in every if item.full}
    found = [item.name for item in every if normal(item.name) not in moving and _says_points(item)]
    return list(dict.fromkeys(found))


def _says_points(item: FoundItem) -> bool:
    return bool(filled(item.marks.values))


def empty_rule(kind: Kind) -> list[RowRule]:
    """Returns the rule that passes over rows of clauses without points."""
    empty = empty_clauses(kind)
    heading = next((f.source.heading for f in kind.fields if f.key == "clause"), None)
    return [RowRule(words=tuple(empty), kind="other", heading=heading)] if empty else []


def clause_scheme(kind: Kind, about: About, marks: MarkWords, asked: Asked) -> Scheme:
    """Returns the scheme of clauses, asking for their points where rows disagree or say none."""
    clauses = _settled(kind, marks, asked)
    base = _base(asked)
    has_bonus = any(clause.is_bonus for clause in clauses)
    ceiling = _ceiling(base, clauses, asked) if has_bonus else base
    ids = item_ids([clause.name for clause in clauses])
    indicators = tuple(
        Indicator(
            id=id_,
            name=Text(zh=clause.name, en=clause.name),
            count=Count(
                points=clause.points,
                direction="bonus" if clause.is_bonus else "deduct",
                unit="points",
                source=about.source,
            ),
        )
        for id_, clause in zip(ids, clauses, strict=True)
    )
    return Scheme(
        format=1,
        id=about.id,
        version="1",
        valid_from=about.valid_from,
        name=Text(zh=about.name, en=about.name),
        source=about.source,
        sheet=Sheet(layout="long"),
        score=Score(
            aggregate="sum",
            full=base,
            base=base,
            ceiling=ceiling,
            decimals=2,
            unit="points",
            source=about.source,
        ),
        indicators=indicators,
    )


def _settled(kind: Kind, marks: MarkWords, asked: Asked) -> list[Clause]:
    """The clauses of all sheets. Points are money's business: where rows of one clause say several,
    or none, they are asked.
    """
    empty = {normal(name) for name in empty_clauses(kind)}
    found: dict[str, list[FoundItem]] = {}
    for sheet in kind.sheets:
        for item in sheet.items:
            if normal(item.name) not in empty:
                found.setdefault(normal(item.name), []).append(item)
    clauses = []
    for number, same in enumerate(found.values(), 1):
        seen = _points_seen(same, marks)
        points = seen[0] if len(seen) == 1 else _ask_points(kind, same[0], seen, number, asked)
        clauses.append(Clause(same[0].name, points, not all(item.deducted for item in same)))
    return clauses


def _points_seen(same: Sequence[FoundItem], marks: MarkWords) -> list[Decimal]:
    numbers = [
        abs(number)
        for item in same
        for value in filled(item.marks.values)
        if (number := marks.number(value)) is not None and number
    ]
    return sorted(set(numbers)) or sorted({item.full for item in same if item.full})


def _ask_points(
    kind: Kind, item: FoundItem, seen: Sequence[Decimal], number: int, asked: Asked
) -> Decimal:
    offered = [Answer(plain(one), Text(zh=plain(one), en=plain(one))) for one in seen[:6]]
    about = kind.about_items(lambda known: known.heading == item.heading)
    why = "clause.several" if seen else "clause.why"
    asks = question(
        f"clause.{number}", "clause", offered, kind="number", about=about, why=why, clause=item.name
    )
    answer = asked.ask(_RANK_POINTS, asks)
    given = Decimal(answer) if answer else (seen[-1] if seen else Decimal(1))
    return given if given > 0 else Decimal(1)


def _base(asked: Asked) -> Decimal:
    offered = [Answer("100", Text(zh="100", en="100"))]
    asks = question("base", "base", offered, kind="number", proposed="100")
    base = Decimal(asked.ask(_RANK_BASE, asks))
    return base if base > 0 else HUNDRED


def _ceiling(base: Decimal, clauses: Sequence[Clause], asked: Asked) -> Decimal:
    """How far bonus points lead above the base: asked, for nothing in the sheet says it."""
    answer = asked.ask(_RANK_BONUS, question("bonus", "bonus", ["capped", "free"]))
    bonus = sum((clause.points for clause in clauses if clause.is_bonus), Decimal(0))
    return base + bonus * 10 if answer == "free" else base
