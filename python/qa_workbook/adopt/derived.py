"""Finds items that are none: columns of numbers that the other items come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qa_workbook.adopt.decided import readings_of
from qa_workbook.adopt.found import FoundItem, FoundSheet, FoundTotal
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.marking import Marking, marked_rows, markings
from qa_workbook.adopt.trials import Reading, Row, Trials
from qa_workbook.adopt.values import filled, number_of
from qa_workbook.forms.vocabulary import normal
from qa_workbook.layouts.model import Total

_LEAST_ROWS, _LEAST_ITEMS, _MOST_LOOKED_AT, _LEAST_ADDED = 3, 3, 2, 2
_MOSTLY = Decimal("0.5")
"""Of the rows so many must be plain sums, people err; if many do, totals are doubted later."""


def without_derived(kind: Kind, marks: MarkWords, subtotals: Sequence[str]) -> Kind:
    """Returns a kind without items that say what others come to: the total, and subtotals of groups
    by their endings or by what the items before them come to.

    The total of all comes first, it would count as the subtotal of a single group.
    """
    kind = _without_subtotals(_with_found_total(kind, marks), subtotals)
    return _with_found_total(kind, marks)


def _with_found_total(kind: Kind, marks: MarkWords) -> Kind:
    """The kind with an item as its total that has the full mark of all others together, is one of
    the last and gives what the others come to, or is mostly their plain sum.

    Whatever their headings say: 达标项数, 合规得分. Sheets whose totals are known stay as they are.
    """
    known = [total for total in kind.totals if total.sure and filled(total.cells.values)]
    if known or len(kind.items) < _LEAST_ITEMS:
        return kind
    for item in reversed(kind.items[-_MOST_LOOKED_AT:]):
        others = [one for one in kind.items if one is not item]
        if _is_worth_all(item, others) or (
            not item.full and item.marks.values and _is_given_by(item, others, marks)
        ):
            return _with_total(kind, item)
    for item in kind.items:
        if _is_mostly_sum(item, [one for one in kind.items if one is not item]):
            return _with_total(kind, item)
    return kind


def _without_subtotals(kind: Kind, endings: Sequence[str]) -> Kind:
    """The kind without columns that say what the items since the last such column come to."""
    ends, since, found = tuple(map(normal, endings)), list[FoundItem](), list[str]()
    for item in kind.items:
        named = normal(item.name).endswith(ends)
        if since and (named or _adds_up(item, since)):
            found.append(normal(item.heading))
            since = []
        else:
            since.append(item)
    return Kind(tuple(_ignoring(sheet, found) for sheet in kind.sheets)) if found else kind


def _adds_up(item: FoundItem, others: Sequence[FoundItem]) -> bool:
    """Whether numbers are the sums of those of several others, in every row and not always one."""
    if len(others) < _LEAST_ADDED:
        return False
    columns = [one.marks.values for one in (item, *others)]
    rows = [[number_of(value) for value in row] for row in zip(*columns, strict=False)]
    numbers = [[one for one in row if one is not None] for row in rows]
    whole = [row for row in numbers if len(row) == len(columns)]
    if len(whole) < max(_LEAST_ROWS, len(rows)):
        return False
    return len({row[0] for row in whole}) > 1 and all(row[0] == sum(row[1:]) for row in whole)


def _ignoring(sheet: FoundSheet, headings: Sequence[str]) -> FoundSheet:
    gone = [one for one in sheet.items if normal(one.heading) in headings]
    items = tuple(one for one in sheet.items if one not in gone)
    passed = (*sheet.ignored.headings, *(one.heading for one in gone))
    return replace(sheet, items=items, ignored=sheet.ignored.renewed(headings=passed))


def _is_mostly_sum(item: FoundItem, others: Sequence[FoundItem]) -> bool:
    """Whether an item is the sum of all others in most rows, typing errors among them.

    Rows with a single mark above zero say nothing: sums of deductions often have one part.
    """
    rows = zip(*(one.marks.values for one in (item, *others)), strict=False)
    numbers = [[number_of(value) for value in row] for row in rows]
    whole = [[n for n in row if n is not None] for row in numbers if None not in row]
    summed = [row for row in whole if sum(map(bool, row[1:])) > 1]
    agreeing = [row[0] for row in summed if row[0] == sum(row[1:])]
    enough = len(agreeing) >= _LEAST_ROWS and len(agreeing) > _MOSTLY * len(summed)
    return enough and len(set(agreeing)) > 1


def _is_worth_all(item: FoundItem, others: Sequence[FoundItem]) -> bool:
    """Whether a full mark is that of all others together: 100 beside 10, 20, 30 and 40."""
    fulls = [one.full for one in others if one.full]
    return bool(item.full) and len(fulls) == len(others) and item.full == sum(fulls)


def _is_given_by(item: FoundItem, others: Sequence[FoundItem], marks: MarkWords) -> bool:
    used = marked_rows(others, len(item.marks.values))
    marking = markings(others, marks, used)
    amounts = _amounts([number_of(value) for value in item.marks.values])
    rows = [
        Row(tuple(one.marks.values[n] for one in others), Decimal(0), amount)
        for n, amount in enumerate(amounts)
        if amount is not None and used[n]
    ]
    if len({row.total for row in rows}) < 2 or len(rows) < _LEAST_ROWS:
        return False
    trials = Trials(others, marking, marks, [_worth(one, marks) for one in marking], rows)
    found = trials.best(_with_left_out(readings_of(others, marking, marks)))
    return bool(found) and found[0].way.holds and found[0].way.compared >= _LEAST_ROWS


def _amounts(numbers: Sequence[Decimal | None]) -> list[Decimal | None]:
    said = [number for number in numbers if number is not None]
    is_fraction = bool(said) and max(said) <= 1 < len(said)
    return [n * 100 if n is not None and is_fraction else n for n in numbers]


def _worth(one: Marking, marks: MarkWords) -> dict[str, Decimal]:
    if one.kind != "yes_no":
        return {}
    return {normal(word): Decimal(int(normal(word) in marks.good)) for word in one.said}


def _with_left_out(readings: Sequence[Reading]) -> list[Reading]:
    return [*readings, *(replace(one, inapplicable="left_out") for one in readings)]


def _with_total(kind: Kind, item: FoundItem) -> Kind:
    return Kind(tuple(_as_total(sheet, item) for sheet in kind.sheets))


def _as_total(sheet: FoundSheet, item: FoundItem) -> FoundSheet:
    own = next(one for one in sheet.items if normal(one.heading) == normal(item.heading))
    total = FoundTotal(Total(heading=own.heading, kind="score"), own.marks, own.named)
    items = tuple(one for one in sheet.items if one is not own)
    return replace(sheet, items=items, totals=(*sheet.totals, total))
