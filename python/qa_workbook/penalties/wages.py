"""Reads the optional list of wages that the wage caps need: config/wages.csv with the columns 工号 and 月工资."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

from qa_workbook.config.faults import ConfigError, Fault
from qa_workbook.labels import text
from qa_workbook.numbers import decimal

NAME = "wages.csv"
AGENT, WAGE = ("工号", "agent"), ("月工资", "wage")


def read_wages(folder: Path) -> dict[tuple[str, str], Decimal] | None:
    """Returns the wages in yuan by (agent, month ""), None when `folder` has no list.

    Raises ConfigError with every fault.
    """
    path = folder / NAME
    if not path.exists():
        return None
    wages, faults = parse_wages(path)
    if faults:
        raise ConfigError(faults)
    return wages


def parse_wages(path: Path) -> tuple[dict[tuple[str, str], Decimal], list[Fault]]:
    """Returns the wages of a list in UTF-8 or GB18030, and every fault with its line."""
    rows = list(csv.reader(io.StringIO(_decoded(path.read_bytes()))))
    heading = [normalize("NFKC", cell).strip().casefold() for cell in rows[0]] if rows else []
    agent, wage = (
        next((heading.index(name) for name in names if name in heading), -1)
        for names in (AGENT, WAGE)
    )
    if min(agent, wage) < 0:
        return {}, [_fault(path, 1, "wages-heading", found=", ".join(heading) or "–")]
    wages: dict[tuple[str, str], Decimal] = {}
    faults = []
    for line, row in enumerate(rows[1:], 2):
        cells = [normalize("NFKC", cell).strip() for cell in row]
        if not any(cells):
            continue
        name, amount = (cells[place] if place < len(cells) else "" for place in (agent, wage))
        if not name or (name, "") in wages:
            faults.append(
                _fault(path, line, "wages-agent-twice" if name else "wages-no-agent", agent=name)
            )
        try:
            wages[name, ""] = _amount(amount)
        except ValueError:
            faults.append(_fault(path, line, "wages-amount", found=amount or "–"))
    return wages, faults


def _amount(words: str) -> Decimal:
    number = decimal(words.removeprefix("¥").replace(",", ""))
    if number < 0:
        raise ValueError(words)
    return number


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _fault(path: Path, line: int, code: str, **details: object) -> Fault:
    zh, en = (text(f"penalties.{code}", language, **details) for language in ("zh", "en"))
    return Fault(path, line, "", code, zh, en)
