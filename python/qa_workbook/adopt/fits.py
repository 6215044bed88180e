"""Whether a scheme that is there already is the one of some sheets: by the names of its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.marking import marked_rows, markings
from qa_workbook.forms.vocabulary import normal
from qa_workbook.layouts.headings import same_name
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Indicator, Scheme

_MOSTLY = 0.95
_ENTRIES: dict[str, tuple[Literal["items", "points"], ...]] = {
    "items": ("items",),
    "points": ("points",),
    "either": ("items", "points"),
}


@dataclass(frozen=True)
class Fit:
    """A scheme that fits, with the indicator of each item of the sheet (None: no part of it)."""

    scheme: Scheme
    nodes: tuple[Indicator | None, ...]


def fitting_scheme(
    kind: Kind, schemes: SchemeBook, marks: MarkWords, scheme_id: str = ""
) -> Fit | None:
    """Returns the scheme whose items the sheets have, all of them and no others, with the same full
    marks and marks that its scales allow; None where there is none. With `scheme_id` only that one
    is looked at, and the sheet may have more items.
    """
    ids = [scheme_id] if scheme_id and scheme_id in schemes.ids else list(schemes.ids)
    for id_ in ids:
        scheme = schemes.latest(id_)
        if scheme.sheet.layout != "wide":
            continue
        for entry in _ENTRIES[scheme.sheet.entry]:
            nodes = _matched(kind.items, scheme.entries(entry))
            if nodes and _is_whole(scheme, entry, nodes, bool(scheme_id)):
                fit = Fit(scheme, nodes)
                if _marks_fit(kind, fit, marks):
                    return fit
    return None


def _matched(
    items: Sequence[FoundItem], nodes: Sequence[Indicator]
) -> tuple[Indicator | None, ...]:
    found: list[Indicator | None] = []
    for item in items:
        names = [item.name, item.heading]
        same = [node for node in nodes if any(_is_called(node, name) for name in names)]
        found.append(same[0] if len(same) == 1 and same[0] not in found else None)
    return tuple(found)


def _is_called(node: Indicator, name: str) -> bool:
    return any(same_name(own, name) for own in (node.name.zh, node.name.en))


def _is_whole(
    scheme: Scheme, entry: Literal["items", "points"], nodes: Sequence[Indicator | None], more: bool
) -> bool:
    wanted = {node.id for node in scheme.entries(entry) if node.scored}
    there = {node.id for node in nodes if node}
    return wanted <= there and (more or None not in nodes)


def _marks_fit(kind: Kind, fit: Fit, marks: MarkWords) -> bool:
    used = marked_rows(kind.items, kind.recordings)
    every = markings(kind.items, marks, used)
    for item, node, one in zip(kind.items, fit.nodes, every, strict=True):
        if node is None or not node.scale:
            continue
        scale = fit.scheme.scale_of(node)
        if item.full and item.full not in (scale.full, node.weight):
            return False
        numbers = one.numbers if one.kind == "number" else ()
        fine = [number for number in numbers if scale.lowest <= number <= scale.full]
        if numbers and len(fine) < _MOSTLY * len(numbers):
            return False
        names = {normal(name) for one in scale.choices for name in (one.name.zh, one.name.en)}
        known = names | (marks.good | marks.bad) | marks.vocabulary.full_marks
        if any(normal(word) not in known for word in one.said):
            return False
    return True


def with_full_marks(items: Sequence[FoundItem], fit: Fit) -> list[FoundItem]:
    """Returns the items with the full marks and weights of the scheme that fits."""
    return [
        replace(item, full=fit.scheme.scale_of(node).full, weight=node.weight)
        if node and node.scale
        else item
        for item, node in zip(items, fit.nodes, strict=True)
    ]
