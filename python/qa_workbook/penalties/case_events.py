"""What a register that is given out writes into the ledger, and how it is read back.

`open` is the first event of a case: what it is about and what it costs. `price` says what it costs
now: where the first amount bound nobody yet, or where the case has another row of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from qa_workbook.ledger.event import Draft, Event
from qa_workbook.penalties.given_out import GivenLine, GivenOut, read_line
from qa_workbook.penalties.model import Register

OPEN, PRICE, MOVED = "open", "price", "moved"
SYSTEM = "system"
"""Who writes what no person decides."""


def given_lines_of(events: Iterable[Event]) -> Iterator[GivenLine]:
    """Yields the lines given out, in their order.

    Raises KeyError, ValueError, TypeError or ArithmeticError for events of another program.
    """
    for event in events:
        if event.event in (OPEN, PRICE):
            yield read_line(event.data["line"])


def drafts_of(register: Register, given_out: GivenOut, at: str) -> list[Draft]:
    """Returns the events of what the register adds to what was given out, at the time `at`."""
    if not register.to_remember:
        return []
    names = ["case", *_ABOUT, "carried", *_PLACE, *_AMOUNTS]
    about = {
        row[0]: dict(zip(names, row, strict=True))
        for frame in (register.lines, register.unpriced)
        for row in zip(*(frame[name].tolist() for name in names), strict=True)
    }
    return [
        _draft(line, _about(about[line.case]), at, is_new=line.case not in given_out.lines)
        for line in register.to_remember
    ]


def moved_drafts(lines: Iterable[GivenLine], digest: str, at: str) -> list[Draft]:
    """Returns the events of lines that an older program kept in a file with that SHA-256."""
    found, known = [], set[str]()
    for line in lines:
        found.append(_draft(line, {}, at, is_new=line.case not in known))
        known.add(line.case)
    data = {"sha256": digest, "lines": len(found)}
    return [*found, Draft(at, "", MOVED, SYSTEM, SYSTEM, data=data)]


def has_moved(events: Iterable[Event], digest: str) -> bool:
    """Returns whether the file with that SHA-256 is in the ledger."""
    return any(event.event == MOVED and event.data["sha256"] == digest for event in events)


_ABOUT = ["team", "project", "version", "clause", "remark", "legal_nature"]
_RANGES = {"points": ("points", "points_most"), "money": ("money_before_cap", "money_most")}
_AMOUNTS = [column for ends in _RANGES.values() for column in ends]
_PLACE = ["file", "sheet", "row", "cell"]


def _about(row: dict[Any, Any]) -> dict[str, Any]:
    """What else a paper says of the case, and where it was entered."""
    said = {name: row[name] for name in _ABOUT}
    place = {name: row[name] for name in _PLACE}
    return {**said, **_ranges(row), "carried": f"{row['carried']:f}", "source": place}


def _ranges(row: dict[Any, Any]) -> dict[str, list[str]]:
    """From what to what a person decides, where the tariff leaves it to somebody."""
    return {
        f"{name}_range": [f"{row[low]:f}", f"{row[high]:f}"]
        for name, (low, high) in _RANGES.items()
        if row[low] < row[high]
    }


def _draft(line: GivenLine, about: dict[str, Any], at: str, *, is_new: bool) -> Draft:
    event = OPEN if is_new else PRICE
    data = {"line": line.as_dict, **about}
    return Draft(at, line.case, event, SYSTEM, SYSTEM, data=data)
