"""Automatic filters of ranges."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlwings_calc.connection import enum, struct, uno_module
from xlwings_calc.formats import from_uno
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range

_OPERATORS = {
    "equal_to": 2,
    "not_equal_to": 3,
    "greater_than": 4,
    "greater_than_or_equal": 5,
    "less_than": 6,
    "less_than_or_equal": 7,
    "top_items": 8,
    "top_percent": 9,
    "bottom_items": 10,
    "bottom_percent": 11,
}
_EMPTY, _NOT_EMPTY = 0, 1
_WORDS = {number: word for word, number in _OPERATORS.items()}


class AutoFilter(base_classes.AutoFilter):
    """The filter of a range.

    The range becomes the sheet's unnamed database range with filter buttons.
    """

    def __init__(self, parent: Range):
        self.parent = parent

    @cached_property
    def _database(self) -> UnoObject:
        return self.parent.book.uno.getPropertyValue("UnnamedDatabaseRanges")

    def _descriptor(self) -> UnoObject:
        """Returns the filter descriptor of the range.

        Raises ValueError when another range is filtered.
        """
        filtered = self._filtered()
        if filtered is None:
            self._database.setByTable(self.parent.uno.getRangeAddress())
            filtered = self._database.getByTable(self.parent.sheet.index - 1)
            filtered.AutoFilter = True
        return self._own(filtered).getFilterDescriptor()

    def _own(self, filtered: UnoObject) -> UnoObject:
        """Returns the filtered database range. Raises ValueError when it is another range."""
        if from_uno(filtered.getDataArea()) != self.parent.area:
            raise ValueError("This worksheet already has an AutoFilter on a different range")
        return filtered

    def _filtered(self) -> UnoObject:
        """Returns the database range that is filtered on the sheet, None without one."""
        unnamed, index = self._database, self.parent.sheet.index - 1
        found = unnamed.getByTable(index) if unnamed.hasByTable(index) else None
        return found if found is not None and found.AutoFilter else None

    def _fields(self) -> list[UnoObject]:
        return [_readable(field) for field in self._descriptor().getFilterFields3()]

    def _filter(self, fields: list[UnoObject]) -> None:
        descriptor = self._descriptor()
        descriptor.ContainsHeader = True
        descriptor.setFilterFields3(tuple(fields))
        if fields:
            # filter() would take only the first of several texts
            self._database.getByTable(self.parent.sheet.index - 1).refresh()
        else:
            self.parent.uno.filter(descriptor)  # refresh() never shows what was hidden

    def _replace(self, field: int, new: list[UnoObject]) -> None:
        others = [present for present in self._fields() if present.Field != field - 1]
        self._filter(others + new)

    def apply_values(self, field: int, values: list[str]) -> None:
        """Shows the rows whose cell is one of the texts."""
        self._replace(
            field,
            [_field(field, _OPERATORS["equal_to"], tuple(_text_value(text) for text in values))],
        )

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        """Shows the rows whose cell compares so; None means an empty cell."""
        if value1 is None:
            self._replace(
                field, [_field(field, _EMPTY if operator == "equal_to" else _NOT_EMPTY, ())]
            )
        elif operator in ("between", "not_between"):
            low, high = ("greater_than_or_equal", "less_than_or_equal")
            connection = "AND"
            if operator == "not_between":
                low, high, connection = "less_than", "greater_than", "OR"
            first = _field(field, _OPERATORS[low], (self._value(value1),))
            second = _field(field, _OPERATORS[high], (self._value(value2),), connection)
            self._replace(field, [first, second])
        else:
            self._replace(field, [_field(field, _OPERATORS[operator], (self._value(value1),))])

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            moment = dt.datetime.fromisoformat(value["value"])
            return _number(self.parent.book.dates.serial(moment))
        try:
            return _number(float(value))
        except ValueError:
            return _text_value(value)

    def _apply_count(self, field: int, operator: str, count: float) -> None:
        self._replace(field, [_field(field, _OPERATORS[operator], (_number(count),))])

    def apply_top_items(self, field: int, count: int) -> None:
        """Shows the rows with the largest values."""
        self._apply_count(field, "top_items", count)

    def apply_bottom_items(self, field: int, count: int) -> None:
        """Shows the rows with the smallest values."""
        self._apply_count(field, "bottom_items", count)

    def apply_top_percent(self, field: int, percent: float) -> None:
        """Shows the given percentage of rows, largest values."""
        self._apply_count(field, "top_percent", percent)

    def apply_bottom_percent(self, field: int, percent: float) -> None:
        """Shows the given percentage of rows, smallest values."""
        self._apply_count(field, "bottom_percent", percent)

    def clear(self, field: int | None) -> None:
        """Shows all rows again, or takes away the condition of one column."""
        filtered = self._filtered()
        # without a condition nothing is hidden
        if filtered is None or not self._own(filtered).getFilterDescriptor().getFilterFields3():
            return
        if field is None:
            self._filter([])
        else:
            self._replace(field, [])

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """One snapshot per column, in xlwings' form."""
        columns = range(1, self.parent.area.columns + 1)
        if self._filtered() is None:
            return [base_classes.empty_autofilter_criteria(field) for field in columns]
        fields = self._fields()
        return [
            _snapshot(column, [field for field in fields if field.Field == column - 1])
            for column in columns
        ]


