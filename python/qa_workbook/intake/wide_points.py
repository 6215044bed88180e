"""扣分点 of wide sheets: which scoring points explain the lost marks (S1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import half_width
from qa_workbook.frames import ABSENT, NOT_APPLICABLE
from qa_workbook.intake.context import SchemeTools
from qa_workbook.intake.rows import texts
from qa_workbook.intake.table import Table
from qa_workbook.scheme.model import Indicator


class PointColumn:
    """Reads 扣分点 of every row and checks it against the marks."""

    def __init__(self, table: Table, tools: SchemeTools, report: Report) -> None:
        self.table, self.tools, self.report = table, tools, report
        self.required = (
            tools.scheme.sheet.deduction_points == "required" and "points" in table.columns
        )

    def read(self, marks: Mapping[str, list[int]]) -> list[str]:
        """Returns the ids of the scoring points of each row, joined by ";"; `marks` are ticks by column."""
        typed = texts(self.table, "points")
        if not self.required and not any(typed):
            return typed
        scheme = self.tools.scheme
        pointed = [
            (node, marks[f"mark.{node.id}"], scheme.scale_of(node).full_ticks)
            for node in scheme.graded
            if node.points
        ]
        found = []
        for position, cell in enumerate(typed):
            if not cell and not self.required:
                found.append("")
                continue
            below = [node for node, ticks, full in pointed if 0 <= ticks[position] < full]
            marked = {node.id: ticks[position] for node, ticks, _ in pointed} if cell else {}
            ids = self._cell(position, cell, {node.id for node in below}, marked) if cell else []
            if self.required:
                self._check_all_named(position, cell, below, ids)
            found.append(";".join(ids))
        return found

    def _note(self, code: str, position: int, value: str, **details: object) -> None:
        place = Cell(self.table.lines[position], self.table.columns["points"])
        self.report.note(code, place, value, **details)

    def _note_unread(self, code: str, position: int, typed: str) -> None:
        """A name that means no point; a name that means several needs no suggestion."""
        if code == "point-ambiguous":
            self._note(code, position, typed)
            return
        name = half_width(typed).rpartition(":")[2]
        self._note(code, position, typed, nearest=self.tools.points.names.nearest(name))

    def _check_all_named(
        self, position: int, cell: str, below: list[Indicator], ids: list[str]
    ) -> None:
        named = {self.tools.points.item_of[point].id for point in ids}
        for node in below:
            if node.id not in named:
                self._note("point-missing", position, cell, item=node.name.zh)

    def _cell(
        self, position: int, cell: str, below: Collection[str], ticks: Mapping[str, int]
    ) -> list[str]:
        points = self.tools.points
        ids: list[str] = []
        for typed in points.names.split(cell):
            point, code = points.find(typed, below)
            if code:
                self._note_unread(code, position, typed)
                continue
            item = points.item_of[point]
            if item.id not in below and f"mark.{item.id}" in self.table.columns:
                code = (
                    "point-of-inapplicable-item"
                    if ticks[item.id] == NOT_APPLICABLE
                    else "point-of-full-item"
                )
                if ticks[item.id] != ABSENT:  # a missing mark is told already
                    self._note(code, position, typed, item=item.name.zh)
            ids.append(point)
        return list(dict.fromkeys(ids))
