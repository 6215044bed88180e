"""Branches beside each other (S13): index, recordings, interval, rank where n allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import pandas as pd

from qa_workbook.analysis.branches import ranks
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.rules import Branch, by_project
from qa_workbook.frames import folded
from qa_workbook.statistics.student import two_sided_quantile

STANDING = {
    "branch": "str",
    "recordings": "int64",
    "mean_final": "float64",
    "low": "float64",
    "high": "float64",
    "rank": "object",
}
"""Columns of `branch_standing`, before those of the index."""
VALUE = "value."
LEVELS = 2
"""Levels of the index that stand beside a branch."""
LEVEL = 0.95
"""Level of the intervals of means."""


def index_nodes(analysis: Analysis) -> dict[str, str]:
    """Returns the names of the nodes of the first two levels by id; none of a flat scheme."""
    frame = analysis.index[analysis.index["level"] <= LEVELS]
    return dict(zip(frame["id"], frame["name"], strict=True))


def has_standing(analysis: Analysis, branches: Sequence[Branch]) -> bool:
    """Whether there is anything to tell of branches: scores of months may be of several ones."""
    if analysis.months is not None:
        return False
    owner = by_project(branches)
    return any(folded(project) in owner for project in analysis.judged["project"].unique())


@dataclass(frozen=True)
class Strays:
    """Branches without a recording, and recordings by the project that no branch has, "" for none.

    Either may come from a project that is misspelt.
    """

    branches: Sequence[Branch]
    projects: Mapping[str, int]


def strays(analyses: Sequence[Analysis], branches: Sequence[Branch]) -> Strays:
    """Returns what has no branch or no recording; nothing without branches.

    Scores of months are left out: they may be of several branches.
    """
    owner, found, projects = by_project(branches), set[str](), Counter[str]()
    for analysis in analyses:
        if not branches or analysis.months is not None:
            continue
        for project, count in analysis.judged["project"].value_counts().items():
            branch = owner.get(folded(str(project)))
            if branch is None:
                projects[str(project)] += int(count)
            else:
                found.add(branch)
    empty = [branch for branch in branches if branch.id not in found]
    return Strays(empty, dict(sorted(projects.items())))


def branch_standing(
    analysis: Analysis, branches: Sequence[Branch], least: int | None
) -> pd.DataFrame:
    """Returns a row per branch in the order of the rules, those of other projects last as "".

    Columns: STANDING, and `value.<id>` for `index_nodes`, 0–100. `mean_final` is in points, `low`
    and `high` are its 95 % interval by Student's t: `rank` is by `mean_final`
    among the branches. Both need `least` recordings (two for the interval): NaN and None on fewer;
    other projects have no rank. Nothing is rounded.
    """
    rows = analysis.judged
    owner = by_project(branches)
    known = {project: owner.get(folded(project), "") for project in rows["project"].unique()}
    own = dict(list(rows.groupby(rows["project"].map(known))))
    ids = [branch.id for branch in branches] + ([""] if "" in own else [])
    nodes = index_nodes(analysis)
    parts = [_row(own.get(id_, rows.head(0)), id_, nodes, least_of_interval(least)) for id_ in ids]
    found = {id_: own[id_]["final"] for id_ in ids if id_ and id_ in own}
    places = ranks({id_: (float(one.mean()), len(one)) for id_, one in found.items()}, least)
    columns = [*STANDING, *(VALUE + id_ for id_ in nodes)]
    types = {**STANDING, **dict.fromkeys(columns[len(STANDING) :], "float64")}
    frame = pd.DataFrame(parts, columns=columns)
    given = [places[id_].rank if id_ in places else None for id_ in ids]
    return frame.assign(rank=pd.Series(given, dtype="object")).astype(types)


def least_of_interval(least: int | None) -> int:
    """Returns how many recordings the interval of a mean needs: of fewer it leaves the scale."""
    return max(2, least or 0)


def _row(rows: pd.DataFrame, id_: str, nodes: Mapping[str, str], least: int) -> dict[str, object]:
    finals, count = rows["final"], len(rows)
    mean = float(finals.mean()) if count else float("nan")
    half = float("nan")
    if count >= least:
        half = two_sided_quantile(LEVEL, count - 1) * float(finals.std()) / sqrt(count)
    row = {
        "branch": id_,
        "recordings": count,
        "mean_final": mean,
        "low": mean - half,
        "high": mean + half,
    }
    return row | {VALUE + node: rows[VALUE + node].mean() for node in nodes}
