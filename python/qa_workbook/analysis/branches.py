"""Branches (S13): their rank among branches, and the checks of a month that are due and done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from qa_workbook.analysis.model import Overall
from qa_workbook.analysis.quotas import WorkingDays
from qa_workbook.analysis.rules import Branch, BranchCheck, BranchChecks
from qa_workbook.config.base import Text
from qa_workbook.numbers import Period

_SAME = 10  # equal means may differ in the last bit, by the order in which they were added up


@dataclass(frozen=True)
class CheckDone:
    """A check of a branch: how many recordings are due (None where nobody knows) and done."""

    name: Text
    bound: Literal["at_least", "at_most"]
    required: int | None
    done: int


@dataclass(frozen=True)
class Place:
    """The rank of a branch among `of` that have enough recordings; None where it has too few."""

    rank: int | None
    of: int


def checks_done(
    rules: BranchChecks,
    branch: Branch,
    recordings: Mapping[str, int],
    days: WorkingDays,
    span: Period,
) -> list[CheckDone]:
    """Returns every check with what is due in the month and done, by the rules' order.

    `recordings` are those of the branch by scheme id. Holidays lower what is due in proportion to
    the days that are worked; parts of a recording are a whole one where it is a least number.
    """
    worked = None
    if days.worked is not None:
        ordinary = max(days.ordinary(span.first, span.last), 1)
        worked = min(Fraction(len(days.worked), ordinary), Fraction(1))
    return [
        CheckDone(
            check.name,
            check.bound,
            None if worked is None else _due(check, branch, worked),
            sum(recordings.get(scheme, 0) for scheme in check.schemes),
        )
        for check in rules.checks
    ]


def _due(check: BranchCheck, branch: Branch, worked: Fraction) -> int:
    due = check.count(branch) * worked
    return ceil(due) if check.bound == "at_least" else int(due)


def places(found: Mapping[str, Overall], least: int | None) -> dict[str, Place]:
    """Returns the place of each branch by its mean final score; equal ones share a place.

    Those with fewer than `least` recordings have none and are not counted.
    """
    means = {
        id_: round(one.mean_final, _SAME)
        for id_, one in found.items()
        if one.mean_final is not None and one.recordings >= (least or 0)
    }
    return {
        id_: Place(
            1 + sum(other > means[id_] for other in means.values()) if id_ in means else None,
            len(means),
        )
        for id_ in found
    }
