"""工资扣款表: the flat file of a closed month that finance pays from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from qa_workbook.app.close import month_of
from qa_workbook.app.export import guarded
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.outputs import protected
from qa_workbook.books.payroll.book import nature_word, write_payroll_book
from qa_workbook.casework.entries import Closing, closings_of
from qa_workbook.casework.payroll_rows import ROW
from qa_workbook.errors import MonthNotClosed, UsageError
from qa_workbook.files import refuse_if_open, written_together
from qa_workbook.labels import text
from qa_workbook.workspace import Workspace

SUFFIXES = (".csv", ".xlsx")
_AMOUNTS = ("due", "limit", "taken", "carried")


@dataclass(frozen=True)
class PayrollReport:
    """What was written: the file and its control totals."""

    file: Path
    totals: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Returns the control totals, and where the file is; amounts are text."""
        return {**self.totals, "files": {"payroll": str(self.file)}}


def write_payroll(
    workspace: Workspace, period_text: str, out: Path, language: str
) -> PayrollReport:
    """Writes what is taken from each agent's pay of a closed month, per legal nature.

    The columns of a .csv (UTF-8 with BOM) or .xlsx: agent, name, month, nature, due, limit, taken,
    carried, cases. An original is kept for `verify`. Raises MonthNotClosed, UsageError, OutputHere,
    OutputLocked, and as `Ledger` does.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise UsageError(what=text("cli.payroll_kind", language))
    span = month_of(period_text)
    ledger = WorkspaceLedger.of(workspace)
    closing = closings_of(ledger.events()).get(span.text)
    if closing is None:
        raise MonthNotClosed(period=span.text)
    out = protected(workspace, out)
    refuse_if_open(out)
    totals = totals_of(closing)
    with written_together() as files:
        beside = files.add(out)
        if out.suffix.lower() == ".csv":
            _write_csv(beside, closing.rows, language)
        else:
            write_payroll_book(beside, closing.rows, totals, language)
        content = beside.read_bytes()
        name = f"{sha256(content).hexdigest()}{out.suffix.lower()}"
        original = files.add(workspace.originals / "payroll" / name, first=True)
        original.write_bytes(content)
        files.publish()
    return PayrollReport(out, totals)


def totals_of(closing: Closing) -> dict[str, Any]:
    """Returns the control totals of a closed month: counts, sums in yuan as text, digest, root.

    `digest` is the SHA-256 of the rows as canonical JSON, the same whatever the file's kind.
    """
    rows = [{name: row[name] for name in ROW} for row in closing.rows]
    sums = {
        name: f"{sum((Decimal(row[name]) for row in rows), Decimal('0.00')):f}"
        for name in ("due", "taken", "carried")
    }
    body = orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)
    return {
        "period": closing.period,
        "rows": len(rows),
        "agents": len({row["agent"] for row in rows}),
        "cases": sum(row["cases"] for row in rows),
        **sums,
        "digest": sha256(body).hexdigest(),
        "root": closing.root,
        "events": closing.events,
    }


def _write_csv(path: Path, rows: Sequence[Mapping[str, Any]], language: str) -> None:
    """Text that would be read as a formula gets an apostrophe before it; amounts stay numbers."""
    shown = []
    for row in rows:
        amounts = {name: Decimal(row[name]) if row[name] else None for name in _AMOUNTS}
        nature = nature_word(row["nature"], language)
        shown.append({name: row[name] for name in ROW} | amounts | {"nature": nature})
    frame = guarded(pd.DataFrame(shown, columns=list(ROW), dtype=object))
    headings = [text(f"payroll_book.{name}", language) for name in ROW]
    frame.to_csv(path, index=False, header=headings, encoding="utf-8-sig")
