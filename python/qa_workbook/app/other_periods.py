"""Sheets in the inbox that are about other periods than the one asked for.

They were merged before, and nothing about them is new: what is wrong in them is told in one line.
Whoever only says again what was said needs the words alone, and waits for no library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from qa_workbook.findings.finding import Finding, finding, severities
from qa_workbook.numbers import Period, spanned
from qa_workbook.sheets import Sheet

if TYPE_CHECKING:
    import pandas as pd

    from qa_workbook.intake.reader import Intake
    from qa_workbook.records import MergePlan

Place = tuple[str, str]
OUTSIDE = "date-outside-period"


@dataclass(frozen=True)
class OtherPeriods:
    """The sheets of other periods: their places, their days, and what was found in them."""

    places: frozenset[Place]
    days: tuple[date, date] | None
    findings: tuple[Finding, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many sheets there are, and how many faults of each severity."""
        found: dict[str, int] = {"sheets": len(self.places)}
        for severity, number in severities(self.findings).items():
            found[severity] = number
        return found

    @property
    def period(self) -> str:
        """The months that they are about, "" where there are none."""
        if self.days is None:
            return ""
        first, last = self.days
        return spanned(first, last).text

    def line(self) -> list[Finding]:
        """Returns one finding that stands for all, none where nothing is wrong in them."""
        found = self.counts
        if not (found["error"] or found["warning"]):
            return []
        line = finding(
            "other-periods",
            "",
            value=self.period,
            sheets=str(found["sheets"]),
            errors=str(found["error"]),
            warnings=str(found["warning"]),
            period=self.period,
        )
        return [line]

    def without_rejected(self, sheets: Iterable[Sheet]) -> list[Sheet]:
        """Returns all sheets; those of other periods without the rows that were rejected then."""
        return [
            replace(sheet, rows_read=sheet.rows_read - sheet.rows_rejected, rows_rejected=0)
            if sheet.place in self.places
            else sheet
            for sheet in sheets
        ]


def other_periods(
    intake: Intake, plan: MergePlan, span: Period, findings: Sequence[Finding]
) -> tuple[OtherPeriods, list[Finding]]:
    """Returns what is set aside for the period, and the findings that are left.

    Set aside are sheets that bring nothing new and have no row of the period. A sheet of which no
    row could be used is of no period: it stays. That rows of a sheet are of other days is told when
    it comes, not in every run.
    """
    import numpy as np

    days = _days_of_sheets(intake)
    outside = (days["last"] < np.datetime64(span.first)) | (
        days["first"] > np.datetime64(span.last)
    )
    known = days[[place in plan.unchanged_sheets for place in days.index]]
    aside = known[outside.loc[known.index].to_numpy(dtype=bool)]
    places = frozenset((str(file), str(sheet)) for file, sheet in aside.index)
    of_file: dict[str, set[str]] = {}
    for sheet in intake.sheets:
        of_file.setdefault(sheet.file, set()).add(sheet.name)
    whole = {file for file, names in of_file.items() if {(file, name) for name in names} <= places}
    told = [found for found in findings if (found.file, found.sheet) in places or _of(found, whole)]
    between = (aside["first"].min().date(), aside["last"].max().date()) if len(aside) else None
    seen = set(map(id, told))
    left = [
        found
        for found in findings
        if id(found) not in seen
        and not (found.code == OUTSIDE and (found.file, found.sheet) in plan.unchanged_sheets)
    ]
    told = [found for found in told if found.code != OUTSIDE]
    return OtherPeriods(places, between, tuple(told)), left


def only_of(intake: Intake, span: Period, findings: Iterable[Finding]) -> bool:
    """Returns whether all that was read is about the period, every row and every finding.

    Then nothing will be set aside for it, however often it is read.
    """
    import numpy as np

    days = _days_of_sheets(intake)
    inside = (days["first"] >= np.datetime64(span.first)) & (
        days["last"] <= np.datetime64(span.last)
    )
    return bool(inside.all()) and not any(found.code == OUTSIDE for found in findings)


def _of(found: Finding, files: set[str]) -> bool:
    return not found.sheet and found.file in files


def _days_of_sheets(intake: Intake) -> pd.DataFrame:
    """Returns the first and the last day of the accepted rows of each sheet.

    Sheets of forms that count in every period are not there.
    """
    import pandas as pd

    parts = []
    for table in intake.tables.values():
        if table.schema.period:
            rows = table.frame[["file", "sheet", table.schema.period]]
            parts.append(rows.set_axis(["file", "sheet", "day"], axis=1))
    nothing = pd.DataFrame({"file": [], "sheet": [], "day": pd.to_datetime([])})
    rows = pd.concat(parts or [nothing], ignore_index=True).dropna(subset="day")
    days = rows.groupby(["file", "sheet"])["day"].agg(["min", "max"])
    return days.set_axis(["first", "last"], axis=1)
