"""Sheets of one kind, one layout for all of them: what they have in common, put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from qa_workbook.adopt.asking import About, about
from qa_workbook.adopt.found import (
    Cells,
    FoundField,
    FoundItem,
    FoundSheet,
    FoundTotal,
    Opinion,
    Unknown,
)
from qa_workbook.adopt.values import tell_apart
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Place
from qa_workbook.layouts.model import Ignored, RowRule


@dataclass(frozen=True)
class Kind:
    """Sheets with the same items in the same shape; of all of them the values stand one after the
    other.
    """

    sheets: tuple[FoundSheet, ...]

    @property
    def first(self) -> FoundSheet:
        """The sheet that stands for all."""
        return self.sheets[0]

    @cached_property
    def recordings(self) -> int:
        """How many recordings all sheets have."""
        return sum(sheet.recordings for sheet in self.sheets)

    @cached_property
    def items(self) -> tuple[FoundItem, ...]:
        """The items of the first sheet with the marks of all."""
        return tuple(self._item(item) for item in self.first.items)

    def _item(self, item: FoundItem) -> FoundItem:
        same = [_named(sheet.items, item) for sheet in self.sheets]
        cells = [
            one.marks if one else Cells(("",) * sheet.recordings, (None,) * sheet.recordings)
            for one, sheet in zip(same, self.sheets, strict=True)
        ]
        found = [one for one in same if one]
        opinions = tuple(
            Opinion(
                opinion.word,
                opinion.heading,
                joined_cells(one.opinions[n].cells for one in found if len(one.opinions) > n),
            )
            for n, opinion in enumerate(item.opinions)
        )
        return replace(
            item,
            marks=joined_cells(cells),
            full=next((one.full for one in found if one.full), None),
            weight=next((one.weight for one in found if one.weight), None),
            deducted=any(one.deducted for one in found),
            opinions=opinions,
        )

    @cached_property
    def fields(self) -> tuple[FoundField, ...]:
        """All fields with their sources, each source once; values of all sheets that have it."""
        found: dict[tuple[str, str], FoundField] = {}
        for sheet in self.sheets:
            for field in sheet.fields:
                name = (field.key, field.source.model_dump_json(exclude={"fill_down"}))
                known = found.get(name)
                cells = joined_cells([known.cells, field.cells]) if known else field.cells
                filled_down = field.source.fill_down or bool(known and known.source.fill_down)
                source = field.source.model_copy(update={"fill_down": filled_down})
                found[name] = replace(known or field, cells=cells, source=source)
        return tuple(found.values())

    def fields_of(self, key: str) -> list[FoundField]:
        """Returns the sources of one field."""
        return [field for field in self.fields if field.key == key]

    @cached_property
    def totals(self) -> tuple[FoundTotal, ...]:
        """The totals with the values of all sheets; of a sheet without one they are empty."""
        names = {total.total: total for sheet in self.sheets for total in sheet.totals}
        return tuple(
            replace(total, cells=joined_cells(_total_of(sheet, total) for sheet in self.sheets))
            for total in names.values()
        )

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        """Columns that nobody knows, each once."""
        return tuple({one.heading: one for s in self.sheets for one in s.unknown}.values())

    @cached_property
    def numbers(self) -> tuple[Unknown, ...]:
        """Columns passed over whose values differ in all recordings of all sheets."""
        found = []
        for one in self.first.numbers:
            same = [n for s in self.sheets for n in s.numbers if n.heading == one.heading]
            cells = joined_cells(n.cells for n in same)
            if len(same) == len(self.sheets) and tell_apart(cells.values):
                found.append(replace(one, cells=cells))
        return tuple(found)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """What all the sheets have."""
        others = [set(sheet.headings) for sheet in self.sheets[1:]]
        return tuple(one for one in self.first.headings if all(one in s for s in others))

    @cached_property
    def ignored(self) -> Ignored:
        """Everything that is passed over in any of the sheets."""
        every = [sheet.ignored for sheet in self.sheets]
        used = {field.source.label for field in self.fields if field.source.label}
        return Ignored(
            rows=_merged_rules(rule for one in every for rule in one.rows),
            headings=_once(heading for one in every for heading in one.headings),
            labels=tuple(
                label
                for label in _once(label for one in every for label in one.labels)
                if label not in used
            ),
            texts=_once(text for one in every for text in one.texts),
        )

    # --- cells that questions are about ----------------------------------------------------------

    def about_items(self, wanted: Callable[[FoundItem], bool] = lambda _: True) -> About:
        """Returns the headings of items in the first sheet."""
        cells = [item.named[-1] for item in self.first.items if item.named and wanted(item)]
        return about([self.first], {self.first.sample.sheet: cells})

    def about_marks(self, wanted: Callable[[CellValue], bool]) -> About:
        """Returns the cells of marks with certain values."""
        return about(self.sheets, {s.sample.sheet: _places(s, wanted) for s in self.sheets})

    def about_field(self, key: str) -> About:
        """Returns the headings or labels of a field."""
        named = {
            sheet.sample.sheet: [p for f in sheet.fields if f.key == key for p in f.named]
            for sheet in self.sheets
        }
        return about(self.sheets, named)


def kinds_of(sheets: Iterable[FoundSheet]) -> list[Kind]:
    """Returns the kinds of score sheets, in the order of their first sheets."""
    found: dict[object, list[FoundSheet]] = {}
    for sheet in sheets:
        said = sheet.headings if sheet.clauses else [item.heading for item in sheet.items]
        names = frozenset(map(normal, said))
        found.setdefault((sheet.shape, sheet.clauses, names), []).append(sheet)
    return [Kind(tuple(same)) for same in found.values()]


def joined_cells(several: Iterable[Cells]) -> Cells:
    """Returns the values of several sheets one after the other."""
    every = list(several)
    values = tuple(value for cells in every for value in cells.values)
    return Cells(values, tuple(place for cells in every for place in cells.places))


def _named(items: Sequence[FoundItem], like: FoundItem) -> FoundItem | None:
    return next((one for one in items if normal(one.heading) == normal(like.heading)), None)


def _total_of(sheet: FoundSheet, like: FoundTotal) -> Cells:
    found = next((one for one in sheet.totals if one.total == like.total), None)
    empty = Cells(("",) * sheet.recordings, (None,) * sheet.recordings)
    return found.cells if found else empty


def _places(sheet: FoundSheet, wanted: Callable[[CellValue], bool]) -> list[Place]:
    return [
        place
        for item in sheet.items
        for value, place in zip(item.marks.values, item.marks.places, strict=True)
        if place and wanted(value)
    ]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _merged_rules(rules: Iterable[RowRule]) -> tuple[RowRule, ...]:
    words: dict[tuple[str, str | None], list[str]] = {}
    kinds = {}
    for rule in rules:
        name = (rule.kind, rule.heading)
        kinds[name] = rule
        words.setdefault(name, []).extend(w for w in rule.words if w not in words.get(name, ()))
    return tuple(
        RowRule(words=_once(words[name]), kind=rule.kind, heading=rule.heading)
        for name, rule in kinds.items()
    )
