"""How every workbook writes the range of a band."""

from __future__ import annotations

from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Band


def band_edges(band: Band) -> str:
    """Returns the edges of a band as people write them: 85 ≤ x ≤ 90, x > 90, x < 60."""
    upper = ""
    if band.below is not None:
        upper = f" < {plain(band.below)}"
    elif band.to is not None:
        upper = f" ≤ {plain(band.to)}"
    # With one edge only, x comes first: nobody writes 90 < x.
    if band.above is not None:
        return f"{plain(band.above)} < x{upper}" if upper else f"x > {plain(band.above)}"
    if band.from_ is not None:
        return f"{plain(band.from_)} ≤ x{upper}" if upper else f"x ≥ {plain(band.from_)}"
    return f"x{upper}"
