"""How every workbook writes the range of a band."""

from __future__ import annotations

from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Band, Scheme

_TURNED = {"<": ">", "≤": "≥"}


def bands_of(scheme: Scheme) -> tuple[Band, ...]:
    """Returns the bands of a scheme in the order of its file, none without any."""
    return scheme.bands.bands if scheme.bands else ()


def band_edges(band: Band) -> str:
    """Returns the edges of a band as people write them: 85 ≤ x ≤ 90, x > 90, x < 60."""
    upper = ""
    if band.below is not None:
        upper = f" < {plain(band.below)}"
    elif band.to is not None:
        upper = f" ≤ {plain(band.to)}"
    if band.above is not None:
        lower, sign = plain(band.above), "<"
    elif band.from_ is not None:
        lower, sign = plain(band.from_), "≤"
    else:
        return f"x{upper}"
    if upper:
        return f"{lower} {sign} x{upper}"
    # Nobody writes 90 < x.
    return f"x {_TURNED[sign]} {lower}"
