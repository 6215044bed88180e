"""What a cell says, as one text: its kind and its value.

Programs save the same cell in different ways (5 and 5.0, a day with or without the hour 0); what a
person sees in it stays.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from qa_workbook.grids.grid import CellError, CellValue

TEXT, NUMBER, DAY, TRUTH, ERROR, SPAN = "t", "n", "d", "b", "e", "s"


def told(value: CellValue) -> str:
    """Returns kind and value of a cell, parted by a colon; "" for an empty one."""
    match value:
        case str():
            words = value.replace("\r\n", "\n")
            return f"{TEXT}:{words}" if words.strip() else ""
        case bool():
            found = TRUTH, str(value).upper()
        case int() | float():
            found = NUMBER, f"{value:.15g}"
        case CellError():
            found = ERROR, value.words
        case timedelta():
            found = SPAN, f"{value.total_seconds():.0f}"
        case datetime():
            at_midnight = value.time() == time()
            found = DAY, str(value.date()) if at_midnight else value.isoformat(" ", "seconds")
        case _:
            found = DAY, value.isoformat()
    return ":".join(found)


def spoken(words: str, other: str = "") -> str:
    """Returns what a person sees of a cell in the words of `told`, "" for an empty one.

    Beside an `other` that looks the same, a text stands in quotes.
    """
    kind, _, value = words.partition(":")
    same = words != other and value == other.partition(":")[2]
    return f'"{value}"' if same and kind == TEXT else value
