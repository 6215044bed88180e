"""What comes after the tree: error deduction (S2), fatal errors (S13) and score bands (S3), all in whole units."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.numbers import half_up_division, places
from qa_workbook.scheme.model import Band, Fatal, FatalCode, Scheme

_UNLIMITED = np.iinfo(np.int64).max


def final_units(scheme: Scheme, frame: pd.DataFrame, raw: npt.NDArray) -> npt.NDArray:
    """Returns the final scores of raw ones, both in units of 10^-score.decimals.

    Off comes the error deduction; then the harshest effect of the row's fatal codes; never below 0.
    """
    deduction = deduction_units(frame)
    digits = max(
        [scheme.score.decimals, deduction_decimals(scheme), *map(places, _caps(scheme.fatal))]
    )
    finer = digits - scheme.score.decimals
    score = raw * 10**finer - deduction * 10 ** (digits - deduction_decimals(scheme))
    if scheme.fatal:
        score = np.minimum(score, _limits(scheme.fatal, frame, digits))
    return half_up_division(np.maximum(score, 0), 10**finer, 0)


def deduction_units(frame: pd.DataFrame) -> npt.NDArray:
    """Returns the error deductions of a frame in units of 10^-error_deduction.decimals (int64)."""
    column = frame.get("error_deduction")
    return (
        np.zeros(len(frame), dtype=np.int64)
        if column is None
        else column.to_numpy().astype(np.int64)
    )


def deduction_decimals(scheme: Scheme) -> int:
    """Returns the places of the scheme's error deductions, 0 without any."""
    return scheme.error_deduction.decimals if scheme.error_deduction else 0


def _caps(fatal: Fatal | None) -> list[Decimal]:
    caps = [fatal.cap, *(code.cap for code in fatal.codes)] if fatal else []
    return [cap for cap in caps if cap is not None]


def _limits(fatal: Fatal, frame: pd.DataFrame, digits: int) -> npt.NDArray:
    """Returns the most that each row may score: 0, the lowest cap, or no limit; "zero" is a cap of 0."""
    if "fatal_codes" not in frame:
        return np.full(len(frame), _UNLIMITED)
    group, texts = pd.factorize(frame["fatal_codes"])
    known = {code.id: code for code in fatal.codes}
    coded = np.array(
        [_limit(fatal, known, str(text), digits) for text in texts] or [_UNLIMITED], dtype=np.int64
    )
    limits = coded[group]
    uncoded = frame["fatal"].to_numpy(dtype=bool) & (frame["fatal_codes"] == "").to_numpy(
        dtype=bool
    )
    limits[uncoded] = _effect(fatal, None, digits)
    return limits


def _limit(fatal: Fatal, known: dict[str, FatalCode], codes: str, digits: int) -> int:
    return min(
        (_effect(fatal, known.get(code), digits) for code in codes.split(";") if code),
        default=_UNLIMITED,
    )


def _effect(fatal: Fatal, code: FatalCode | None, digits: int) -> int:
    effect = (code.effect if code else None) or fatal.effect
    if effect == "flag":
        return _UNLIMITED
    if effect == "zero":
        return 0
    cap = code.cap if code and code.cap is not None else fatal.cap
    assert cap is not None, "the config check demands a cap"
    return int(cap.scaleb(digits))


def bands(scheme: Scheme, score: npt.NDArray) -> pd.Categorical:
    """Returns the band id of each score (in units of 10^-score.decimals), "" where there is none; edges are exact."""
    names = [band.id for band in scheme.bands.bands] if scheme.bands else []
    codes = np.zeros(len(score), dtype=np.int8)
    for number in range(len(names), 0, -1):  # the first band that holds wins
        assert scheme.bands is not None
        codes[within(scheme.bands.bands[number - 1], score, scheme.score.decimals)] = number
    return pd.Categorical.from_codes(codes, categories=pd.Index(["", *names], dtype="str"))


def within(band: Band, score: npt.NDArray, digits: int) -> npt.NDArray:
    """Returns the mask of scores, in units of 10^-digits, that lie in a band."""
    inside = np.ones(len(score), dtype=bool)
    if band.above is not None:
        inside &= score > _floor(band.above, digits)
    if band.from_ is not None:
        inside &= score >= _ceiling(band.from_, digits)
    if band.below is not None:
        inside &= score < _ceiling(band.below, digits)
    if band.to is not None:
        inside &= score <= _floor(band.to, digits)
    return inside


def _floor(edge: Decimal, digits: int) -> int:
    exact = Fraction(edge) * 10**digits
    return exact.numerator // exact.denominator


def _ceiling(edge: Decimal, digits: int) -> int:
    exact = Fraction(edge) * 10**digits
    return -(-exact.numerator // exact.denominator)
