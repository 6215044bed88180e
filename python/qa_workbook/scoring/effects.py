"""What comes after the tree: error deduction (S2), fatal errors (S13) and score bands (S3).

All numbers are whole: scores in units of 10^-decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.codes import separated
from qa_workbook.numbers import cut_division, half_up_division, places
from qa_workbook.scheme.model import Band, Fatal, FatalCode, Scheme

_UNLIMITED = np.iinfo(np.int64).max


def final_units(scheme: Scheme, frame: pd.DataFrame, raw: Integers) -> tuple[Integers, Booleans]:
    """Returns the final scores of raw ones, and where a fatal error changed them.

    Scores are in units of 10^-score.decimals. Off comes the error deduction; then the harshest
    effect of the row's fatal codes; never below 0, or below the floor where that is lower.
    """
    deduction = deduction_units(frame)
    # Everything is compared in the finest unit that any of the numbers needs, and rounded once.
    decimals = scheme.score.decimals
    digits = max([decimals, deduction_decimals(scheme), *map(places, _edges(scheme))])
    finer = digits - decimals
    score = raw * 10**finer - deduction * 10 ** (digits - deduction_decimals(scheme))
    least = int(scheme.score.least_final.scaleb(digits))
    unaffected = _coarser(scheme, np.maximum(score, least), finer)
    if scheme.fatal is None:
        return unaffected, np.zeros(len(raw), dtype=bool)
    limited = np.minimum(score, _limits(scheme.fatal, frame, digits))
    final = _coarser(scheme, np.maximum(limited, least), finer)
    return final, final < unaffected


def _coarser(scheme: Scheme, score: Integers, finer: int) -> Integers:
    """Scores with `finer` more digits, rounded to those that scores have."""
    if not finer:
        return score
    divided = cut_division if scheme.score.rounding == "down" else half_up_division
    return divided(score, 10**finer, 0)


def deduction_units(frame: pd.DataFrame) -> Integers:
    """Returns the error deductions of a frame in units of 10^-error_deduction.decimals (int64)."""
    if "error_deduction" not in frame:
        return np.zeros(len(frame), dtype=np.int64)
    units: Integers = frame["error_deduction"].to_numpy().astype(np.int64)
    return units


def deduction_decimals(scheme: Scheme) -> int:
    """Returns the places of the scheme's error deductions, 0 without any."""
    return scheme.error_deduction.decimals if scheme.error_deduction else 0


def _edges(scheme: Scheme) -> list[Decimal]:
    """The numbers that a final score is compared with: the least one and all caps."""
    fatal = scheme.fatal
    caps = [fatal.cap, *(code.cap for code in fatal.codes)] if fatal else []
    return [scheme.score.least_final, *(cap for cap in caps if cap is not None)]


def _limits(fatal: Fatal, frame: pd.DataFrame, digits: int) -> Integers:
    """Returns the most that each row may score: 0, the lowest cap, or no limit."""
    if "fatal_codes" not in frame:
        return np.full(len(frame), _UNLIMITED)
    # few rows have different codes, so each text is taken apart once
    group, texts = pd.factorize(frame["fatal_codes"])
    known = {code.id: code for code in fatal.codes}
    each = [_limit(fatal, known, str(text), digits) for text in texts] or [_UNLIMITED]
    limits: Integers = np.array(each, dtype=np.int64)[group]
    uncoded = frame["fatal"].astype(bool) & (frame["fatal_codes"] == "")
    limits[uncoded.to_numpy(dtype=bool)] = _effect(fatal, None, digits)
    return limits


def _limit(fatal: Fatal, known: dict[str, FatalCode], codes: str, digits: int) -> int:
    """The lowest limit of the codes that a row names; the harshest effect counts."""
    effects = (_effect(fatal, known.get(code), digits) for code in separated(codes))
    return min(effects, default=_UNLIMITED)


def _effect(fatal: Fatal, code: FatalCode | None, digits: int) -> int:
    """The most that a row with this code may score; "zero" is a cap of 0."""
    effect, cap = fatal.effect, fatal.cap
    if code and code.effect:
        effect = code.effect
    if code and code.cap is not None:
        cap = code.cap
    if effect == "flag":
        return _UNLIMITED
    if effect == "zero":
        return 0
    assert cap is not None, "the config check demands a cap"
    return int(cap.scaleb(digits))


def bands_of(scheme: Scheme, raw: Integers, final: Integers, changed: Booleans) -> pd.Categorical:
    """Returns the band of each recording, in units as `bands`.

    A good band beside a score of 0 would be nonsense: where a fatal error `changed` the score, the
    band is that of the final one, whichever score the bands are for.
    """
    if scheme.bands and scheme.bands.score == "final":
        return bands(scheme, final)
    return bands(scheme, np.where(changed, final, raw))


def bands(scheme: Scheme, score: Integers) -> pd.Categorical:
    """Returns the band id of each score, "" where there is none.

    `score` is in units of 10^-score.decimals; edges are exact.
    """
    own = scheme.bands.bands if scheme.bands else []
    lowest, highest = int(score.min(initial=0)), int(score.max(initial=0))
    if highest - lowest < len(score):
        # Of many scores few are different: each possible one is compared once.
        every = np.arange(lowest, highest + 1)
        codes = _band_codes(own, every, scheme.score.decimals)[score - lowest]
    else:
        codes = _band_codes(own, score, scheme.score.decimals)
    names = pd.Index(["", *(band.id for band in own)], dtype="str")
    return pd.Categorical.from_codes(codes, categories=names)


def _band_codes(own: Sequence[Band], score: Integers, decimals: int) -> Integers:
    """The number of the band of each score, from 1 up; 0 for none."""
    codes = np.zeros(len(score), dtype=np.int8)
    for number in range(len(own), 0, -1):  # the first band that holds wins
        codes[within(own[number - 1], score, decimals)] = number
    return codes


def within(band: Band, score: Integers, digits: int) -> Booleans:
    """Returns the mask of scores, in units of 10^-digits, that lie in a band."""
    inside = np.ones(len(score), dtype=bool)
    if band.above is not None:
        inside &= score > floor(band.above.scaleb(digits))
    if band.from_ is not None:
        inside &= score >= ceil(band.from_.scaleb(digits))
    if band.below is not None:
        inside &= score < ceil(band.below.scaleb(digits))
    if band.to is not None:
        inside &= score <= floor(band.to.scaleb(digits))
    return inside
