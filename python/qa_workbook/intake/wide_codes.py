"""差错扣分, 差错代码 and 致命错误 of wide sheets, checked against one another (S2, S13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.codes import yes_or_no
from qa_workbook.forms.marks import exact, two_numbers
from qa_workbook.forms.text_cells import blank, half_width, words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.context import SchemeTools
from qa_workbook.intake.table import Table
from qa_workbook.numbers import plain


@dataclass(frozen=True)
class _Row:
    """What the three cells of one row say."""

    ticks: int
    errors: list[str]
    fatals: list[str]
    is_fatal: bool
    remark: str


class CodeColumns:
    """差错扣分, 差错代码 and 致命错误 of every row, checked against one another (S2, S13)."""

    def __init__(
        self, table: Table, tools: SchemeTools, vocabulary: Vocabulary, report: Report
    ) -> None:
        self.table, self.tools, self.report = table, tools, report
        self.vocabulary = vocabulary
        self.deduction = tools.scheme.error_deduction

    def _note(self, code: str, position: int, key: str, value: Any = "", **details: object) -> None:
        column = self.table.columns.get(key) or next(iter(self.table.columns.values()))
        self.report.note(code, Cell(self.table.lines[position], column), value, **details)

    def columns(self, remarks: list[str]) -> dict[str, list[Any]]:
        """Returns error_deduction, error_codes, fatal, fatal_codes of every row."""
        count = len(self.table.lines)
        found: dict[str, list[Any]] = {
            "error_deduction": [0] * count,
            "error_codes": [""] * count,
            "fatal": [False] * count,
            "fatal_codes": [""] * count,
        }
        codes, fatal = self.table.values("error_codes"), self.table.values("fatal")
        deductions = self.table.numbers("error_deduction")
        for position, cells in enumerate(zip(deductions, codes, fatal, strict=True)):
            if cells != ("", "", ""):
                ticks = self._deduction(position, cells[0])
                errors, fatals = self._codes(position, cells[1])
                is_fatal = self._fatal(position, cells[2], fatals)
                self._check(
                    position, cells, _Row(ticks, errors, fatals, is_fatal, remarks[position])
                )
                values = (ticks, ";".join(errors), is_fatal, ";".join(fatals))
                for column, value in zip(found.values(), values, strict=True):
                    column[position] = value
        return found

    def _deduction(self, position: int, value: Any) -> int:
        rule = self.deduction
        if rule is None or blank(value) or isinstance(value, CellError):
            return 0
        number, code = self._number(value)
        if number is None:
            self._note(
                "deduction-not-a-number",
                position,
                "error_deduction",
                value,
                highest=plain(rule.highest),
            )
            return 0
        key = "error_deduction"
        if number < 0:
            self._note("deduction-negative", position, key, value, positive=plain(-number))
        elif number and not rule.lowest <= number <= rule.highest:
            limits = {"lowest": plain(rule.lowest), "highest": plain(rule.highest)}
            self._note("deduction-out-of-range", position, key, value, **limits)
        elif number and (number - rule.lowest) % rule.step != 0:
            self._note("deduction-off-step", position, key, value, step=plain(rule.step))
        else:
            if code:
                self._note(code, position, "error_deduction", value, read=plain(number))
            return int(number.scaleb(rule.decimals))
        return 0

    def _number(self, value: Any) -> tuple[Any, str]:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return exact(value), ""
        if not isinstance(value, str) or two_numbers(half_width(value)):
            return None, ""
        text = half_width(value.strip()).replace(" ", "")
        for unit in self.vocabulary.words.mark_units:
            text = text.removesuffix(unit)
        bare = text.lstrip("+-")
        if not bare.replace(".", "", 1).isdecimal() or len(bare) > 12:
            return None, ""
        return exact(float(text)), "number-as-text"

    def _codes(self, position: int, value: Any) -> tuple[list[str], list[str]]:
        errors: list[str] = []
        fatals: list[str] = []
        cell = words(value)
        for typed in self.tools.codes.split(cell) if cell else []:
            if fatal := self.tools.fatal_codes.find(typed):
                fatals.append(fatal)
            elif known := self.tools.error_codes.find(typed):
                errors.append(known)
            else:
                self._note(
                    "unknown-code",
                    position,
                    "error_codes",
                    typed,
                    nearest=self.tools.codes.nearest(typed),
                )
                errors.append(typed)
        return list(dict.fromkeys(errors)), list(dict.fromkeys(fatals))

    def _fatal(self, position: int, value: Any, fatals: list[str]) -> bool:
        said = yes_or_no(value, self.vocabulary)
        if said is not None:
            return said
        codes = [
            self.tools.fatal_codes.find(typed)
            for typed in self.tools.fatal_codes.split(words(value))
        ]
        if codes and all(codes):
            self._note(
                "fatal-code-in-fatal-column", position, "fatal", value, codes=", ".join(codes)
            )
            fatals.extend(code for code in codes if code not in fatals)
            return True
        self._note("fatal-unclear", position, "fatal", value)
        return False

    def _check(self, position: int, cells: tuple[Any, ...], found: _Row) -> None:
        """Code and yes, code and deduction must agree; a row with another error isn't told the same thing twice."""
        damaged = self.table.lines[position] in self.report.rejected_rows
        if found.is_fatal and not found.fatals:
            known = ", ".join(key for key, _ in self.tools.fatal_codes.entries)
            self._note("fatal-without-code", position, "fatal", cells[2], known=known)
        if found.fatals and not found.is_fatal and not (damaged and not blank(cells[2])):
            self._note(
                "code-without-fatal",
                position,
                "error_codes",
                cells[1],
                codes=", ".join(found.fatals),
            )
        rule = self.deduction
        if (
            rule
            and found.ticks
            and rule.reason == "required"
            and not (found.errors or found.fatals or found.remark)
        ):
            self._note("deduction-without-reason", position, "error_deduction", cells[0])
        if rule and not found.ticks and found.errors and not damaged:
            self._note("code-without-deduction", position, "error_codes", cells[1])
