"""The figures of each inspector: how many, how high, how far apart, how strict, how often the same.

Every score an inspector gave counts here, also one beside which another inspector's counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
import pandas as pd

from qa_workbook.analysis.entered import Entered
from qa_workbook.analysis.inspector_marks import excused_sums, not_applicable_columns
from qa_workbook.analysis.inspector_remarks import added_remarks, remark_columns, remark_sums
from qa_workbook.analysis.inspector_runs import Runs, added_runs, marked_rows, run_columns
from qa_workbook.analysis.numbering import distinct, numbered
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import quotient
from qa_workbook.analysis.rules import InspectorRules
from qa_workbook.analysis.sums import added, whole_sums
from qa_workbook.analysis.versions import Versions
from qa_workbook.arrays import Floats, Integers, Values
from qa_workbook.frames import empty_frame

_HALF = 26
"""Squares are added up in two halves of so many bits, so that no sum outgrows float64."""
_SEVERITY = {"inspector": "str", "among": "int64", "distance": "int64", "shared": "int64"}


@dataclass(frozen=True)
class InspectorTotals:
    """What the figures of inspectors rest on; each is what the function of that name returns.

    `sums`: inspector_sums; `severity`: severity_sums; `listening`: listening_days; `remarks`:
    remark_sums; `excused`: excused_sums; `runs`: marked_rows.
    """

    sums: pd.DataFrame
    severity: pd.DataFrame
    listening: pd.DataFrame
    remarks: pd.DataFrame
    excused: pd.DataFrame
    runs: Runs


def inspector_totals(pool: Pool, given: Entered) -> InspectorTotals:
    """Returns the totals of a pool."""
    group, names = numbered(pool.frame["inspector"])
    return InspectorTotals(
        inspector_sums(pool, given, group, names),
        severity_sums(pool, group, names),
        listening_days(pool, group, names),
        remark_sums(pool, group, names),
        excused_sums(pool, group, names),
        marked_rows(pool, group, names),
    )


def added_inspectors(parts: Sequence[InspectorTotals]) -> InspectorTotals:
    """Returns the totals of all parts together."""
    days = pd.concat([part.listening for part in parts])
    return InspectorTotals(
        added([part.sums for part in parts], ["inspector"]),
        added([part.severity for part in parts], ["inspector", "among"]),
        days.drop_duplicates(ignore_index=True),
        added_remarks([part.remarks for part in parts]),
        added([part.excused for part in parts], ["inspector"]),
        added_runs([part.runs for part in parts]),
    )


def inspector_sums(pool: Pool, given: Entered, group: Integers, names: Values) -> pd.DataFrame:
    """Returns the sums of each inspector, by name; `group` are their numbers in `names` by row.

    Columns: inspector; rows; scored, rows with a score; units, their raw scores in 10^-decimals,
    high and low, both halves of the sum of their squares; marks and full, marks entered and full
    ones; entered, rows with marks; all_full, those whose marks are all full.
    """
    raw, size = own_scores(pool), len(names)
    scored = ~np.isnan(raw)
    units = np.rint(np.where(scored, raw, 0) * 10**pool.decimals).astype(np.int64)
    squares = units * units
    entered = given.marks > 0
    return pd.DataFrame(
        {
            "inspector": pd.Series(names, dtype="str"),
            "rows": np.bincount(group, minlength=size),
            "scored": whole_sums(group, scored, size),
            "units": whole_sums(group, units, size),
            "high": whole_sums(group, squares >> _HALF, size),
            "low": whole_sums(group, squares & (2**_HALF - 1), size),
            "marks": whole_sums(group, given.marks, size),
            "full": whole_sums(group, given.full, size),
            "entered": whole_sums(group, entered, size),
            "all_full": whole_sums(group, entered & (given.marks == given.full), size),
        }
    )


def severity_sums(pool: Pool, group: Integers, names: Values) -> pd.DataFrame:
    """Returns how far inspectors are from all inspectors of the same recordings.

    Columns: inspector; among, how many inspectors scored the recording; distance, the sum of
    own score × among − scores of all of them, in units; shared, the recordings.
    """
    if not pool.several.any():
        return empty_frame(_SEVERITY)
    raw = own_scores(pool)
    # The inspector is part of the key, so that whoever has the recording again is another one.
    rows = np.flatnonzero(pool.several & ~np.isnan(raw))
    key = pool.frame[pool.recording_key].iloc[rows]
    recording = key.groupby(pool.recording_key, sort=False).ngroup().to_numpy()
    units = np.rint(raw[rows] * 10**pool.decimals).astype(np.int64)
    among = np.bincount(recording)[recording] if len(rows) else recording
    totals = whole_sums(recording, units, int(recording.max(initial=-1)) + 1)[recording]
    table = pd.DataFrame(
        {
            "inspector": pd.Series(names[group[rows]], dtype="str"),
            "among": among.astype(np.int64),
            "distance": units * among - totals,
            "shared": np.ones(len(rows), dtype=np.int64),
        }
    )
    table = table[table["among"] > 1]
    return table.groupby(["inspector", "among"], sort=True, as_index=False).sum()


def own_scores(pool: Pool) -> Floats:
    """Returns what each inspector gave: with the mean of several that is kept beside the mean."""
    if "own_raw" in pool.frame:
        own: Floats = pool.frame["own_raw"].to_numpy(dtype=np.float64)
        return own
    return np.asarray(pool.scored("raw", np.nan), dtype=np.float64)


def listening_days(pool: Pool, group: Integers, names: Values) -> pd.DataFrame:
    """Returns the days on which each inspector listened: inspector, day.

    Where that isn't said, they are the days of the calls.
    """
    said = pool.frame["inspected_on"].to_numpy().astype("datetime64[D]")
    unsaid = np.isnat(said)
    days, day = distinct(np.where(unsaid, pool.days, said) if unsaid.any() else said)
    pairs, _ = distinct(group * max(len(days), 1) + day)
    who, when = np.divmod(pairs, max(len(days), 1))
    return pd.DataFrame(
        {
            "inspector": pd.Series(names[who], dtype="str"),
            "day": days[when].astype("datetime64[s]"),
        }
    )


def inspector_table(
    versions: Versions, totals: InspectorTotals, rules: InspectorRules | None = None
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
    sums, days = totals.sums, totals.listening["inspector"]
    names, size, unit = sums["inspector"], len(sums), 10**versions.decimals
    number = {name: sums[name].to_numpy() for name in sums if name != "inspector"}
    least = rules.same_remark_from if rules else None
    columns = {
        "inspector": names,
        "recordings": number["rows"],
        "shared": np.zeros(size, dtype=np.int64),
        "days": days.value_counts().reindex(names, fill_value=0).to_numpy(),
        **remark_columns(totals.remarks, names, least),
        "full_recordings": quotient(number["all_full"], number["entered"]),
        **not_applicable_columns(totals.excused, rules),
        **run_columns(totals.runs, names, rules),
    }
    if versions.newest.sheet.layout == "long":
        unknown = ("mean_score", "sd", "full_marks", "severity")
        return pd.DataFrame(columns | dict.fromkeys(unknown, np.full(size, np.nan)))
    away, shared = _severity(totals.severity, names)
    columns |= {
        "recordings": number["scored"],
        "mean_score": quotient(number["units"], number["scored"] * unit),
        "sd": _spread(number["units"], number["high"], number["low"], number["scored"]) / unit,
        "full_marks": quotient(number["full"], number["marks"]),
        "severity": away / unit,
        "shared": shared,
    }
    return pd.DataFrame(columns)


def _spread(sums: Integers, high: Integers, low: Integers, count: Integers) -> Floats:
    """The standard deviation of each group, in units; NaN for fewer than two scores."""
    # Distances from a whole number near the mean: their squares are small, so that float64 has
    # their sum exactly. That of the squares themselves need not fit int64.
    middle = (sums // np.maximum(count, 1)).astype(object)
    first = sums - count * middle
    squares = high.astype(object) * 2**_HALF + low
    second = squares - 2 * middle * sums + count * middle * middle
    above, below = first.astype(np.int64), second.astype(np.int64)
    # A second score at least: else there is no spread to speak of.
    several = np.where(count > 1, count, np.nan)
    return np.asarray(np.sqrt((below - above * above / several) / (several - 1)))


def _severity(table: pd.DataFrame, names: pd.Series) -> tuple[Floats, Integers]:
    """The mean distance of each inspector from all inspectors of the same recordings, in units.

    With it how many recordings that is the mean of.
    """
    among = table["among"].to_numpy()
    # Over one common denominator: divided once at the end.
    common = lcm(*among.tolist())
    own = table.assign(distance=table["distance"] * (common // among) if len(among) else 0)
    found = own.groupby("inspector")[["distance", "shared"]].sum().reindex(names, fill_value=0)
    distance, shared = (found[name].to_numpy(dtype=np.int64) for name in found)
    return quotient(distance, shared * common), shared
