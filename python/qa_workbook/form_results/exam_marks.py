"""Marks of exams (S11): what became of each head, in which sitting, and who has to take it again.

Pure functions on the rows of the form `exams`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from qa_workbook.frames import ABSENT, folded
from qa_workbook.numbers import Period

PASSED, FAILED, ABSENT_HEAD, ATTENDED, UNKNOWN = "passed", "failed", "absent", "attended", ""
"""What became of a head: choices of the column `passed`, and nothing of that."""
RETAKE, TRAINING = "retake", "training"


def marked(rows: pd.DataFrame, pass_mark: Decimal) -> pd.DataFrame:
    """Returns the rows in the order of their days, with what follows from each mark.

    `points` is the mark (NaN without one) and `outcome` PASSED, FAILED, ABSENT_HEAD, ATTENDED or
    UNKNOWN: a mark decides, whatever was typed under 是否合格. The columns of `placed` follow.
    """
    found = placed(rows)
    marks = [Decimal(one) if one else None for one in found["mark"]]
    outcomes = [
        _outcome(mark, pass_mark, typed) for mark, typed in zip(marks, found["passed"], strict=True)
    ]
    return found.assign(
        points=pd.Series([np.nan if one is None else float(one) for one in marks], dtype="float64"),
        outcome=pd.Series(outcomes, dtype="str"),
    )


def placed(rows: pd.DataFrame) -> pd.DataFrame:
    """Returns rows in the order of their days, with what says which of them count.

    `person` is the agent folded. `again`: the agent stands in the same sitting already, where only
    the first row counts. `astray`: a retake of an exam in which the agent has no row. The rows
    are all of them up to some day: those of one period don't know the exams before it.
    """
    found = rows.sort_values(["held_on", "file", "sheet", "row"], kind="stable", ignore_index=True)
    found = found.assign(person=pd.Series(list(map(folded, found["agent"])), dtype="str"))
    heads = pd.MultiIndex.from_frame(found[["exam", "person"]])
    is_retake = found["kind"] == RETAKE
    return found.assign(
        again=found.groupby([sitting_keys(found), "person"]).cumcount() > 0,
        astray=is_retake & ~heads.isin(heads[~is_retake]),
    )


def counting(rows: pd.DataFrame) -> pd.DataFrame:
    """Returns those of placed rows that count: neither again nor astray."""
    return rows[~rows["again"] & ~rows["astray"]]


def within(rows: pd.DataFrame, span: Period) -> pd.DataFrame:
    """Returns those of placed rows whose day lies in a period."""
    first, last = pd.Timestamp(span.first), pd.Timestamp(span.last)
    return rows[rows["held_on"].between(first, last)].reset_index(drop=True)


def _outcome(mark: Decimal | None, pass_mark: Decimal, typed: str) -> str:
    if mark is None:
        return typed if typed in (ABSENT_HEAD, ATTENDED) else UNKNOWN
    return PASSED if mark >= pass_mark else FAILED


def of_exams(rows: pd.DataFrame) -> pd.DataFrame:
    """Returns the marked rows of exams: a training in which nobody has a mark is none."""
    has_marks = rows["points"].notna().groupby([rows["exam"], rows["kind"]]).transform("any")
    return rows[(rows["kind"] != TRAINING) | has_marks].reset_index(drop=True)


@dataclass(frozen=True)
class Sitting:
    """One exam, or one retake of it: the numbers of its papers, marks and heads.

    `papers_said` and `heads_said` are those above the header, None where a sheet says nothing.
    `papers_twice` counts paper numbers that stand in two rows, `heads_twice` agents that do: of
    those the first row counts. `astray` counts those who retake an exam that they aren't in.
    """

    exam: str
    kind: str
    name: str
    project: str
    first: date
    last: date
    papers_said: int | None
    heads_said: int | None
    papers: int
    marks: int
    heads: int
    absent: int
    attended: int
    passed: int
    papers_twice: int
    heads_twice: int
    astray: int
    mean: float | None
    highest: float | None
    lowest: float | None

    @property
    def is_exam(self) -> bool:
        """Whether it is an exam, no retake and no training without marks."""
        return self.kind != RETAKE and (self.kind != TRAINING or self.marks > 0)

    @property
    def is_said(self) -> bool:
        """Whether the sheets say how many papers and heads there are."""
        return self.papers_said is not None and self.heads_said is not None

    @property
    def agrees(self) -> bool:
        """Whether papers, marks and heads agree, as far as they are known (S11)."""
        return (
            self.papers_said in (None, self.papers)
            and self.papers == self.marks
            and self.heads_said in (None, self.heads)
            and self.heads == self.marks + self.absent + self.attended
            and not self.papers_twice
            and not self.heads_twice
            and not self.astray
        )


def sitting_keys(rows: pd.DataFrame) -> pd.Series:
    """Returns for each marked row a number of its sitting, in the order of their days.

    An exam is one sitting, on however many days it is held; every day of a retake is one.
    """
    day = rows["held_on"].where(rows["kind"] == RETAKE)
    return rows.assign(day=day).groupby(["exam", "kind", "day"], sort=False, dropna=False).ngroup()


def sittings(rows: pd.DataFrame) -> list[Sitting]:
    """Returns the sittings of marked rows, in the order of their days."""
    return [_sitting(part) for _, part in rows.groupby(sitting_keys(rows), sort=True)]


def _sitting(part: pd.DataFrame) -> Sitting:
    sheets = part.drop_duplicates(["file", "sheet", "held_on"])
    once, head = part[~part["again"]], part.iloc[0]
    papers = once.loc[once["paper"] != "", "paper"]
    points = once["points"].dropna()
    return Sitting(
        exam=head["exam"],
        kind=head["kind"],
        name=head["exam_name"],
        project=head["project"],
        first=part["held_on"].min().date(),
        last=part["held_on"].max().date(),
        papers_said=_said(sheets["papers"]),
        heads_said=_said(sheets["heads"]),
        papers=len(papers),
        marks=len(points),
        heads=len(once),
        absent=int((once["outcome"] == ABSENT_HEAD).sum()),
        attended=int((once["outcome"] == ATTENDED).sum()),
        passed=int((once["outcome"] == PASSED).sum()),
        papers_twice=int(papers.map(folded).duplicated().sum()),
        heads_twice=int(part["again"].sum()),
        astray=int(once["astray"].sum()),
        mean=float(points.mean()) if len(points) else None,
        highest=float(points.max()) if len(points) else None,
        lowest=float(points.min()) if len(points) else None,
    )


def _said(counts: pd.Series) -> int | None:
    """The sum of what the sheets say, None where one says nothing."""
    return None if (counts == ABSENT).any() else int(counts.sum())


def firsts(rows: pd.DataFrame) -> pd.DataFrame:
    """Returns of each agent and exam the first mark, which no retake replaces: one marked row.

    `final` is PASSED where that mark or a retake has passed, else `outcome`; `last_points` and
    `last_outcome` are those of the last sitting that has a mark, or of the last one; `retakes`
    counts the retakes. Rows that don't count (`counting`) are left out.
    """
    rows = counting(rows)
    groups = rows.groupby(["exam", "person"], sort=False)
    exams = rows[rows["kind"] != RETAKE].groupby(["exam", "person"], sort=False)
    first = exams.head(1).set_index(["exam", "person"], drop=False)
    retakes = (rows["kind"] == RETAKE).groupby([rows["exam"], rows["person"]]).sum()
    has_passed = (rows["outcome"] == PASSED).groupby([rows["exam"], rows["person"]]).any()
    last = groups.tail(1).set_index(["exam", "person"])
    with_points = rows[rows["points"].notna()].groupby(["exam", "person"])["points"].last()
    found = first.assign(
        final=first["outcome"].where(~has_passed.reindex(first.index), PASSED),
        last_points=with_points.reindex(first.index),
        last_outcome=last["outcome"].reindex(first.index),
        retakes=retakes.reindex(first.index),
    )
    return found.reset_index(drop=True)


def to_retake(found: pd.DataFrame, since: date) -> pd.DataFrame:
    """Returns of `firsts` those who failed or were absent and have not passed a retake.

    Only exams held on `since` or later.
    """
    is_open = found["final"].isin([FAILED, ABSENT_HEAD])
    return found[is_open & (found["held_on"] >= pd.Timestamp(since))].reset_index(drop=True)


def last_of_each(found: pd.DataFrame, people: Mapping[str, object], count: int) -> pd.DataFrame:
    """Returns of `firsts` the last `count` exams of each of the people, in the order of days."""
    own = found[found["person"].isin(list(people))]
    return own.groupby("person", sort=False).tail(count).reset_index(drop=True)
