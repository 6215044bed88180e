"""What a cell says, as one text: its kind and its value.

Programs save the same cell in different ways (5 and 5.0, a day with or without the hour 0); what a
person sees in it stays.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from qa_workbook.grids.grid import CellError, CellValue

TEXT, NUMBER, DAY, TRUTH, ERROR, SPAN = "t", "n", "d", "b", "e", "s"


def told(value: CellValue) -> str:
    """Returns kind and value of a cell, parted by a colon; "" for an empty one."""
    if isinstance(value, str):
        words = value.replace("\r\n", "\n")
        return f"{TEXT}:{words}" if words.strip() else ""
    if isinstance(value, bool):
        return f"{TRUTH}:{value}".upper()
    if isinstance(value, int | float):
        return f"{NUMBER}:{value:.15g}"
    if isinstance(value, CellError):
        return f"{ERROR}:{value.words}"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return f"{DAY}:{value.date() if midnight else value.isoformat(' ', 'seconds')}"
    if isinstance(value, date | time):
        return f"{DAY}:{value.isoformat()}"
    return f"{SPAN}:{_seconds(value)}"


def _seconds(value: timedelta) -> str:
    return f"{value.total_seconds():.0f}"


def spoken(words: str, other: str = "") -> str:
    """Returns what a person sees of a cell in the words of `told`, "" for an empty one.

    Beside an `other` that looks the same, a text stands in quotes.
    """
    kind, _, value = words.partition(":")
    same = words != other and value == other.partition(":")[2]
    return f'"{value}"' if same and kind == TEXT else value
