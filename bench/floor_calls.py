"""Records the calls that writing a workbook makes on XlsxWriter, and makes them again.

Columns that our own worksheet takes as a strip are recorded as XlsxWriter would have it: a call for
each cell.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.fast_sheet import FastWorkbook, FastWorksheet

_MAKERS = ("add_worksheet", "add_chart", "add_format", "add_chartsheet")
_WORKBOOK = (*_MAKERS, "define_name", "set_properties", "set_size")


@dataclass(frozen=True)
class Made:
    """The object that the call of this number returned; -1 is the workbook."""

    number: int


@dataclass(frozen=True)
class Call:
    """One call: on what, of what name, with what."""

    on: int
    name: str
    given: tuple[Any, ...]
    named: dict[str, Any]


class Recorder:
    """While it is entered, notes all calls on the one workbook that is written."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._numbers: dict[int, int] = {}
        self._kept: list[object] = []  # else another object could have the same id
        self._within = False
        self._cells: dict[tuple[int, int, int], int] = {}
        self._undo: list[tuple[type, str, object]] = []

    def __enter__(self) -> Recorder:
        for name in _WORKBOOK:
            self._patch(FastWorkbook, name)
        for name in _public(Worksheet):
            self._patch(FastWorksheet, name)
        self._patch(FastWorksheet, "write_strip", self._strip)
        self._patch(FastWorksheet, "write_formula_strip", self._formula_strip)
        self._patch(FastWorksheet, "link_strip", self._links)
        self._patch(FastWorkbook, "__init__", self._begin)
        self._patch(FastWorkbook, "close", self._close)
        return self

    def __exit__(self, *_failure: object) -> None:
        for owner, name, before in reversed(self._undo):
            if before is None:
                delattr(owner, name)
            else:
                setattr(owner, name, before)

    def _patch(self, owner: type, name: str, note: Callable[..., None] | None = None) -> None:
        self._undo.append((owner, name, owner.__dict__.get(name)))
        setattr(owner, name, self._noted(getattr(owner, name), name, note or self._call))

    def _noted(
        self, method: Callable[..., Any], name: str, note: Callable[..., None]
    ) -> Callable[..., Any]:
        @functools.wraps(method)
        def call(on: Any, *given: Any, **named: Any) -> Any:
            if self._within:  # what XlsxWriter calls itself
                return method(on, *given, **named)
            note(on, name, given, named)
            number, self._within = len(self.calls) - 1, True
            try:
                made = method(on, *given, **named)
            finally:
                self._within = False
            if name in _MAKERS:
                self._know(made, number)
            return made

        return call

    def _know(self, made: Any, number: int) -> None:
        self._numbers[id(made)] = number
        self._kept.append(made)
        if isinstance(made, Chart):
            for name in _public(type(made)):
                bound = getattr(type(made), name)
                setattr(made, name, functools.partial(self._noted(bound, name, self._call), made))

    def _call(self, on: Any, name: str, given: Sequence[Any], named: dict[str, Any]) -> None:
        if name == "add_worksheet":
            given = given[:1]  # a plain worksheet
        of = self._numbers.get(id(on), -1)
        if name == "write_string":
            self._cells[of, given[0], given[1]] = len(self.calls)
        self.calls.append(Call(of, name, tuple(map(self._plain, given)), self._plain(named)))

    def _plain(self, value: Any) -> Any:
        """Objects by the number of their call, in whatever they stand."""
        if isinstance(value, dict):
            return {key: self._plain(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._plain(one) for one in value]
        if isinstance(value, Format | Chart | Worksheet):
            return Made(self._numbers[id(value)])
        return value

    def _strip(self, on: Any, _name: str, given: Sequence[Any], named: dict[str, Any]) -> None:
        top, column, cells, formats = given
        of, write = self._numbers[id(on)], "write_string" if named["textual"] else "write_number"
        each = [formats] * len(cells) if isinstance(formats, Format) else formats
        for row, (cell, style) in enumerate(zip(cells, each, strict=True), top):
            if cell is None and not named["boxed"]:
                continue
            self._cells[of, row, column] = len(self.calls)
            blank = cell is None
            words = (row, column, cell, self._plain(style))
            self.calls.append(Call(of, "write_blank" if blank else write, words, {}))

    def _formula_strip(
        self, on: Any, _name: str, given: Sequence[Any], _named: dict[str, Any]
    ) -> None:
        top, column, formulas, cells, formats = given
        of = self._numbers[id(on)]
        each = [formats] * len(cells) if isinstance(formats, Format) else formats
        whole = zip(formulas, cells, each, strict=True)
        for row, (formula, cell, style) in enumerate(whole, top):
            look = self._plain(style)
            if formula:
                shown = "" if cell is None else cell
                self.calls.append(
                    Call(of, "write_formula", (row, column, formula, look, shown), {})
                )
            elif cell is not None:
                self.calls.append(Call(of, "write", (row, column, cell, look), {}))

    def _links(self, on: Any, _name: str, given: Sequence[Any], _named: dict[str, Any]) -> None:
        top, column, files, anchors = given
        of = self._numbers[id(on)]
        for row, (file, anchor) in enumerate(zip(files, anchors, strict=True), top):
            if file:
                place = self._cells[of, row, column]
                _, _, words, style = self.calls[place].given
                link = (row, column, f"external:{file}#{anchor}", style, words)
                self.calls[place] = Call(of, "write_url", link, {})

    def _begin(self, _on: Any, _name: str, given: Sequence[Any], _named: dict[str, Any]) -> None:
        """The options of the workbook, but for its place."""
        options = {key: value for key, value in given[1].items() if key != "tmpdir"}
        self.calls.append(Call(-1, "__init__", (options,), {}))

    def _close(self, *_call: object) -> None:
        """Nothing: a replay closes its workbook by itself."""
        self._within = True  # whatever closing calls is XlsxWriter's own


def _public(owner: type) -> list[str]:
    return [
        name
        for name in dir(owner)
        if not name.startswith("_") and callable(getattr(owner, name)) and name != "get_name"
    ]


def replay(calls: Sequence[Call], path: Path) -> None:
    """Makes the calls on a plain Workbook at `path` and closes it."""
    workbook = xlsxwriter.Workbook(str(path), calls[0].given[0])
    made: dict[int, Any] = {-1: workbook}

    def real(value: Any) -> Any:
        if isinstance(value, Made):
            return made[value.number]
        if isinstance(value, dict):
            return {key: real(one) for key, one in value.items()}
        if isinstance(value, list):
            return [real(one) for one in value]
        return value

    for number, call in enumerate(calls[1:], 1):
        given = [real(one) for one in call.given]
        result = getattr(made[call.on], call.name)(*given, **real(call.named))
        if call.name in _MAKERS:
            made[number] = result
    workbook.close()
