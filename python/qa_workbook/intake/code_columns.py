"""差错扣分, 差错代码 and 致命错误 of wide sheets, checked against one another (S2, S13)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qa_workbook.codes import joined
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.choices import yes_or_no
from qa_workbook.forms.kinds.numbers import exact, two_numbers
from qa_workbook.forms.text_cells import blank, half_width, words
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.values import SheetValues
from qa_workbook.numbers import plain

_LONGEST_NUMBER = 12
_NOTHING_WRITTEN = ("", "", "")


@dataclass(frozen=True)
class _Row:
    """What the three cells of one row say, and what stood in them."""

    position: int
    deducted: int
    errors: list[str]
    fatals: list[str]
    is_fatal: bool
    cells: tuple[Any, Any, Any]
    is_rejected: bool
    """Whether the row has been rejected already, by one of these cells or by an earlier check."""


def read_codes(sheet: SheetValues, report: Report) -> None:
    """error_deduction (ticks), error_codes, fatal and fatal_codes of every row."""
    _CodeColumns(sheet, report).read()


class _CodeColumns:
    def __init__(self, sheet: SheetValues, report: Report) -> None:
        self.sheet, self.report = sheet, report
        self.rule = sheet.scheme.error_deduction

    def _note(self, code: str, position: int, key: str, value: Any = "", **details: object) -> None:
        self.report.note(code, self.sheet.cell(position, key), value, **details)

    def read(self) -> None:
        count, columns, table = self.sheet.count, self.sheet.columns, self.sheet.table
        columns["error_deduction"], columns["fatal"] = [0] * count, [False] * count
        columns["error_codes"], columns["fatal_codes"] = [""] * count, [""] * count
        cells = zip(
            table.numbers("error_deduction"),
            table.values("error_codes"),
            table.values("fatal"),
            strict=True,
        )
        for position, written in enumerate(cells):
            if written == _NOTHING_WRITTEN:
                continue
            row = self._row(position, written)
            self._check_fatal(row)
            self._check_deduction(row)
            columns["error_deduction"][position] = row.deducted
            columns["error_codes"][position] = joined(row.errors)
            columns["fatal"][position] = row.is_fatal
            columns["fatal_codes"][position] = joined(row.fatals)

    def _row(self, position: int, cells: tuple[Any, Any, Any]) -> _Row:
        deducted = self._deduction(position, cells[0])
        errors, fatals = self._codes(position, cells[1])
        is_fatal, more = self._fatal(position, cells[2])
        fatals += [code for code in more if code not in fatals]
        is_rejected = self.sheet.table.lines[position] in self.report.rejected_rows
        return _Row(position, deducted, errors, fatals, is_fatal, cells, is_rejected)

    # --- the cells one by one --------------------------------------------------------------------

    def _deduction(self, position: int, value: Any) -> int:
        """The error deduction in ticks of its rule; 0 where the cell can't be read."""
        rule, key = self.rule, "error_deduction"
        if rule is None or blank(value) or isinstance(value, CellError):
            return 0
        number, is_text = self._number(value)
        if number is None:
            highest = plain(rule.highest)
            self._note("deduction-not-a-number", position, key, value, highest=highest)
        elif number < 0:
            self._note("deduction-negative", position, key, value, positive=plain(-number))
        elif number and not rule.lowest <= number <= rule.highest:
            limits = {"lowest": plain(rule.lowest), "highest": plain(rule.highest)}
            self._note("deduction-out-of-range", position, key, value, **limits)
        elif number and (number - rule.lowest) % rule.step != 0:
            self._note("deduction-off-step", position, key, value, step=plain(rule.step))
        else:
            if is_text:
                self._note("number-as-text", position, key, value, read=plain(number))
            return int(number.scaleb(rule.decimals))
        return 0

    def _number(self, value: Any) -> tuple[Decimal | None, bool]:
        """The number in a cell, None where there is none, and whether it is written as text."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return exact(value), False
        if not isinstance(value, str) or two_numbers(half_width(value)):
            return None, False
        text = half_width(value.strip()).replace(" ", "")
        for unit in self.sheet.context.vocabulary.words.mark_units:
            text = text.removesuffix(unit)
        digits = text.lstrip("+-")
        if len(digits) > _LONGEST_NUMBER or not digits.replace(".", "", 1).isdecimal():
            return None, False
        return exact(float(text)), True

    def _codes(self, position: int, value: Any) -> tuple[list[str], list[str]]:
        """Error codes and fatal codes in 差错代码; what is unknown is kept among the errors."""
        errors: list[str] = []
        fatals: list[str] = []
        tools, cell = self.sheet.tools, words(value)
        for typed in tools.codes.split(cell) if cell else []:
            fatal = tools.fatal_codes.find(typed)
            error = "" if fatal else tools.error_codes.find(typed)
            if fatal:
                fatals.append(fatal)
            elif error:
                errors.append(error)
            else:
                known = tools.codes.all
                self._note("unknown-code", position, "error_codes", typed, known=known)
                errors.append(typed)
        return list(dict.fromkeys(errors)), list(dict.fromkeys(fatals))

    def _fatal(self, position: int, value: Any) -> tuple[bool, list[str]]:
        """Whether 致命错误 says yes, and the fatal codes if it names them instead."""
        answer = yes_or_no(value, self.sheet.context.vocabulary)
        if answer is not None:
            return answer, []
        fatal_codes = self.sheet.tools.fatal_codes
        codes = [fatal_codes.find(typed) for typed in fatal_codes.split(words(value))]
        if codes and all(codes):
            names = ", ".join(codes)
            self._note("fatal-code-in-fatal-column", position, "fatal", value, codes=names)
            return True, codes
        named = self.sheet.cell(position, "fatal").heading
        self._note("fatal-unclear", position, "fatal", value, named=named)
        return False, []

    # --- the cells against one another -----------------------------------------------------------

    def _check_fatal(self, row: _Row) -> None:
        """A fatal code and a yes in 致命错误 go together."""
        if row.is_fatal and not row.fatals:
            known = ", ".join(key for key, _ in self.sheet.tools.fatal_codes.entries)
            value = row.cells[2]
            self._note("fatal-without-code", row.position, "fatal", value, known=known)
        # In a rejected row 致命错误 may be filled in, but unclear: that is said already.
        is_unclear = row.is_rejected and not blank(row.cells[2])
        if row.fatals and not row.is_fatal and not is_unclear:
            codes, value = ", ".join(row.fatals), row.cells[1]
            self._note("code-without-fatal", row.position, "error_codes", value, codes=codes)

    def _check_deduction(self, row: _Row) -> None:
        """A deduction has a code or a remark for its reason; a code has a deduction."""
        rule = self.rule
        if rule is None:
            return
        reason = row.errors or row.fatals or self.sheet.columns["remark"][row.position]
        if row.deducted and not reason and rule.reason == "required":
            value = row.cells[0]
            self._note("deduction-without-reason", row.position, "error_deduction", value)
        # In a rejected row the deduction may be there, but unreadable: that is said already.
        if row.errors and not row.deducted and not row.is_rejected:
            self._note("code-without-deduction", row.position, "error_codes", row.cells[1])
