"""The policy of complaints (S12): `config/results/complaints.yaml`."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from qa_workbook.form_results.office_hours import OfficeHours, StandardTime
from qa_workbook.form_results.rules import ResultRules, ResultRulesFile
from qa_workbook.procedure.working_days import Calendar

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class ComplaintRules(ResultRules):
    """One version of the policy of complaints."""

    answer_within: Annotated[int, Field(ge=1, le=720)]
    """Office hours within which a complaint is answered where the client sets no time."""
    unit: Literal["hours"]
    """Unit of the time."""
    open_on: Literal["working_days", "every_day"]
    """Days on which somebody answers: those that the calendar of the procedure calls working
    days, or every day, holidays included."""
    opens: ClockTime
    """When answering begins on such a day, in quotes: "09:00"."""
    closes: ClockTime
    """When it ends, in quotes: "18:00". At or before `opens` it is on the next morning; the same
    as `opens` is around the clock."""

    def standard_time(self, calendar: Calendar | None) -> StandardTime | None:
        """Returns the time that holds where the client sets none; None without a calendar."""
        if self.open_on == "working_days" and calendar is None:
            return None
        days = calendar if self.open_on == "working_days" else None
        hours = OfficeHours(time.fromisoformat(self.opens), time.fromisoformat(self.closes), days)
        return StandardTime(self.answer_within, hours)


class ComplaintRulesFile(ResultRulesFile):
    """The file `config/results/complaints.yaml`."""

    versions: Annotated[tuple[ComplaintRules, ...], Field(min_length=1)]
    """The versions; each holds from its day until the next one begins."""
