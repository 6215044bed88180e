"""The figures of the case library: cases of a period, of its weeks, and of each item (S22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from qa_workbook.analysis.case_library import KINDS, case_window, item_words
from qa_workbook.form_results.case_rules import CaseRules
from qa_workbook.form_results.case_weeks import (
    CaseWeek,
    Inspectors,
    case_weeks,
    counted_recordings,
    sessions_of,
    week_names,
    weekly,
)
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.frames import folded
from qa_workbook.numbers import Period

Figures = dict[str, int | None]


@dataclass(frozen=True)
class ItemCases:
    """An item that needs cases, and how many there are of each kind in the window."""

    name: str
    positive: int
    negative: int
    used: int


class CaseFigures:
    """The cases up to the end of a period, and what they come to.

    `rows` are those of the form with further columns: week (of the day they were handed in),
    used_week, used (by the end of the period), window (whether they count for items), counted (see
    `counted_recordings`).
    """

    def __init__(self, inputs: Inputs, rules: CaseRules) -> None:
        self.inputs, self.rules = inputs, rules
        self.span = inputs.span
        self.window = case_window(inputs.span.last, rules.window)
        scored = (name for one in inputs.analyses for name in one.detail["inspector"].unique())
        self.inspectors = Inspectors(inputs.people, sorted(scored))
        self.weeks = case_weeks(inputs.span, inputs.today, inputs.calendar)
        self.rows = self._rows()
        self.weekly = weekly(self.rows, self.weeks, self.inspectors, rules.recordings)
        self.sessions = sessions_of(self.rows, {week.name: week.span for week in self.weeks})

    def _rows(self) -> pd.DataFrame:
        """The cases that count for the weeks, the window or the period, with their own columns."""
        span, window = self.span, self.window
        rows = self.inputs.rows_of(self.inputs.form.id, Period("", date.min, span.last))
        rows = rows.assign(
            inspector=rows["inspector"].map(self.inspectors.name),
            session=_one_spelling(rows["session"]),
            item=rows["item"].map(lambda name: self._renamed.get(folded(name), name)),
            week=week_names(rows["day"]),
            window=rows["day"] >= pd.Timestamp(window.first),
            used=rows["used_on"] <= pd.Timestamp(span.last),
        )
        rows["used_week"] = week_names(rows["used_on"])
        rows["counted"] = counted_recordings(rows)
        first = min([span.first, window.first, *(week.span.first for week in self.weeks)])
        recent = (rows["day"] >= pd.Timestamp(first)) | (rows["used_on"] >= pd.Timestamp(first))
        return rows[recent].sort_values(["day", "case"], kind="stable").reset_index(drop=True)

    @cached_property
    def _scheme_items(self) -> dict[str, frozenset[str]]:
        """The names of the items of the scheme with most recordings, each with its former names."""
        scheme_id = self.inputs.main_scheme
        for one in self.inputs.analyses:
            if one.scheme.id == scheme_id:
                words = item_words([*one.versions, one.scheme])
                return {item.name.zh: words[scheme_id, item.id] for item in one.scheme.items}
        return {}

    @cached_property
    def _renamed(self) -> dict[str, str]:
        """The present name of an item by each of its folded names."""
        return {word: name for name, words in self._scheme_items.items() for word in words}

    @cached_property
    def items(self) -> list[ItemCases]:
        """The items that need cases, in the order of the scheme; none without recordings."""
        current = self.rows[self.rows["window"]]
        names = self.inputs.choices("item")
        found = []
        for name in self._scheme_items:
            own = current[current["item"] == name]
            positive, negative = (int((own["kind"] == kind).sum()) for kind in KINDS)
            used = int(own["used"].sum())
            found.append(ItemCases(names.get(name, name), positive, negative, used))
        return found

    @cached_property
    def handed_in(self) -> pd.DataFrame:
        """The cases of the period."""
        return self.rows[self.rows["day"] >= pd.Timestamp(self.span.first)]

    @cached_property
    def over(self) -> list[CaseWeek]:
        """The weeks that are over."""
        return [week for week in self.weeks if week.over]

    def sessions_in(self, week: CaseWeek) -> int:
        """Returns how many sessions were held in a week."""
        return int((self.sessions["week"] == week.name).sum())

    def sessions_missing(self, week: CaseWeek) -> int:
        """Returns how many sessions a week lacks so far."""
        return max(0, self.rules.sessions - self.sessions_in(week)) if week.due else 0

    def is_owed(self, week: CaseWeek) -> bool:
        """Returns whether anybody is known to owe cases for a week."""
        return bool(self.weekly.loc[self.weekly["week"] == week.name, "required"].notna().any())

    def lacking(self, week: CaseWeek) -> list[tuple[str, int]]:
        """Returns who has handed in too few in a week so far, and how many are lacking."""
        own = self.weekly[self.weekly["week"] == week.name]
        owed = own[own["required"].notna()]
        pairs = zip(owed["inspector"], owed["required"] - owed["recordings"], strict=True)
        return [(name, int(lacking)) for name, lacking in pairs if lacking > 0]

    def named(self) -> Figures:
        """Returns the figures by name; None is one that nobody knows."""
        over = self.weekly[self.weekly["week"].isin([week.name for week in self.over])]
        owed = over[over["required"].notna()]
        known = bool(self.over) and len(owed) > 0
        kinds, used = self.handed_in["kind"], int(self.handed_in["used"].sum())
        items = self.items or None
        return {
            "weeks": len(self.over),
            "due": int(owed["required"].sum()) if known else None,
            "recordings": int(owed["recordings"].sum()) if known else None,
            "missing": int(owed["missing"].sum()) if known else None,
            "sessions": sum(map(self.sessions_in, self.over)) if self.over else None,
            "sessions_due": self.rules.sessions * sum(week.due for week in self.over),
            "sessions_missing": sum(map(self.sessions_missing, self.over)),
            "items": len(items) if items else None,
            "without_positive": sum(not one.positive for one in items) if items else None,
            "without_negative": sum(not one.negative for one in items) if items else None,
            "cases": len(self.handed_in),
            "positive": int((kinds == "positive").sum()),
            "negative": int((kinds == "negative").sum()),
            "used": used,
            "unused": len(self.handed_in) - used,
        }


def _one_spelling(words: pd.Series) -> list[str]:
    """Texts that differ in case and blanks only, in the first spelling."""
    first: dict[str, str] = {}
    return [first.setdefault(folded(word), word) for word in words]
