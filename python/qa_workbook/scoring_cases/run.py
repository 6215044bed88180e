"""Scores and prices worked cases, and says where they disagree with what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pandas as pd

from qa_workbook.codes import joined, separated
from qa_workbook.config.faults import Fault, Steps
from qa_workbook.numbers import decimal
from qa_workbook.penalties import TariffBook, assess
from qa_workbook.penalties.caps import Pay
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scoring import fold_breaches, score_recordings, with_lost_marks
from qa_workbook.scoring_cases.check import check_case
from qa_workbook.scoring_cases.loader import CasesOfScheme, load_cases
from qa_workbook.scoring_cases.recordings import recordings_of

PENALTY = ("points", "money_before_cap", "money")
SAID = {"caps": "cap", "actions": "actions"}
"""What is said of a penalty, by the key under `expect.penalty`, and the column that has it."""
Outcome = dict[str, object]
"""What came out, by the keys of `expect` or of `expect.penalty`."""


def check_worked_cases(
    folder: Path, schemes: SchemeBook, tariffs: TariffBook
) -> tuple[int, list[Fault]]:
    """Reads and runs the cases of a folder.

    Returns how many agree, and every fault: of a file, of an input, or a `case-differs` with what
    was expected and what was found.
    """
    read, faults = load_cases(folder, schemes)
    agreed = 0
    for cases in read:
        results = run_cases(cases, tariffs)
        agreed += sum(not found for found in results)
        faults += chain.from_iterable(results)
    return agreed, sorted(faults, key=lambda fault: (fault.file, fault.line))


def run_cases(cases: CasesOfScheme, tariffs: TariffBook) -> list[list[Fault]]:
    """Returns the faults of each case: in its input or, where that has none, in what comes out."""
    results = [check_case(cases, number) for number in range(len(cases.cases))]
    sound = [number for number, faults in enumerate(results) if not faults]
    if not sound:
        return results
    frame = recordings_of(cases, sound)
    scores = _scores(cases, frame)
    penalties = _penalties(cases, _judged(cases, frame, scores), sound, tariffs)
    for number, score, penalty in zip(sound, scores, penalties, strict=True):
        results[number] = list(_differences(cases, number, score, penalty))
    return results


def _differences(
    cases: CasesOfScheme, number: int, score: Outcome, penalty: Outcome
) -> Iterator[Fault]:
    case = cases.cases[number]
    compared: list[tuple[tuple[str, ...], object, object]] = []
    for name, found in score.items():
        compared.append(((name,), getattr(case.expect, name), found))
    for name, found in penalty.items():
        compared.append((("penalty", name), getattr(case.expect.penalty, name, None), found))
    for keys, expected, found in compared:
        if expected is not None and expected != found:
            said = {"expected": _shown(expected), "found": _shown(found)}
            details = {"name": case.name, **said}
            steps: Steps = ("cases", number, "expect", *keys)
            yield cases.places.fault("case-differs", *steps, **details)


def _shown(value: object) -> object:
    return (joined(value) or "–") if isinstance(value, tuple) else value


def _scores(cases: CasesOfScheme, frame: pd.DataFrame) -> list[Outcome]:
    """Raw and final score, exact as shown, and band of each recording."""
    if cases.scheme.sheet.layout == "long":
        frame = fold_breaches(cases.scheme, frame)
    scored = score_recordings(cases.scheme, frame)
    decimals = cases.scheme.score.decimals
    return [
        {
            "raw": decimal(f"{row.raw:.{decimals}f}"),
            "final": decimal(f"{row.final:.{decimals}f}"),
            "band": str(row.band),
        }
        for row in scored.itertuples()
    ]


def _judged(cases: CasesOfScheme, frame: pd.DataFrame, scores: Sequence[Outcome]) -> pd.DataFrame:
    """The recordings with the band of their score and the items that lost marks."""
    order = dict.fromkeys(frame["recording"])
    bands = dict(zip(order, (score["band"] for score in scores), strict=True))
    band = pd.Series([bands[one] for one in frame["recording"]], frame.index, dtype="str")
    return with_lost_marks(cases.scheme, frame.assign(band=band))


def _penalties(
    cases: CasesOfScheme, frame: pd.DataFrame, chosen: list[int], tariffs: TariffBook
) -> list[Outcome]:
    """Sums over the register lines of each recording, as Decimals, and what they say.

    Zero without any line.
    """
    scheme = cases.scheme
    wages = {}
    for number in chosen:
        case = cases.cases[number]
        if case.wage is not None:
            wages[str(number), ""] = Pay(case.wage, case.performance_pay)
    lines = assess(tariffs, {scheme.key: scheme}, {scheme.key: frame}, wages).lines
    result: list[Outcome] = []
    for number in chosen:
        own = lines[lines["recording"] == str(number)]
        sums = {name: sum(own[name], Decimal(0)) for name in PENALTY}
        said = {name: _each_once(own[column]) for name, column in SAID.items()}
        result.append({**sums, **said})
    return result


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for text in texts for one in separated(text)))
