"""The time of day as it is written down: ISO text with the zone that the centres live in."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=8))
"""China has one zone and no summer time; times are `2026-10-09T14:30:00+08:00`."""


def span_text(span: timedelta) -> str:
    """Returns a length of time as a clock that goes on after 24 hours shows it: 25:03:00."""
    whole = round(span.total_seconds())
    minutes, seconds = divmod(abs(whole), 60)
    sign = "-" if whole < 0 else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def now() -> datetime:
    """Returns the time of the clock, to the second."""
    return datetime.now(ZONE).replace(microsecond=0)


def now_text() -> str:
    """Returns the time of the clock as it is written down."""
    return now().isoformat()
