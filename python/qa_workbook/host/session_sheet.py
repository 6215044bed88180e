"""What was typed into the sheet of a calibration session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from qa_workbook.console.names import CALIBRATION, SESSION_HEADER_ROW
from qa_workbook.errors import UsageError
from qa_workbook.host.open_console import OpenConsole, sheet_of
from qa_workbook.host.settings import word
from qa_workbook.numbers import period

_EXACT = 10**15  # numbers of more digits have lost some of them


class NoSessionDayError(UsageError):
    """The day of the session is empty, or no day. Needs `found`."""

    label = "host.no_session_day"


class LostDigitsError(UsageError):
    """A recording number that the spreadsheet program turned into a number. Needs `row`."""

    label = "host.lost_digits"


@dataclass(frozen=True)
class TypedSession:
    """A session as it was typed; `inspectors` is empty for all of them."""

    day: date
    recordings: tuple[str, ...]
    inspectors: tuple[str, ...]
    lead: str
    late: str


def typed_session(console: OpenConsole) -> TypedSession:
    """Returns the session that stands in the console.

    Raises NoSessionDayError, LostDigitsError, SheetGoneError.
    """
    return TypedSession(
        _day(console.cell("qa_session_day").value),
        _listed(console, 1),
        _listed(console, 2),
        word(console.cell("qa_session_lead").value),
        word(console.cell("qa_session_late").value),
    )


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    typed = word(value)
    span = period(typed) if typed else None
    if span is None or span.first != span.last:
        raise NoSessionDayError(found=typed)
    return span.first


def _listed(console: OpenConsole, column: int) -> tuple[str, ...]:
    sheet = sheet_of(console.book, CALIBRATION)
    last = max(sheet.used_range.last_cell.row, SESSION_HEADER_ROW + 1)
    cells = sheet.range((SESSION_HEADER_ROW + 1, column), (last, column)).options(ndim=1).value
    for row, value in enumerate(cells, SESSION_HEADER_ROW + 1):
        if isinstance(value, float) and abs(value) >= _EXACT:
            raise LostDigitsError(row=row)
    return tuple(filter(None, map(word, cells)))
