"""What the formulas of a filled sheet come to, so that it shows scores at once.

A spreadsheet program works them out anew when it opens the file; these are what it will find.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from qa_workbook.books.bands import bands_of
from qa_workbook.books.score_sheet.template import Template
from qa_workbook.codes import joined
from qa_workbook.forms.kinds.numbers import exact
from qa_workbook.frames import AGGRAVATED, COUNT
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import score_recordings

Row = Mapping[str, object]
Results = dict[str, str | float]


def results_of(template: Template, rows: Sequence[Row]) -> list[Results]:
    """Returns the results of the computed columns for each row; {} for one without any."""
    if template.scheme.sheet.layout == "long":
        return _deductions(template, rows)
    return _scores(template, rows)


# --- 违规登记: what each breach takes off ---------------------------------------------------------


def _deductions(template: Template, rows: Sequence[Row]) -> list[Results]:
    """Returns what the score of a recording loses by each breach, if it has no other."""
    scheme = template.scheme
    spotless = dict.fromkeys(_count_columns(scheme), 0)
    breaches = [spotless | _occurrences(template, row) for row in rows]
    scores = score_recordings(scheme, pd.DataFrame([spotless, *breaches]))["raw"].tolist()
    return [{"deduction": scores[0] - score} for score in scores[1:]]


def _count_columns(scheme: Scheme) -> list[str]:
    ids = [leaf.id for leaf in scheme.counted]
    return [*(f"{COUNT}{leaf}" for leaf in ids), *(f"{AGGRAVATED}{leaf}" for leaf in ids)]


def _occurrences(template: Template, row: Row) -> dict[str, int]:
    counted = template.scheme.counted
    clauses = {leaf.name.say(template.language): leaf.id for leaf in counted}
    clause, times = clauses[str(row["clause"])], _units(row["times"], 0)
    grave = row["aggravated"] == template.form.yes
    return {f"{COUNT}{clause}": times, f"{AGGRAVATED}{clause}": times if grave else 0}


# --- 评分表: the score of each recording ----------------------------------------------------------


def _scores(template: Template, rows: Sequence[Row]) -> list[Results]:
    results: list[Results] = [{} for _ in rows]
    marked = [place for place, row in enumerate(rows) if _is_marked(template, row)]
    if not marked:
        return results
    frame = pd.DataFrame([_recording(template, rows[place]) for place in marked])
    scored = score_recordings(template.scheme, frame)
    names = {band.id: band.name.say(template.language) for band in bands_of(template.scheme)}
    for place, score in zip(marked, scored.itertuples(), strict=True):
        if not pd.isna(score.raw):
            band = names.get(score.band, "")
            results[place] = {"raw": score.raw, "final": score.final, "band": band}
    return results


def _is_marked(template: Template, row: Row) -> bool:
    """Whether the formulas find a number that is an allowed mark in every column of an item."""
    for key, node in template.form.indicators.items():
        if node.scale:
            mark, scale = row[key], template.scheme.scale_of(node)
            if not isinstance(mark, int | float) or not scale.allows(exact(mark)):
                return False
    return True


def _recording(template: Template, row: Row) -> dict[str, object]:
    """Returns a row of a sheet as a row of the recordings frame, as far as scores need it."""
    scheme = template.scheme
    recording: dict[str, object] = {}
    for key, node in template.form.indicators.items():
        recording[key] = _units(row[key], 0)
        if node.scale:
            scale = scheme.scale_of(node)
            recording[key] = _units(row[key], scale.decimals) + scale.below_zero
    if scheme.error_deduction:
        decimals = scheme.error_deduction.decimals
        recording["error_deduction"] = _units(row["error_deduction"], decimals)
    if scheme.fatal:
        is_fatal = row["fatal"] == template.form.yes
        known = {code.id for code in scheme.fatal.codes}
        typed = template.vocabulary.separator.split(str(row["error_codes"]))
        codes = [code for code in typed if code in known]
        recording["fatal"] = is_fatal
        recording["fatal_codes"] = joined(codes) if is_fatal else ""
    return recording


def _units(value: object, decimals: int) -> int:
    """Returns a typed number in whole units of 10^-decimals; an empty cell is 0."""
    number = value if isinstance(value, int | float) else 0
    return int(exact(number).scaleb(decimals))
