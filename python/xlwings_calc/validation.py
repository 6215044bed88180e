"""Data validation of a range."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from xlwings_calc.addresses import quoted_sheet
from xlwings_calc.connection import elements, enum
from xlwings_calc.formulas import to_calc, to_excel
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range

_TYPES = {
    "none": "ANY",
    "whole_number": "WHOLE",
    "decimal": "DECIMAL",
    "list": "LIST",
    "date": "DATE",
    "time": "TIME",
    "text_length": "TEXT_LEN",
    "custom": "CUSTOM",
}
_OPERATORS = {
    "between": "BETWEEN",
    "not_between": "NOT_BETWEEN",
    "equal_to": "EQUAL",
    "not_equal_to": "NOT_EQUAL",
    "greater_than": "GREATER",
    "less_than": "LESS",
    "greater_than_or_equal": "GREATER_EQUAL",
    "less_than_or_equal": "LESS_EQUAL",
}
_STYLES = {"STOP": "stop", "WARNING": "warning", "INFO": "information"}
_COMPARED = ("whole_number", "decimal", "date", "time", "text_length")


class DataValidation(base_classes.DataValidation):
    """The rule for what may be entered into the cells."""

    def __init__(self, parent: Range):
        self.parent = parent

    @property
    def api(self) -> UnoObject:
        """The UNO validation, a copy: to be written back after changes."""
        return self.parent.uno.Validation

    @property
    def type(self) -> str:
        """The kind of rule, "mixed_criteria" or "inconsistent" when cells differ."""
        if self.parent.ambiguous("Validation"):
            kinds = {self._kind(cell.Validation) for cell in self._groups()}
            return "mixed_criteria" if "none" in kinds else "inconsistent"
        return self._kind(self.api)

    def _groups(self) -> list[UnoObject]:
        return list(elements(self.parent.uno.getUniqueCellFormatRanges()))

    @staticmethod
    def _kind(validation: UnoObject) -> str:
        return next(
            (word for word, name in _TYPES.items() if name == validation.Type.value), "unknown"
        )

    def _rule(self) -> UnoObject:
        return None if self.type in ("none", "mixed_criteria", "inconsistent") else self.api

    def _value(self, name: str) -> Any:
        rule = self._rule()
        return None if rule is None else getattr(rule, name)

    @property
    def operator(self) -> str | None:
        """The comparison, None for lists and custom rules."""
        if self.type not in _COMPARED:
            return None
        name = self.api.getOperator().value
        return next((word for word, value in _OPERATORS.items() if value == name), None)

    @property
    def formula1(self) -> str | None:
        """The first operand, "=1"."""
        return to_excel("=" + self.api.getFormula1()) if self.type in _COMPARED else None

    @property
    def formula2(self) -> str | None:
        """The second operand of between and not between."""
        if self.operator not in ("between", "not_between"):
            return None
        return to_excel("=" + self.api.getFormula2())

    @property
    def formula(self) -> str | None:
        """The formula of a custom rule."""
        return to_excel("=" + self.api.getFormula1()) if self.type == "custom" else None

    @property
    def source(self) -> str | None:
        """The allowed values, "a,b", or where they stand, "=Sheet1!$A$1:$A$3"."""
        if self.type != "list":
            return None
        text = self.api.getFormula1()
        if text.startswith('"'):
            return ",".join(
                part.replace('""', '"') for part in re.findall(r'"((?:[^"]|"")*)"', text)
            )
        return to_excel("=" + text)

    @property
    def in_cell_dropdown(self) -> bool | None:
        """Whether a list is offered for choice."""
        return bool(self.api.ShowList) if self.type == "list" else None

    @property
    def ignore_blank(self) -> bool | None:
        """Whether empty cells are allowed."""
        found: bool | None = self._value("IgnoreBlankCells")
        return found

    @property
    def input_title(self) -> str | None:
        """The title of the hint."""
        found: str | None = self._value("InputTitle")
        return found

    @property
    def input_message(self) -> str | None:
        """The hint."""
        found: str | None = self._value("InputMessage")
        return found

    @property
    def show_input(self) -> bool | None:
        """Whether the hint is shown."""
        found: bool | None = self._value("ShowInputMessage")
        return found

    @property
    def error_title(self) -> str | None:
        """The title of the message about a wrong entry."""
        found: str | None = self._value("ErrorTitle")
        return found

    @property
    def error_message(self) -> str | None:
        """The message about a wrong entry."""
        found: str | None = self._value("ErrorMessage")
        return found

    @property
    def show_error(self) -> bool | None:
        """Whether wrong entries are refused or reported."""
        found: bool | None = self._value("ShowErrorMessage")
        return found

    @property
    def alert_style(self) -> str | None:
        """How wrong entries are treated."""
        style = self._value("ErrorAlertStyle")
        return None if style is None else _STYLES.get(style.value)

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        """Allows the values of a list of texts, of a range or of a name."""
        if isinstance(source, base_classes.Range):
            cells: UnoObject = source
            formula = f"={quoted_sheet(cells.sheet.name)}!{cells.address}"
        elif isinstance(source, base_classes.Name):
            formula = f"={source.name}"
        else:
            formula = "=" + ",".join('"' + text.replace('"', '""') + '"' for text in source)
        self._set("list", None, formula, None, 1 if in_cell_dropdown else 0)

    def set_rule(
        self, rule_type: str, operator: str | None, formula1: str, formula2: str | None
    ) -> None:
        """Allows what compares so."""
        self._set(rule_type, operator, formula1, formula2)

    def _set(
        self,
        rule_type: str,
        operator: str | None,
        formula1: str,
        formula2: str | None,
        show: int = 1,
    ) -> None:
        before = self.type
        if before in ("mixed_criteria", "inconsistent"):
            raise XlwingsError(
                "Cannot update data validation because the target cells have "
                "different validation rules."
            )
        rule = self.api
        rule.Type = enum("com.sun.star.sheet.ValidationType", _TYPES[rule_type])
        if operator:
            rule.setOperator(enum("com.sun.star.sheet.ConditionOperator", _OPERATORS[operator]))
        rule.setFormula1(to_calc(formula1)[1:])
        rule.setFormula2(to_calc(formula2)[1:] if formula2 else "")
        rule.ShowList = show
        if before == "none":
            rule.ShowErrorMessage = True
            rule.IgnoreBlankCells = True
        self.parent.uno.Validation = rule

    def delete(self) -> None:
        """Allows everything."""
        rule = self.api
        rule.Type = enum("com.sun.star.sheet.ValidationType", "ANY")
        rule.ShowErrorMessage = False
        self.parent.uno.Validation = rule
