"""What a register that is given out writes into the ledger, and how it is read back.

`open` is the first event of a case: what it is about and what it costs. `price` says what it costs
now: where the first amount bound nobody yet, or where the case has another row of the sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import pandas as pd

from qa_workbook.ledger.event import Draft, Event
from qa_workbook.penalties.given_out import GivenLine, GivenOut, read_line
from qa_workbook.penalties.model import Register

OPEN, PRICE, MOVED = "open", "price", "moved"
SYSTEM = "system"
"""Who writes what no person decides."""
Begun = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


def given_lines_of(events: Iterable[Event]) -> Iterator[GivenLine]:
    """Yields the lines given out, in their order.

    Raises KeyError, ValueError, TypeError or ArithmeticError for events of another program.
    """
    for event in events:
        if event.event in (OPEN, PRICE):
            yield read_line(event.data["line"])


def drafts_of(
    register: Register, given_out: GivenOut, at: str, begun: Begun = lambda _, __: {}
) -> list[Draft]:
    """Returns the events of what the register adds to what was given out, at the time `at`.

    `begun` says what an `open` event keeps beside that, of its case and of what it is about.
    """
    if not register.to_remember:
        return []
    abouts = dict(chain(_abouts(register.lines), _abouts(register.unpriced)))
    found = []
    for line in register.to_remember:
        data, is_new = {"line": line.as_dict, **abouts[line.case]}, line.case not in given_out.lines
        if is_new:
            data |= begun(line.case, data)
        found.append(_draft(line, data, at, is_new=is_new))
    return found


def moved_drafts(lines: Iterable[GivenLine], digest: str, at: str) -> list[Draft]:
    """Returns the events of lines that an older program kept in a file with that SHA-256."""
    found, known = [], set[str]()
    for line in lines:
        found.append(_draft(line, {"line": line.as_dict}, at, is_new=line.case not in known))
        known.add(line.case)
    data = {"sha256": digest, "lines": len(found)}
    return [*found, Draft(at, "", MOVED, SYSTEM, SYSTEM, data=data)]


def has_moved(events: Iterable[Event], digest: str) -> bool:
    """Returns whether the file with that SHA-256 is in the ledger."""
    return any(event.event == MOVED and event.data["sha256"] == digest for event in events)


_ABOUT = ["team", "project", "version", "clause", "remark", "legal_nature"]
_PLACE = ["file", "sheet", "row", "cell"]
_AMOUNTS = ["carried", "points", "points_most", "money_before_cap", "money_most"]


def _abouts(lines: pd.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields each case with what else a paper says of it, and where it was entered."""
    said, places, amounts = (_rows(lines, names) for names in (_ABOUT, _PLACE, _AMOUNTS))
    for case, words, place, (carried, points, most_points, money, most_money) in zip(
        lines["case"].tolist(), said, places, amounts, strict=True
    ):
        about: dict[str, Any] = dict(zip(_ABOUT, words, strict=True))
        # From what to what a person decides, where the tariff leaves it to somebody.
        if points < most_points:
            about["points_range"] = [f"{points:f}", f"{most_points:f}"]
        if money < most_money:
            about["money_range"] = [f"{money:f}", f"{most_money:f}"]
        about["carried"] = f"{carried:f}"
        about["source"] = dict(zip(_PLACE, place, strict=True))
        yield case, about


def _rows(lines: pd.DataFrame, names: list[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(lines[name].tolist() for name in names), strict=True)


def _draft(line: GivenLine, data: Mapping[str, Any], at: str, *, is_new: bool) -> Draft:
    return Draft(at, line.case, OPEN if is_new else PRICE, SYSTEM, SYSTEM, data=data)
