"""Checks of what the analysis needs: bands, distribution, alert levels, reference levels (S3)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from qa_workbook.config.faults import Fault, Places
from qa_workbook.scheme.model import Band, Scheme
from qa_workbook.scheme.placed import twice


@dataclass(frozen=True)
class _Span:
    """The possible scores of a band, as whole numbers of 10^-decimals; both ends included."""

    place: int
    band: Band
    low: float | int
    high: float | int


def check_bands(scheme: Scheme, places: Places) -> list[Fault]:
    """Bands have unique ids and one edge on a side, and hold every possible score exactly once."""
    if scheme.bands is None:
        return []
    bands, steps = scheme.bands.bands, ("bands", "bands")
    faults = twice(
        [((*steps, place, "id"), band.id) for place, band in enumerate(bands)], places, "id-twice"
    )
    for place, band in enumerate(bands):
        twice_below = band.above is not None and band.from_ is not None
        twice_above = band.below is not None and band.to is not None
        if twice_below or twice_above:
            faults.append(places.fault("band-edges", *steps, place, id=band.id))
    if faults:
        return faults
    spans = [_span(place, band, scheme.score.decimals) for place, band in enumerate(bands)]
    empty = [span for span in spans if span.low > span.high]
    if empty:
        return [places.fault("band-empty", *steps, span.place, id=span.band.id) for span in empty]
    return list(_coverage(scheme, sorted(spans, key=lambda span: span.low), places))


def _span(place: int, band: Band, decimals: int) -> _Span:
    low: float | int = -math.inf
    high: float | int = math.inf
    if band.from_ is not None:
        low = _whole(band.from_, decimals, ROUND_CEILING)
    if band.above is not None:
        low = _whole(band.above, decimals, ROUND_FLOOR) + 1
    if band.to is not None:
        high = _whole(band.to, decimals, ROUND_FLOOR)
    if band.below is not None:
        high = _whole(band.below, decimals, ROUND_CEILING) - 1
    return _Span(place, band, low, high)


def _whole(value: Decimal, decimals: int, rounding: str) -> int:
    return int(value.scaleb(decimals).to_integral_value(rounding))


def possible(scheme: Scheme, score: str) -> tuple[Decimal, Decimal]:
    """Returns the least and the greatest score that a recording can have, "raw" or "final"."""
    low = scheme.score.floor
    if score == "final":
        least = scheme.score.least_final
        low = least if scheme.error_deduction or scheme.fatal else max(low, least)
    return low, scheme.score.ceiling


def _coverage(scheme: Scheme, spans: list[_Span], places: Places) -> Iterator[Fault]:
    """Yields gaps and overlaps of bands, given in rising order.

    `reached` is the highest score in any band so far, `last` the band that holds it.
    """
    assert scheme.bands is not None
    decimals = scheme.score.decimals
    lowest, highest = possible(scheme, scheme.bands.score)
    reached: float | int = _whole(lowest, decimals, ROUND_CEILING) - 1
    last = spans[0]
    for position, span in enumerate(spans):
        steps = ("bands", "bands", span.place)
        if position and span.low <= last.high:
            first, until = _scores(span.low, min(span.high, last.high), decimals)
            details = {"one": last.band.id, "other": span.band.id, "first": first, "until": until}
            yield places.fault("band-overlap", *steps, **details)
        elif span.low > reached + 1:
            first, until = _scores(reached + 1, span.low - 1, decimals)
            yield places.fault("band-gap", *steps, first=first, until=until)
        last = span if span.high >= last.high else last
        reached = max(reached, span.high)
    if reached < _whole(highest, decimals, ROUND_FLOOR):
        first, until = _scores(reached + 1, _whole(highest, decimals, ROUND_FLOOR), decimals)
        yield places.fault("band-gap", "bands", "bands", last.place, first=first, until=until)


def _scores(low: float | int, high: float | int, decimals: int) -> tuple[str, str]:
    return _score(low, decimals), _score(high, decimals)


def _score(edge: float | int, decimals: int) -> str:
    return f"{Decimal(int(edge)).scaleb(-decimals):f}" if math.isfinite(edge) else "…"


def check_distribution(scheme: Scheme, places: Places) -> list[Fault]:
    """Bounds rise, and reach from the least possible score to the greatest."""
    if scheme.distribution is None:
        return []
    bounds, steps = scheme.distribution.bounds, ("distribution", "bounds")
    faults = [
        places.fault("bounds-not-rising", *steps, place, found=bound, before=before)
        for place, (before, bound) in enumerate(pairwise(bounds), 1)
        if bound <= before
    ]
    lowest, highest = possible(scheme, scheme.distribution.score)
    if not faults and (bounds[0] > lowest or bounds[-1] < highest):
        faults.append(places.fault("bounds-too-narrow", *steps, low=lowest, high=highest))
    return faults


def check_alerts(scheme: Scheme, places: Places) -> list[Fault]:
    """Alert levels run from worst to mildest, the last from 0; ids and colours are unique."""
    if scheme.alerts is None:
        return []
    levels, steps = scheme.alerts.levels, ("alerts", "levels")
    faults = twice(
        [((*steps, place, "id"), level.id) for place, level in enumerate(levels)],
        places,
        "id-twice",
    )
    colours = [((*steps, place, "colour"), str(level.colour)) for place, level in enumerate(levels)]
    faults += twice(colours, places, "colour-twice")
    for key in ("item_from", "average_from"):
        bounds = [getattr(level, key) for level in levels]
        for place, (before, bound) in enumerate(pairwise(bounds), 1):
            if bound >= before:
                faults.append(
                    places.fault("alert-order", *steps, place, key, found=bound, before=before)
                )
        if bounds[-1] != 0:
            faults.append(
                places.fault("alert-last", *steps, len(levels) - 1, key, found=bounds[-1])
            )
    return faults


def check_reference_levels(scheme: Scheme, places: Places) -> list[Fault]:
    """best > good > lowest."""
    levels = scheme.reference_levels
    if levels is None or levels.best > levels.good > levels.lowest:
        return []
    details = {"best": levels.best, "good": levels.good, "lowest": levels.lowest}
    return [places.fault("reference-order", "reference_levels", **details)]
