"""The figures of each inspector: how many, how high, how far apart, how strict, how often the same.

Every score an inspector gave counts here, also one beside which another inspector's counts.
"""

from __future__ import annotations

from math import lcm

import numpy as np
import pandas as pd

from qa_workbook.analysis.entered import Entered
from qa_workbook.analysis.inspector_marks import (
    full_recordings,
    not_applicable_columns,
    run_columns,
)
from qa_workbook.analysis.pool import Pool, recording_key
from qa_workbook.analysis.ratios import quotient
from qa_workbook.analysis.rules import InspectorRules
from qa_workbook.analysis.sums import whole_sums
from qa_workbook.arrays import Booleans, Floats, Integers, Values


def inspector_table(
    pool: Pool, given: Entered, rules: InspectorRules | None = None
) -> pd.DataFrame:
    """Returns the frame `inspectors` of an Analysis, by inspector.

    Columns: inspector, recordings, mean_score, sd (of single scores, n − 1), full_marks (full
    marks ÷ marks entered), same_remark (remarks that the inspector wrote more than once ÷ remarks),
    severity (mean of own score − mean of all inspectors of that recording, over recordings that
    several inspectors scored; below 0 is stricter), shared (how many recordings those are), days
    (of inspection, else of the call), repeated_remark (the one written most often, if more than
    once; "" without one), times (how often) and often_remark (remarks that the inspector wrote in
    at least `rules.same_remark_from` recordings ÷ remarks; NaN without rules); full_recordings and
    the columns of `not_applicable_columns` and `run_columns`. NaN where there is nothing to compute
    it from; schemes of long sheets have no score per recording and so only what is of recordings,
    days and remarks.
    """
    raw = _own_scores(pool)
    scored = ~np.isnan(raw)
    group, names = pd.factorize(pool.frame["inspector"], sort=True)
    size, unit = len(names), 10**pool.decimals
    units = np.rint(np.where(scored, raw, 0) * unit).astype(np.int64)
    nothing = np.full(size, np.nan)
    columns = {
        "inspector": pd.Series(np.asarray(names), dtype="str"),
        "recordings": np.bincount(group, minlength=size),
        "shared": np.zeros(size, dtype=np.int64),
        "days": _days(pool.frame, group, size),
        **_remarks(pool, group, size, rules.same_remark_from if rules else None),
        "full_recordings": full_recordings(given.marks, given.full, group, size),
        **not_applicable_columns(pool, group, size, rules),
        **run_columns(pool, group, size, rules),
    }
    if pool.newest.sheet.layout == "long":
        unknown = ("mean_score", "sd", "full_marks", "severity")
        return pd.DataFrame(columns | dict.fromkeys(unknown, nothing))
    count = np.bincount(group[scored], minlength=size)
    severity, shared = _severity(pool, group[scored], units[scored], scored, size)
    sums = whole_sums(group[scored], units[scored], size)
    columns |= {
        "recordings": count,
        "mean_score": quotient(sums, count * unit),
        "sd": _spread(group[scored], units[scored], sums, count) / unit,
        "full_marks": quotient(
            whole_sums(group, given.full, size), whole_sums(group, given.marks, size)
        ),
        "severity": severity / unit,
        "shared": shared,
    }
    return pd.DataFrame(columns)


def _own_scores(pool: Pool) -> Floats:
    """What each inspector gave: with the mean of several that is kept beside the mean."""
    if "own_raw" in pool.frame:
        own: Floats = pool.frame["own_raw"].to_numpy(dtype=np.float64)
        return own
    return np.asarray(pool.scored("raw", np.nan), dtype=np.float64)


def _spread(group: Integers, units: Integers, sums: Integers, count: Integers) -> Floats:
    """The standard deviation of each group, in units; NaN for fewer than two scores."""
    # Distances from a whole number near the mean, so that their squares stay small and exact.
    middle = sums // np.maximum(count, 1)
    away = units - middle[group]
    first, second = (whole_sums(group, values, len(count)) for values in (away, away * away))
    # A second score at least: else there is no spread to speak of.
    several = np.where(count > 1, count, np.nan)
    return np.asarray(np.sqrt((second - first * first / several) / (several - 1)))


def _severity(
    pool: Pool, group: Integers, units: Integers, scored: Booleans, size: int
) -> tuple[Floats, Integers]:
    """The mean distance of each inspector from all inspectors of the same recordings, in units.

    With it how many recordings that is the mean of.
    """
    # The inspector is part of the key, so that whoever has the recording again is another one.
    key = recording_key(pool.newest)
    among = pool.frame[key].duplicated(keep=False).to_numpy() & scored
    if not among.any():
        return np.full(size, np.nan), np.zeros(size, dtype=np.int64)
    recording = pool.frame.loc[among, key].groupby(key, sort=False).ngroup().to_numpy()
    group, units = group[among[scored]], units[among[scored]]
    scores = np.bincount(recording)[recording]
    again = scores > 1
    group, units, recording, scores = group[again], units[again], recording[again], scores[again]
    # One row an inspector and recording, over one common denominator: divided once at the end.
    common = lcm(*np.unique(scores).tolist())
    totals = whole_sums(recording, units, int(recording.max(initial=-1)) + 1)[recording]
    distance = units * common - totals * (common // scores)
    shared = np.bincount(group, minlength=size)
    return quotient(whole_sums(group, distance, size), shared * common), shared


def _days(frame: pd.DataFrame, group: Integers, size: int) -> Integers:
    """The days on which each inspector listened; where that isn't said, the days of the calls."""
    days = frame["inspected_on"].fillna(frame["call_date"])
    pairs = pd.DataFrame({"group": group, "day": days}).drop_duplicates()
    return np.bincount(pairs["group"], minlength=size)


def _remarks(pool: Pool, group: Integers, size: int, least: int | None) -> dict[str, Values]:
    """The columns same_remark, often_remark, repeated_remark and times of each group."""
    remarks = pool.frame["remark"]
    written = pool.reading_order(np.flatnonzero((remarks != "").to_numpy(dtype=bool)))
    words, texts = pd.factorize(remarks.iloc[written])
    plain = pd.Series([" ".join(text.split()).casefold() for text in texts], dtype="str")
    meaning, meanings = pd.factorize(plain)
    said = plain.to_numpy()[words] != "" if len(words) else np.zeros(0, dtype=bool)
    written, words = written[said], words[said]
    pair = group[written] * max(len(meanings), 1) + meaning[words]
    kinds, first, place, times = np.unique(
        pair, return_index=True, return_inverse=True, return_counts=True
    )
    every, often = np.bincount(group[written], minlength=size), times[place]
    again = np.bincount(group[written][often > 1], minlength=size)
    columns: dict[str, Values] = {"same_remark": quotient(again, every)}
    columns["often_remark"] = np.full(size, np.nan)
    if least is not None:
        columns["often_remark"] = quotient(
            np.bincount(group[written][often >= least], minlength=size), every
        )
    # The most frequent one comes last in its group, of equal ones the one that was written first.
    rising = np.lexsort([-first, times])
    rising = rising[times[rising] > 1]
    owner = kinds[rising] // max(len(meanings), 1)
    most, count = np.full(size, "", dtype=object), np.zeros(size, dtype=np.int64)
    most[owner] = remarks.iloc[written[first[rising]]].to_numpy(dtype=object)
    count[owner] = times[rising]
    return columns | {"repeated_remark": most, "times": count}
