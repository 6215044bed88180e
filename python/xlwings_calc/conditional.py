"""Conditional formats by cell value or by formula.

Calc keeps their look in cell styles and stops at the first that fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlwings_calc import colors
from xlwings_calc.connection import elements, enum, properties
from xlwings_calc.fonts import Font
from xlwings_calc.formulas import to_calc, to_excel
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range

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
Rule = tuple[UnoObject, ...]
_FORMULA = "FORMULA"
_OPERATOR_TYPE = "com.sun.star.sheet.ConditionOperator"
_STYLE = "com.sun.star.style.CellStyle"


def _to_condition(text: Any) -> str:
    """Returns an operand in Calc's notation: a formula without "=", a number, or text in quotes."""
    text = "" if text is None else str(text)
    if text.startswith("="):
        return to_calc(text)[1:]
    try:
        return str(float(text)) if text else ""
    except ValueError:
        return '"' + str(text).replace('"', '""') + '"'


class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule, by its position among the rules of a range."""

    def __init__(self, parent: Range, index: int):
        self.parent = parent
        self.index = index

    @property
    def api(self) -> UnoObject:
        """The UNO condition."""
        return self.parent.uno.ConditionalFormat.getByIndex(self.index)

    @property
    def type(self) -> str:
        """ "cell_value", "custom" or "unknown"."""
        name = self.api.getOperator().value
        if name == _FORMULA:
            return "custom"
        return "cell_value" if name in _OPERATORS.values() else "unknown"

    @property
    def stop_if_true(self) -> bool:
        """True: Calc applies the first rule that fits."""
        return True

    @property
    def operator(self) -> str | None:
        """The comparison of a cell-value rule."""
        name = self.api.getOperator().value
        return next((word for word, value in _OPERATORS.items() if value == name), None)

    @property
    def formula1(self) -> str | None:
        """The first operand, "=60"."""
        return to_excel("=" + self.api.getFormula1()) if self.type == "cell_value" else None

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
    def _style(self) -> UnoObject:
        return _styles(self.parent).getByName(self.api.getStyleName())

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        """The background, None without one."""
        number = self._style.CellBackColor
        return None if number == colors.AUTOMATIC else colors.to_rgb(number)

    @property
    def font_color(self) -> tuple[int, int, int] | None:
        """The colour of the text, None without one."""
        number = self._style.CharColor
        return None if number == colors.AUTOMATIC else colors.to_rgb(number)

    @property
    def font_bold(self) -> bool | None:
        """Whether the text is bold."""
        return Font(self, self._style).bold

    @property
    def font_italic(self) -> bool | None:
        """Whether the text is italic."""
        return Font(self, self._style).italic

    def set(self, changes: dict[str, Any]) -> None:
        """Changes operator, operands or look."""
        dress(self._style, changes)
        if not {"operator", "formula1", "formula2", "formula"} & changes.keys():
            return
        now = {
            "operator": self.operator,
            "formula1": self.formula1,
            "formula2": self.formula2,
            "formula": self.formula,
        }
        rule = _condition(self.parent, now | changes, self.api.getStyleName())
        entries = self.parent.uno.ConditionalFormat
        kept = [_copied(entry, self.parent) for entry in elements(entries)]
        kept[self.index] = rule
        replace_rules(self.parent, kept)

    def delete(self) -> None:
        """Deletes the rule."""
        entries = self.parent.uno.ConditionalFormat
        entries.removeByIndex(self.index)
        self.parent.uno.ConditionalFormat = entries


def _styles(cells: Range) -> UnoObject:
    return cells.book.uno.getStyleFamilies().getByName("CellStyles")


def dress(style: UnoObject, look: dict[str, Any]) -> None:
    """Gives a cell style the colours and the font of a rule."""
    if "fill_color" in look:
        style.CellBackColor = colors.to_uno(look["fill_color"])
    font = Font(None, style)
    for key, attribute in (
        ("font_color", "color"),
        ("font_bold", "bold"),
        ("font_italic", "italic"),
    ):
        if key in look:
            setattr(font, attribute, look[key])


def _condition(cells: Range, spec: dict[str, Any], style: str) -> Rule:
    if spec.get("operator"):
        operator, formula = _OPERATORS[spec["operator"]], spec.get("formula1")
    else:
        operator, formula = _FORMULA, spec["formula"]
    return properties(
        Operator=enum(_OPERATOR_TYPE, operator),
        Formula1=_to_condition(formula),
        Formula2=_to_condition(spec.get("formula2")),
        SourcePosition=cells(1, 1).uno.getCellAddress(),
        StyleName=style,
    )


def _copied(entry: UnoObject, cells: Range) -> Rule:
    return properties(
        Operator=entry.getOperator(),
        Formula1=entry.getFormula1(),
        Formula2=entry.getFormula2(),
        SourcePosition=cells(1, 1).uno.getCellAddress(),
        StyleName=entry.getStyleName(),
    )


def replace_rules(cells: Range, rules: list[Rule]) -> None:
    """Gives a range exactly these rules."""
    entries = cells.uno.ConditionalFormat
    entries.clear()
    for rule in rules:
        entries.addNew(rule)
    cells.uno.ConditionalFormat = entries


class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules of a range, first that fits first."""

    def __init__(self, cells: Range):
        self.cells = cells

    @property
    def api(self) -> UnoObject:
        """The UNO rules, a copy."""
        return self.cells.uno.ConditionalFormat

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return (ConditionalFormat(self.cells, index) for index in range(len(self)))

    def __call__(self, key: int) -> ConditionalFormat:
        """Returns a rule by 1-based number. Raises KeyError."""
        if not 1 <= key <= len(self):
            raise KeyError(key)
        return ConditionalFormat(self.cells, key - 1)

    def _add(self, spec: dict[str, Any]) -> ConditionalFormat:
        styles, number = _styles(self.cells), 1
        while styles.hasByName(f"Rule {number}"):
            number += 1
        name = f"Rule {number}"
        styles.insertByName(name, self.cells.book.uno.createInstance(_STYLE))
        dress(styles.getByName(name), spec)
        entries = self.api
        present = [_copied(entry, self.cells) for entry in elements(entries)]
        replace_rules(self.cells, [_condition(self.cells, spec, name), *present])
        return ConditionalFormat(self.cells, 0)

    def add_cell_value(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Adds a rule that compares the cell, before all others."""
        return self._add(spec)

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Adds a rule with a formula, before all others."""
        return self._add(spec)

    def clear(self) -> None:
        """Deletes all rules."""
        replace_rules(self.cells, [])
