"""Branches (S13): their rank among branches, and the checks of a month that are due and done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

import pandas as pd

from qa_workbook.analysis.model import Overall
from qa_workbook.analysis.quotas import WorkingDays
from qa_workbook.analysis.rules import Branch, BranchCheck, BranchChecks, by_project
from qa_workbook.config.base import Text
from qa_workbook.frames import folded

BRANCH_CHECKS = {
    "branch": "str",
    "size": "str",
    "check": "str",
    "bound": "str",
    "required": "object",
    "done": "int64",
}
"""Columns of `branch_table`: ids of branch and check; `required` is None where nobody knows it."""
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
    part: Decimal = Decimal(1),
) -> list[CheckDone]:
    """Returns every check with what is due in the period and done, by the rules' order.

    `recordings` are those of the branch by scheme id, `part` is what is due of a full one: half
    where interns or helpers check the branch. Holidays lower what is due in proportion to
    the days that are worked; parts of a recording are a whole one where it is a least number, and
    none where it is a most: so neither bound moves.
    """
    share = days.month_share()
    if share is not None:
        share *= Fraction(part)
    return [
        CheckDone(
            check.name,
            check.bound,
            None if share is None else _due(check, branch, share),
            sum(recordings.get(scheme, 0) for scheme in check.schemes),
        )
        for check in rules.checks
    ]


def branch_table(
    rules: BranchChecks | None,
    branches: Sequence[Branch],
    days: WorkingDays,
    checked: pd.DataFrame,
    parts: Mapping[str, Decimal] | None = None,
) -> pd.DataFrame:
    """Returns a row per branch and check, as in the rules, with the columns of BRANCH_CHECKS.

    `parts`: what is due by the status of those who check a branch, all of it where that lacks one.

    `checked`: the recordings of the period with `scheme` (id), `project` and `recording`; a
    recording counts once in a scheme. Empty without branches or checks.
    """
    if rules is None or not branches:
        return no_branch_checks()
    owner = by_project(branches)
    spelt = {project: owner.get(folded(project), "") for project in checked["project"].unique()}
    own = checked.assign(branch=checked["project"].map(spelt))
    own = own.drop_duplicates(["branch", "scheme", "recording"])
    counts = own.groupby(["branch", "scheme"]).size().to_dict()
    rows = []
    for branch in branches:
        mine = {scheme: count for (id_, scheme), count in counts.items() if id_ == branch.id}
        part = (parts or {}).get(branch.checked_by, Decimal(1))
        done = checks_done(rules, branch, mine, days, part)
        for check, one in zip(rules.checks, done, strict=True):
            rows.append((branch.id, branch.size, check.id, one.bound, one.required, one.done))
    return pd.DataFrame(rows, columns=list(BRANCH_CHECKS)).astype(BRANCH_CHECKS)


def no_branch_checks() -> pd.DataFrame:
    """Returns the frame of `branch_table` without branches."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in BRANCH_CHECKS.items()})


def _due(check: BranchCheck, branch: Branch, share: Fraction) -> int:
    due = check.count(branch) * share
    return ceil(due) if check.bound == "at_least" else int(due)


def places(found: Mapping[str, Overall], least: int | None) -> dict[str, Place]:
    """Returns the place of each branch by its mean final score; see `ranks`."""
    return ranks({id_: (one.mean_final, one.recordings) for id_, one in found.items()}, least)


def ranks(found: Mapping[str, tuple[float | None, int]], least: int | None) -> dict[str, Place]:
    """Returns the place of each branch by its mean (None or NaN: unknown); equal ones share one.

    Those with fewer than `least` recordings, the second number, have none and are not counted.
    """
    means = {
        id_: round(mean, _SAME)
        for id_, (mean, count) in found.items()
        if mean is not None and mean == mean and count >= (least or 0)  # noqa: PLR0124 - NaN
    }
    return {
        id_: Place(
            1 + sum(other > means[id_] for other in means.values()) if id_ in means else None,
            len(means),
        )
        for id_ in found
    }
