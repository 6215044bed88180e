"""Turns cases into recordings, as if somebody had filled in a score sheet."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from qa_workbook.codes import joined
from qa_workbook.frames import COUNT, LONG, MARK, NOT_APPLICABLE, wide_schema
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scoring_cases.check import error_codes, fatal_codes, marked
from qa_workbook.scoring_cases.loader import CasesOfScheme
from qa_workbook.scoring_cases.model import WorkedCase

Row = dict[str, object]


def recordings_of(cases: CasesOfScheme, chosen: Sequence[int]) -> pd.DataFrame:
    """Returns the recordings frame of the cases at the positions `chosen`.

    It is wide or long, as the sheets of the scheme are. `recording` and `agent` are the position
    ("0", "1" …), so that no cap of one case reaches into another.
    """
    numbered = [(str(number), cases.cases[number]) for number in chosen]
    if cases.scheme.sheet.layout == "long":
        rows = [row for number, case in numbered for row in _long_rows(cases, number, case)]
        return LONG.frame(rows)
    graded = [node.id for node in cases.scheme.graded]
    counted = [node.id for node in cases.scheme.counted]
    rows = [_wide_row(cases, number, case) for number, case in numbered]
    return wide_schema(graded, counted).frame(rows)


def _head(cases: CasesOfScheme, number: str, case: WorkedCase) -> Row:
    scheme = cases.scheme
    fatal = [code for code in case.codes if code in fatal_codes(scheme)]
    decimals = scheme.error_deduction.decimals if scheme.error_deduction else 0
    return {
        "recording": number,
        "agent": number,
        "call_date": pd.Timestamp(cases.day),
        "inspected_on": pd.Timestamp(cases.day),
        "error_deduction": int(case.error_deduction.scaleb(decimals)),
        "error_codes": joined(code for code in case.codes if code in error_codes(scheme)),
        "fatal": bool(fatal),
        "fatal_codes": joined(fatal),
        "row": int(number) + 1,
    }


def _wide_row(cases: CasesOfScheme, number: str, case: WorkedCase) -> Row:
    row = _head(cases, number, case)
    for node in marked(cases, case):
        row[MARK + node.id] = _ticks(cases.scheme, node, case)
    for name, times in case.counts.items():
        row[COUNT + name] = times
    return row


def _ticks(scheme: Scheme, node: Indicator, case: WorkedCase) -> int:
    scale = scheme.scale_of(node)
    mark = case.marks.get(node.id, scale.full)
    return NOT_APPLICABLE if isinstance(mark, str) else scale.stored(mark)


def _long_rows(cases: CasesOfScheme, number: str, case: WorkedCase) -> list[Row]:
    """A row for the plain and one for the aggravated occurrences of each clause.

    A recording without any breach has a row in which a clause occurred no times.
    """
    head = _head(cases, number, case)
    rows = []
    for name, times in case.counts.items():
        worse = case.aggravated.get(name, 0)
        for share, aggravated in ((times - worse, False), (worse, True)):
            if share:
                entry = f"{name}!" if aggravated else name
                breach = {"clause": name, "times": share, "aggravated": aggravated}
                rows.append(head | breach | {"entry": entry})
    none = {"clause": cases.scheme.counted[0].id, "times": 0}
    return rows or [head | none]
