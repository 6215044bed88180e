"""Values of a few classes as JSON, and back: what is read can be nothing else.

The rows of sheets are not among them (`packed`). Nothing here needs a library of tables.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

from qa_workbook.findings.finding import Finding
from qa_workbook.findings.places import Column
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.model import Form
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.file_reader import FileRows
from qa_workbook.intake.form_sheet import FormRows
from qa_workbook.intake.origins import Lying
from qa_workbook.intake.returned import CameBack
from qa_workbook.intake.sheet import SheetRows, StatedColumn
from qa_workbook.intake.sheet_labels import SheetLabels
from qa_workbook.keys import Purpose, SchemeKey
from qa_workbook.returning.copies import ReturnedCopy
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme
from qa_workbook.sheets import Original, Sheet

_TAG = ""
"""The key of an object that stands for something else than a mapping; no mapping of ours has it."""
CLASSES: Mapping[str, type] = {
    one.__name__: one
    for one in (
        *(FileRows, SheetRows, FormRows, Sheet, Original, Finding, Column, SheetLabels),
        *(Lying, CameBack, ReturnedCopy, StatedColumn, SchemeKey, CellError),
    )
}
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_AS_IT_IS = frozenset((str, bool, type(None)))
_PLAIN = frozenset((str, int, float, bool, type(None)))
"""What stays as it is on its way to JSON, and back: numbers may be too large, or none at all."""


class NotKept(ValueError):
    """What was kept can't be read, or isn't what is needed: the files are read again."""


def packed_value(value: Any) -> Any:
    """Returns what stands for a value in JSON; it holds plain values, findings and the like."""
    return Packer().packed(value)


def unpacked_value(value: Any, schemes: SchemeBook, forms: FormBook) -> Any:
    """Returns what `packed_value` was given. Raises NotKept."""
    try:
        return Unpacker(schemes, forms).unpacked(value)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise NotKept(str(error)) from error


# --- to text --------------------------------------------------------------------------------------


class Packer:
    """Turns values into plain lists and objects."""

    def packed(self, value: Any) -> Any:
        """What stands for a value in JSON."""
        kind = type(value)
        if value is None or kind in (str, bool) or (kind is float and isfinite(value)):
            return value
        if kind is int:
            return value if _SMALLEST <= value <= _LARGEST else _tagged("int", str(value))
        if kind is list:
            if _AS_IT_IS.issuperset(map(type, value)):
                return value
            return [self.packed(one) for one in value]
        for known, tag, words in _SIMPLE:
            if kind is known:
                return _tagged(tag, words(value))
        return self._compound(value)

    def _compound(self, value: Any) -> Any:
        name = type(value).__name__
        if CLASSES.get(name) is type(value):
            return _tagged(name, *self._parts(value))
        if isinstance(value, Scheme | Form):
            kind = "scheme" if isinstance(value, Scheme) else "form"
            return _tagged(kind, value.id, value.version)
        if isinstance(value, Purpose | Path):
            return _of_text(value)
        if isinstance(value, tuple):
            return _tagged("tuple", *map(self.packed, value))
        if isinstance(value, frozenset):
            return _tagged("set", *map(self.packed, sorted(value)))
        return self._mapping(value)

    def _mapping(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"no place for {type(value)}")
        if all(type(key) is str and key != _TAG for key in value):
            return {key: self.packed(one) for key, one in value.items()}
        return _tagged("map", *([self.packed(key), self.packed(value[key])] for key in value))

    def _parts(self, value: Any) -> list[Any]:
        """The fields of an instance of CLASSES, in their order."""
        if is_dataclass(value):
            return [self.field(value, field.name) for field in fields(value)]
        return [self.packed(one) for one in value]

    def field(self, value: Any, field: str) -> Any:
        """What stands for a field of an instance of CLASSES."""
        return self.packed(getattr(value, field))


def _tagged(tag: str, *values: Any) -> dict[str, list[Any]]:
    return {_TAG: [tag, *values]}


def _of_text(value: Purpose | Path) -> Any:
    """A purpose, or a path byte by byte: names of files may be no text."""
    if isinstance(value, Path):
        return _tagged("path", os.fsencode(value).decode("latin-1"))
    return _tagged("purpose", value.value)


def _path_of(text: str) -> Path:
    return Path(os.fsdecode(text.encode("latin-1")))


_SIMPLE: Sequence[tuple[type, str, Callable[[Any], Any]]] = (
    (float, "float", repr),
    (datetime, "datetime", datetime.isoformat),
    (date, "date", date.isoformat),
    (time, "time", time.isoformat),
    (timedelta, "timedelta", lambda span: [span.days, span.seconds, span.microseconds]),
    (Decimal, "decimal", str),
)


# --- from text ------------------------------------------------------------------------------------


class Unpacker:
    """Makes the values again; schemes and forms are those of the config at hand."""

    def __init__(self, schemes: SchemeBook, forms: FormBook) -> None:
        self._schemes, self._forms = schemes, forms

    def unpacked(self, value: Any) -> Any:
        """Returns what `Packer.packed` was given. Raises KeyError, TypeError, ValueError."""
        if type(value) is list:
            # Most lists hold nothing but numbers or texts: looking at each would take long.
            is_plain = _PLAIN.issuperset(map(type, value))
            return value if is_plain else self._each(value)
        if type(value) is not dict:
            return value
        if _TAG not in value:
            is_plain = _PLAIN.issuperset(map(type, value.values()))
            return value if is_plain else {key: self.unpacked(value[key]) for key in value}
        tag, *parts = value[_TAG]
        return self._instance(CLASSES[tag], parts) if tag in CLASSES else self._other(tag, parts)

    def _each(self, parts: Sequence[Any]) -> list[Any]:
        """What several values were; most are plain, and a call for each of them takes long."""
        return [one if type(one) in _PLAIN else self.unpacked(one) for one in parts]

    def _instance(self, kind: type, parts: Sequence[Any]) -> Any:
        values = self._each(parts)
        if not is_dataclass(kind):
            return kind(*values)
        names = _names_of(kind)
        if len(names) != len(values):
            raise ValueError(kind)
        return kind(*self.fields_of(kind, names, values))

    def fields_of(
        self,
        kind: type,  # noqa: ARG002
        names: Sequence[str],  # noqa: ARG002
        values: list[Any],
    ) -> list[Any]:
        """Returns the values of the fields `names` of an instance of one of CLASSES."""
        return values

    def _other(self, tag: str, parts: Sequence[Any]) -> Any:
        if tag == "scheme":
            return self._known(self._schemes.version(*parts))
        if tag == "form":
            form = self._forms.get(parts[0])
            return self._known(form if form and form.version == parts[1] else None)
        if tag == "tuple":
            return tuple(self.unpacked(parts))
        if tag == "set":
            return frozenset(self.unpacked(parts))
        if tag == "map":
            return {self.unpacked(key): self.unpacked(one) for key, one in parts}
        return _MAKERS[tag](*parts)

    @staticmethod
    def _known(found: Any) -> Any:
        if found is None:
            raise KeyError("a version that the config doesn't have")
        return found


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_MAKERS: Mapping[str, Callable[..., Any]] = {
    "int": int,
    "float": float,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda parts: timedelta(*parts),
    "decimal": Decimal,
    "path": _path_of,
    "purpose": Purpose,
}
