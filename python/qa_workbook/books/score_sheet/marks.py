"""The marks that the columns of a score sheet take: as a list to choose from, or as a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from qa_workbook.numbers import plain
from qa_workbook.scheme.model import ErrorDeduction, Indicator, Scale, Scheme

MOST_LISTED = 15  # longer lists of marks are easier typed than chosen


class MarkColumns(Protocol):
    """The columns with marks of a sheet, of a blank one or of 明细."""

    @property
    def not_applicable(self) -> str:
        """What a cell says for an indicator that doesn't apply."""

    @property
    def marked(self) -> tuple[tuple[int, Indicator], ...]:
        """Every (0-based place, indicator) that has a column."""


@dataclass(frozen=True)
class Marks:
    """The marks of one scale; `excuse` is the word for "doesn't apply", "" where it is refused."""

    scale: Scale
    excuse: str

    @property
    def listed(self) -> tuple[Decimal, ...]:
        """The marks to choose from, full mark first; empty when there are too many to list."""
        if len(self.scale.allowed) > MOST_LISTED:
            return ()
        return tuple(reversed(self.scale.allowed))

    def drop_down(self) -> list[str]:
        """Returns the entries of a drop-down; empty when marks are to be typed."""
        entries = [plain(mark) for mark in self.listed]
        if entries and self.excuse:
            entries.append(self.excuse)
        return entries

    def test(self, cell: str) -> str:
        """Returns the formula that tells whether `cell` holds an allowed mark."""
        scale = self.scale
        if scale.step is None:
            test = f"OR({','.join(f'{cell}={plain(mark)}' for mark in scale.allowed)})"
        else:
            # Binary fractions miss a step by a hair, so steps are compared after rounding.
            offset = f"({cell}-{plain(scale.lowest)})/{plain(scale.step)}"
            on_step = f"ROUND({offset},0)=ROUND({offset},6)"
            test = f"AND({cell}>={plain(scale.lowest)},{cell}<={plain(scale.full)},{on_step})"
        test = f"IF(ISNUMBER({cell}),{test},FALSE)"
        if self.excuse:
            test = f"OR({cell}={quoted(self.excuse)},{test})"
        return test

    def counts(self, cells: str) -> list[str]:
        """Returns the terms that together count the allowed marks in a run of cells."""
        scale, excuse = self.scale, quoted(self.excuse)
        listed = [plain(mark) for mark in self.listed]
        if listed:
            if self.excuse:
                listed.append(excuse)
            return [f"SUMPRODUCT(--ISNUMBER(MATCH({cells},{{{','.join(listed)}}},0)))"]
        between = f'{cells},">="&{plain(scale.lowest)},{cells},"<="&{plain(scale.full)}'
        counts = [f"COUNTIFS({between})"]
        if self.excuse:
            counts.append(f"COUNTIF({cells},{excuse})")
        return counts


def marks_of(node: Indicator, scheme: Scheme, form: MarkColumns) -> Marks:
    """Returns the marks of a graded indicator."""
    refused = scheme.not_applicable_rule(node) == "refuse"
    return Marks(scheme.scale_of(node), "" if refused else form.not_applicable)


def marked_alike(
    scheme: Scheme, form: MarkColumns, *, scored_only: bool = False
) -> list[tuple[Marks, Sequence[int]]]:
    """Returns each sort of marks with the places of the columns that take it."""
    groups: dict[tuple[str | None, str], list[int]] = {}
    found: dict[tuple[str | None, str], Marks] = {}
    for place, node in form.marked:
        if not node.count and (node.scored or not scored_only):
            marks = marks_of(node, scheme, form)
            key = (node.scale, marks.excuse)
            found[key] = marks
            groups.setdefault(key, []).append(place)
    return [(marks, groups[key]) for key, marks in found.items()]


def marks_of_deduction(rule: ErrorDeduction) -> Marks:
    """Returns what 差错扣分 may hold: it is chosen or typed as a mark is."""
    scale = Scale(
        full=rule.highest, lowest=rule.lowest, step=rule.step, unit="points", source=rule.source
    )
    return Marks(scale, "")


def may_be_deducted(rule: ErrorDeduction, cell: str) -> str:
    """Returns the test that 差错扣分 is empty, 0 or one of its numbers."""
    allowed = marks_of_deduction(rule).test(cell)
    return f"IF(LEN(TRIM({cell}))=0,TRUE,IF(ISNUMBER({cell}),OR({cell}=0,{allowed}),FALSE))"


def quoted(text: str) -> str:
    """Returns a text as it stands in a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
