"""扣分点 of wide sheets: which scoring points explain the lost marks (S1)."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from qa_workbook.codes import joined
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import half_width
from qa_workbook.frames import ABSENT, MARK, NOT_APPLICABLE
from qa_workbook.intake.values import SheetValues
from qa_workbook.scheme.model import Indicator


def read_points(sheet: SheetValues, report: Report) -> None:
    """The ids of the scoring points of each row, joined by ";", checked against the marks."""
    sheet.columns["points"] = _PointColumn(sheet, report).read()


class _Pointed(NamedTuple):
    """An indicator with scoring points, its marks in every row, and the full one."""

    node: Indicator
    ticks: list[int]
    full: int


class _PointColumn:
    def __init__(self, sheet: SheetValues, report: Report) -> None:
        self.sheet, self.report = sheet, report
        demanded = sheet.scheme.sheet.deduction_points == "required"
        self.required = demanded and "points" in sheet.table.columns
        self.pointed = [
            _Pointed(
                node,
                sheet.columns[f"{MARK}{node.id}"],
                sheet.scheme.scale_of(node).stored(sheet.scheme.scale_of(node).full),
            )
            for node in sheet.scheme.graded
            if node.scoring_points and node.scored
        ]
        self._pointed_by_id = {one.node.id: one for one in self.pointed}
        self._known: dict[str, tuple[str, list[int], int]] = {}
        self._no_ticks = [ABSENT] * sheet.count

    def _note(self, code: str, position: int, value: str, **details: object) -> None:
        self.report.note(code, self.sheet.cell(position, "points"), value, **details)

    def read(self) -> list[str]:
        typed = self.sheet.table.texts("points")
        if not self.required and not any(typed):
            return typed
        if self.required:
            return [self._row(position, cell) for position, cell in enumerate(typed)]
        return [cell and self._plain_row(position, cell) for position, cell in enumerate(typed)]

    def _plain_row(self, position: int, cell: str) -> str:
        """As `_row`, quicker for cells whose points all explain marks that were lost."""
        ids, known = [], self._known
        for typed in self.sheet.tools.points.names.split(cell):
            point, ticks, full = known.get(typed) or self._marks_of(typed)
            if not 0 <= ticks[position] < full:
                return self._row(position, cell)
            ids.append(point)
        return joined(dict.fromkeys(ids))

    def _marks_of(self, typed: str) -> tuple[str, list[int], int]:
        """The point that a name means whatever was marked, the marks of its item and the full one.

        For a name that means no point, or several, no mark is below the full one.
        """
        points = self.sheet.tools.points
        point, code = points.find(typed, ())
        item = "" if code else points.item_of[point].id
        pointed = self._pointed_by_id.get(item)
        ticks = pointed.ticks if pointed else self._no_ticks
        self._known[typed] = point, ticks, pointed.full if pointed else 0
        return self._known[typed]

    def _row(self, position: int, cell: str) -> str:
        if not cell and not self.required:
            return ""
        below = [item.node for item in self.pointed if 0 <= item.ticks[position] < item.full]
        ids = self._cell(position, cell, {node.id for node in below}) if cell else []
        if self.required:
            self._check_all_named(position, cell, below, ids)
        return joined(ids)

    def _check_all_named(
        self, position: int, cell: str, below: list[Indicator], ids: list[str]
    ) -> None:
        """Where the scheme demands it every item that lost marks has a point that says why."""
        named = {self.sheet.tools.points.item_of[point].id for point in ids}
        for node in below:
            if node.id not in named:
                self._note("point-missing", position, cell, item=node.name.zh)

    def _cell(self, position: int, cell: str, below: Collection[str]) -> list[str]:
        """The ids of the points that a cell names; `below`: the items that lost marks."""
        points = self.sheet.tools.points
        ids: list[str] = []
        for typed in points.names.split(cell):
            point, code = points.find(typed, below)
            if code:
                self._note_unread(code, position, typed)
                continue
            item = points.item_of[point]
            if item.id not in below:
                self._check_lost_marks(position, typed, item)
            ids.append(point)
        return list(dict.fromkeys(ids))

    def _note_unread(self, code: str, position: int, typed: str) -> None:
        """A name that means no point; a name that means several needs no suggestion."""
        if code == "point-ambiguous":
            self._note(code, position, typed)
            return
        name = half_width(typed).rpartition(":")[2]
        suggestion = self.sheet.tools.points.names.nearest(name)
        self._note(code, position, typed, nearest=suggestion)

    def _check_lost_marks(self, position: int, typed: str, item: Indicator) -> None:
        """A point of an item that lost no marks; a mark that is missing is a finding already."""
        if f"{MARK}{item.id}" not in self.sheet.table.columns:
            return
        ticks = self.sheet.columns[f"{MARK}{item.id}"][position]
        if ticks == NOT_APPLICABLE:
            self._note("point-of-inapplicable-item", position, typed, item=item.name.zh)
        elif ticks != ABSENT:
            self._note("point-of-full-item", position, typed, item=item.name.zh)