def _number(value: float) -> UnoObject:
    return struct("com.sun.star.sheet.FilterFieldValue", IsNumeric=True, NumericValue=float(value))


def _text_value(text: str) -> UnoObject:
    value = struct("com.sun.star.sheet.FilterFieldValue", IsNumeric=False, StringValue=text)
    if hasattr(value, "FilterType"):  # since LibreOffice 7.1
        kind = "com.sun.star.sheet.FilterFieldType.STRING"
        value.FilterType = uno_module().getConstantByName(kind)
    return value


def _readable(field: UnoObject) -> UnoObject:
    """Returns a field whose texts are marked as such: the office forgets it when it is asked."""
    field.Values = tuple(
        value if value.IsNumeric else _text_value(value.StringValue) for value in field.Values
    )
    return field


def _field(
    field: int, operator: int, values: tuple[Any, ...], connection: str = "AND"
) -> UnoObject:
    return struct(
        "com.sun.star.sheet.TableFilterField3",
        Connection=enum("com.sun.star.sheet.FilterConnection", connection),
        Field=field - 1,
        Operator=operator,
        Values=values,
    )


def _text(value: Any) -> str:
    return f"{value.NumericValue:g}" if value.IsNumeric else value.StringValue


def _snapshot(column: int, fields: list[UnoObject]) -> dict[str, Any]:
    return base_classes.empty_autofilter_criteria(column) | (_condition(fields) if fields else {})


def _condition(fields: list[UnoObject]) -> dict[str, Any]:
    first, texts = fields[0], [_text(value) for value in fields[0].Values]
    word = _WORDS.get(first.Operator, "")
    if word.endswith("_items"):
        return {"type": word, "count": int(float(texts[0]))}
    if word.endswith("_percent"):
        return {"type": word, "percent": float(texts[0])}
    if word == "equal_to" and texts and not first.Values[0].IsNumeric:
        return {"type": "values", "values": texts}
    compared: dict[str, Any] = {
        "type": "comparison",
        "operator": word,
        "value1": texts[0] if texts else None,
    }
    if first.Operator in (_EMPTY, _NOT_EMPTY):
        compared["operator"] = "equal_to" if first.Operator == _EMPTY else "not_equal_to"
    elif len(fields) > 1:
        compared["operator"] = "between" if word == "greater_than_or_equal" else "not_between"
        compared["value2"] = _text(fields[1].Values[0])
    return compared
