"""The kinds of cells that a form may have, by the name that `kind` has in its declaration.

A new kind is a class with `read` and `write` in one of these modules, and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qa_workbook.forms.kinds.base import CellContext, CellKind, Reading, Value, spoken
from qa_workbook.forms.kinds.choices import Choice, YesNo
from qa_workbook.forms.kinds.days import Day, Moment, Month
from qa_workbook.forms.kinds.durations import Duration
from qa_workbook.forms.kinds.ids import Id
from qa_workbook.forms.kinds.numbers import Count, Money, Number
from qa_workbook.forms.kinds.texts import Serial, Text
from qa_workbook.forms.model import Field, Kind

__all__ = ["KINDS", "CellContext", "CellKind", "Reading", "Value", "in_words", "spoken"]

KINDS: Mapping[Kind, CellKind] = MappingProxyType(
    {
        "serial": Serial(),
        "id": Id(),
        "text": Text(),
        "day": Day(),
        "moment": Moment(),
        "month": Month(),
        "count": Count(),
        "number": Number(),
        "money": Money(),
        "duration": Duration(),
        "yes_no": YesNo(),
        "choice": Choice(),
    }
)


def in_words(value: Value, field: Field) -> str:
    """Returns a value of a column as a sentence names it: the words of a choice, a month, a day."""
    return KINDS[field.kind].say(value, field)
