"""What the sheets of forms of the demo are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa_workbook.demo.centre import Agent, Employee
from qa_workbook.demo.drafts import Draft
from qa_workbook.demo.invented import Invented
from qa_workbook.scheme.book import SchemeBook


@dataclass(frozen=True)
class DemoCentre:
    """What sheets of forms are made of: who works there, and what was heard in the month.

    `month` is "YYYY-MM"; `days` are those on which inspectors listened; `drafts` the daily score
    sheets without mistakes. Its words are those of `language`.
    """

    agents: Sequence[Agent]
    staff: Sequence[Employee]
    drafts: Sequence[Draft]
    month: str
    days: Sequence[date]
    schemes: SchemeBook
    words: Invented
    language: str
