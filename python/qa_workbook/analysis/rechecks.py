"""Grading the graders: recordings that an inspector scored and a QA lead scored again (S8, S9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_workbook.analysis.model import Analysis, Figures
from qa_workbook.analysis.quotas import Holder, names_of
from qa_workbook.analysis.ratios import quotient
from qa_workbook.analysis.recheck_frames import RECHECKS, Rechecks, no_rechecks
from qa_workbook.analysis.rules import AnalysisRules, InspectorRules
from qa_workbook.arrays import Booleans, Floats, Integers
from qa_workbook.codes import joined, separated
from qa_workbook.frames import COUNT, MARK, folded


def rechecks_of(
    analysis: Figures, holders: Sequence[Holder], rules: AnalysisRules | None
) -> Rechecks:
    """Returns the re-checks of an analysis: each score of an inspector that a lead gave again.

    `holders` are the people with their roles. A score is a re-check where its inspector (by number
    or name) has one of `recheck_roles` on the day of inspection, else of the call, and another
    inspector without such a role scored the recording, not on a later day. Scores outside of the
    period are no part of it, nor are those of sheets of breaches, which say nothing of recordings
    without one. Marks are compared in the columns that both filled in; 不适用 is a mark that equals
    itself; clauses count where one of the two noted them. The largest differences come first.
    """
    own_rules = rules.inspectors if rules else None
    detail = analysis.detail if isinstance(analysis, Analysis) else analysis.several
    if own_rules is None or analysis.scheme.sheet.layout == "long" or detail.empty:
        return no_rechecks()
    is_lead = _of_leads(detail, holders, own_rules)
    if not is_lead.any():
        return no_rechecks()
    own, again = _pairs(detail, is_lead)
    if not len(own):
        return no_rechecks()
    found = _compared(detail, own, again)
    order = ["distance", "call_date", "recording", "inspector", "lead"]
    rising = [False, True, True, True, True]
    found = found.sort_values(order, ascending=rising, kind="stable", ignore_index=True)
    return Rechecks(found.astype(RECHECKS), tuple(analysis.scheme.by_id))


def _of_leads(detail: pd.DataFrame, holders: Sequence[Holder], rules: InspectorRules) -> Booleans:
    """Which scores are by somebody who had such a role on that day."""
    names = names_of(holders)
    posts: dict[str, list[Holder]] = defaultdict(list)
    for one in holders:
        if one.role in rules.recheck_roles:
            # A name that several people have is nobody's.
            for called in {folded(one.number), folded(names[one.number])}:
                posts[called].append(one)
    codes, inspectors = pd.factorize(detail["inspector"])
    found = np.zeros(len(detail), dtype=bool)
    days = detail["inspected_on"].fillna(detail["call_date"])
    for code, name in enumerate(inspectors):
        held = posts.get(folded(str(name)))
        if not held:
            continue
        rows = np.flatnonzero(codes == code)
        dates = days.iloc[rows].dt.date
        on = {day for day in dates.unique() if any(one.held_on(day) for one in held)}
        found[rows] = dates.isin(on).to_numpy()
    return found


def _pairs(detail: pd.DataFrame, is_lead: Booleans) -> tuple[Integers, Integers]:
    """Positions of an inspector's score and of the lead's of the same recording."""
    scored = ~np.isnan(_raw(detail))
    leads = np.flatnonzero(is_lead & scored)
    about = detail["recording"]
    wanted = about.iloc[leads]
    others = np.flatnonzero(about.isin(wanted).to_numpy() & ~is_lead & scored)
    left = pd.DataFrame({"recording": about.iloc[others].to_numpy(), "own": others})
    right = pd.DataFrame({"recording": wanted.to_numpy(), "again": leads})
    pairs = left.merge(right, on="recording")
    own, again = pairs["own"].to_numpy(), pairs["again"].to_numpy()
    days = detail["inspected_on"].to_numpy()
    # Whoever knew the lead's score has not been checked by it; days that aren't known don't tell.
    earlier = days[again] < days[own]
    return own[~earlier], again[~earlier]


def _raw(detail: pd.DataFrame) -> Floats:
    """The score that each inspector gave, also where a mean of several counts."""
    name = "own_raw" if "own_raw" in detail else "raw"
    return np.asarray(detail[name], dtype=np.float64)


def _compared(detail: pd.DataFrame, own: Integers, again: Integers) -> pd.DataFrame:
    raw = _raw(detail)
    fatal = detail["own_fatal" if "own_fatal" in detail else "fatal"].to_numpy(dtype=bool)
    taken = detail["deduction"].to_numpy(dtype=np.float64) > 0
    names = detail["inspector"].to_numpy()
    marks = _marks_of(detail, own, again)
    unequal = marks.told & ~marks.equal
    words = np.array(marks.ids, dtype=object)
    return pd.DataFrame(
        {
            "inspector": names[own],
            "lead": names[again],
            "recording": detail["recording"].to_numpy()[own],
            "agent": detail["agent"].to_numpy()[own],
            "call_date": detail["call_date"].to_numpy()[own],
            "own": detail.index.to_numpy()[own],
            "again": detail.index.to_numpy()[again],
            "own_score": raw[own],
            "lead_score": raw[again],
            "difference": raw[own] - raw[again],
            "distance": np.abs(raw[own] - raw[again]),
            "marks": marks.told.sum(axis=0),
            "equal": (marks.told & marks.equal).sum(axis=0),
            "items": [joined(words[row]) for row in unequal.T],
            "fatal_missed": fatal[again] & ~fatal[own],
            "fatal_invented": fatal[own] & ~fatal[again],
            "deduction_missed": taken[again] & ~taken[own],
            "deduction_invented": taken[own] & ~taken[again],
        }
    )


@dataclass(frozen=True)
class MarksOfTwo:
    """The marks of pairs of scores: a row per indicator of `ids`, a column per pair.

    `own` and `again` are marks or occurrences, NaN for 不适用; `told`: both say something of it;
    `equal`: and the same.
    """

    ids: Sequence[str]
    own: Floats
    again: Floats
    told: Booleans
    equal: Booleans


def _marks_of(detail: pd.DataFrame, own: Integers, again: Integers) -> MarksOfTwo:
    """The marks of both scores at positions of `detail`; none of two scheme versions."""
    version = detail["version"].to_numpy()
    same_rules = version[own] == version[again]
    names = [name for name in detail if name.startswith((MARK, COUNT))]
    ids = [name.partition(".")[2] for name in names]
    excused = _excused(detail, ids, own), _excused(detail, ids, again)
    shape = (len(ids), len(own))
    left, right = np.full(shape, np.nan), np.full(shape, np.nan)
    told, equal = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row, name in enumerate(names):
        values = detail[name].to_numpy(dtype=np.float64)
        one, other = values[own], values[again]
        if name.startswith(COUNT):
            told[row], equal[row] = (one > 0) | (other > 0), one == other
        else:
            skipped, skipped_again = excused[0][row], excused[1][row]
            said, said_again = skipped | ~np.isnan(one), skipped_again | ~np.isnan(other)
            told[row] = said & said_again
            equal[row] = (one == other) | (skipped & skipped_again)
        left[row], right[row] = one, other
    told &= same_rules
    return MarksOfTwo(ids, left, right, told, equal & told)


def _excused(detail: pd.DataFrame, ids: Sequence[str], rows: Integers) -> Booleans:
    """Which indicators are 不适用 in some rows: a row per indicator, a column per row."""
    codes, texts = pd.factorize(detail["excused"].iloc[rows])
    known = [set(separated(str(text))) for text in texts]
    table = np.array([[id_ in one for one in known] for id_ in ids], dtype=bool)
    return table.reshape(len(ids), len(known))[:, codes]


def item_differences(analysis: Analysis) -> pd.DataFrame:
    """Returns how each indicator was marked in both scores of all re-checks.

    Columns: id, marks (entered by both), unequal (share of them), harsher and milder (how often the
    inspector's mark is below and above the lead's), difference (mean of the inspector's mark less
    the lead's, in marks, over those that are both numbers; NaN without). Only indicators with
    marks, those that differ most often first.
    """
    pairs, detail = analysis.rechecks.pairs, analysis.detail
    places = pd.Series(np.arange(len(detail)), index=detail.index)
    own, again = (places.loc[pairs[name]].to_numpy() for name in ("own", "again"))
    marks = _marks_of(detail, own, again)
    away = np.where(marks.told, marks.own - marks.again, np.nan)
    numbers = (~np.isnan(away)).sum(axis=1)
    told = marks.told.sum(axis=1)
    table = pd.DataFrame(
        {
            "id": pd.Series(marks.ids, dtype="str"),
            "marks": told,
            "unequal": quotient(told - marks.equal.sum(axis=1), told),
            "harsher": (away < 0).sum(axis=1),
            "milder": (away > 0).sum(axis=1),
            "difference": np.divide(
                np.nansum(away, axis=1), numbers, out=np.full(len(told), np.nan), where=numbers > 0
            ),
        }
    )
    found = table[table["marks"] > 0]
    return found.sort_values("unequal", ascending=False, kind="stable", ignore_index=True)
