"""Reads a call list: the usable calls, and what is wrong with every row that isn't.

read = usable + rejected. Nothing is guessed: a row without number, agent or time is told, and so
are rows that contradict each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.forms.kinds import CellContext, spoken
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.a1 import address
from qa_workbook.grids.limits import Limits
from qa_workbook.sampling.call_table import CallTable, open_calls
from qa_workbook.sampling.calls import TEXTS, Calls, folded_column, may_be_repeated
from qa_workbook.sampling.columns import Fault, nothing, read_array, read_cells

FORM = "calls"
"""The form of call lists."""
_READ = ("recording", "agent", "started", "seconds", "has_recording", *TEXTS)
_REQUIRED = ("recording", "agent", "started")
_SHOWN = ("recording", "agent", "started")


@dataclass(frozen=True)
class CallList:
    """A call list that was read: `read` rows, the usable ones of them, and all findings.

    Equal findings of a column are one line with the first cell and their number.
    """

    file: str
    read: int
    calls: Calls
    findings: tuple[Finding, ...]

    @property
    def rejected(self) -> int:
        """How many rows are not usable."""
        return self.read - len(self.calls)

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the counts and findings as JSON has them."""
        return {
            "file": self.file,
            "read": self.read,
            "usable": len(self.calls),
            "rejected": self.rejected,
            "findings": [{**one.as_dict(language), "count": one.count} for one in self.findings],
        }


def read_calls(path: Path, form: Form, vocabulary: Vocabulary) -> CallList:
    """Returns the calls of a file: .csv, .parquet, or any spreadsheet file.

    Raises NoCallListError, NoColumnsError, DoubledColumnError, OSError.
    """
    tables = open_calls(path, form, vocabulary.limits)
    parts = [_read_table(table, form, vocabulary) for table in tables]
    rows = _Rows.joined(parts)
    rows.reject_repeated()
    calls = rows.usable()
    found = rows.findings(path.name, vocabulary.limits)
    return CallList(path.name, int(rows.filled.sum()), calls, tuple(found))


def _read_table(table: CallTable, form: Form, vocabulary: Vocabulary) -> _Rows:
    context = CellContext(vocabulary, table.epoch_1904, table.typed)
    columns: dict[str, Any] = {}
    faults: list[Fault] = []
    for key in _READ:
        field_, found = form.by_id[key], table.columns.get(key)
        if found is None:
            read = nothing(field_, table.count, context)
        elif isinstance(found.cells, list):
            read = read_cells(found.cells, field_, context)
        else:
            read = read_array(found.cells, field_, context)
        columns[key] = read.values
        faults += read.faults
    return _Rows([table], columns, np.zeros(table.count, dtype=np.int64), faults)


@dataclass
class _Rows:
    """All rows of a file: columns, the table of each row, every fault so far."""

    tables: list[CallTable]
    columns: dict[str, Any]
    table_of: npt.NDArray[np.int64]
    faults: list[Fault]
    filled: npt.NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.filled = self._filled()
        self._reject_lacking()

    @classmethod
    def joined(cls, parts: Sequence[_Rows]) -> _Rows:
        """Returns the rows of several tables as those of one."""
        if len(parts) == 1:
            return parts[0]
        columns = {key: _joined([part.columns[key] for part in parts]) for key in _READ}
        sizes = [len(part.table_of) for part in parts]
        starts = np.cumsum([0, *sizes[:-1]]).tolist()
        whole = cls.__new__(cls)
        whole.tables = [part.tables[0] for part in parts]
        whole.columns = columns
        whole.table_of = np.repeat(np.arange(len(parts)), sizes)
        whole.faults = [
            Fault(fault.position + start, fault.field, fault.code, fault.value, fault.details)
            for part, start in zip(parts, starts, strict=True)
            for fault in part.faults
        ]
        whole.filled = np.concatenate([part.filled for part in parts])
        return whole

    @property
    def rejected(self) -> npt.NDArray[np.bool_]:
        """The rows that a fault keeps out."""
        mask = np.zeros(len(self.table_of), dtype=bool)
        mask[[fault.position for fault in self.faults]] = True
        return mask

    def _filled(self) -> npt.NDArray[np.bool_]:
        """The rows that say anything; the others are no calls."""
        filled = ~_empty(self.columns["recording"])
        filled[[fault.position for fault in self.faults]] = True
        for key in ("agent", *TEXTS):
            if filled.all():
                return filled
            filled |= ~_empty(self.columns[key])
        filled |= ~np.isnat(self.columns["started"])
        return filled

    def _reject_lacking(self) -> None:
        """A call needs its number, its agent and its time."""
        known = {(fault.position, fault.field) for fault in self.faults}
        for key in _REQUIRED:
            values = self.columns[key]
            empty = np.isnat(values) if key == "started" else _empty(values)
            for position in np.flatnonzero(empty & self.filled).tolist():
                if (position, key) not in known:
                    self.faults.append(Fault(position, key, "value-missing", ""))

    def reject_repeated(self) -> None:
        """A number stands once: of equal rows the first one counts, of rows that differ none."""
        sound = np.flatnonzero(self.filled & ~self.rejected)
        identities = folded_column(self.columns["recording"].take(pa.array(sound)))
        if not may_be_repeated(identities):
            return
        for places in _repeated(identities):
            rows = sound[places].tolist()
            contents = {self._content(row) for row in rows}
            number = self.columns["recording"][rows[0]].as_py()
            first = self._cell(rows[0], "recording")
            if len(contents) == 1:
                details = (("first", first),)
                self.faults += [
                    Fault(row, "recording", "row-repeated", number, details) for row in rows[1:]
                ]
                continue
            cells = [self._cell(row, "recording") for row in rows]
            self.faults += [
                Fault(row, "recording", "rows-differ", number, (("others", _others(cells, place)),))
                for place, row in enumerate(rows)
            ]

    def _content(self, row: int) -> tuple[Any, ...]:
        return tuple(_item(self.columns[key], row) for key in _READ if key != "recording")

    def usable(self) -> Calls:
        """Returns the rows that nothing keeps out."""
        chosen = self.filled & ~self.rejected
        columns = {key: _chosen(values, chosen) for key, values in self.columns.items()}
        return Calls(
            columns["recording"],
            columns["agent"],
            columns["started"],
            columns["seconds"],
            columns["has_recording"],
            pa.table({name: columns[name] for name in TEXTS}),
        )

    # --- telling -----------------------------------------------------------------------------

    def _cell(self, position: int, key: str) -> str:
        """The address of a cell; that of the first column where the list doesn't have it."""
        number = int(self.table_of[position])
        table = self.tables[number]
        row = position - int(np.searchsorted(self.table_of, number)) + table.first_row
        found = table.columns.get(key)
        return address(row, found.place if found else 0)

    def findings(self, file: str, limits: Limits) -> list[Finding]:
        """Returns every fault; equal ones of a column are one line, with the first cell."""
        groups: dict[tuple[Any, ...], list[Fault]] = defaultdict(list)
        for fault in self.faults:
            table = int(self.table_of[fault.position])
            shown = () if fault.code == "row-repeated" else (spoken(fault.value), fault.details)
            groups[table, fault.field, fault.code, *shown].append(fault)
        lines = sorted(groups.values(), key=lambda faults: faults[0].position)
        of_code: dict[tuple[Any, ...], int] = defaultdict(int)
        listed: list[list[Fault]] = []
        rest: dict[tuple[Any, ...], list[Fault]] = {}
        for faults in lines:
            kind = (int(self.table_of[faults[0].position]), faults[0].field, faults[0].code)
            of_code[kind] += 1
            if of_code[kind] < limits.max_same_findings:
                listed.append(faults)
            else:  # the last line stands for all that are left
                rest.setdefault(kind, []).extend(faults)
        return [self._finding(faults, file) for faults in (*listed, *rest.values())]

    def _finding(self, faults: Sequence[Fault], file: str) -> Finding:
        first = min(faults, key=lambda fault: fault.position)
        table = self.tables[int(self.table_of[first.position])]
        found = table.columns.get(first.field)
        return finding(
            first.code,
            file,
            table.sheet,
            self._cell(first.position, first.field),
            found.heading if found else "",
            first.value,
            len(faults),
            **dict(first.details),
        )


def _others(cells: Sequence[str], place: int) -> str:
    return ", ".join(cell for number, cell in enumerate(cells) if number != place)


def _repeated(identities: pa.Array) -> Iterable[npt.NDArray[np.int64]]:
    """The places of each number that stands there more than once, by the first of them."""
    counts = pc.value_counts(identities)
    values = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    places = np.flatnonzero(pc.is_in(identities, value_set=values).to_numpy(zero_copy_only=False))
    found: Mapping[str, list[int]] = defaultdict(list)
    numbers = identities.take(pa.array(places)).to_pylist()
    for number, place in zip(numbers, places.tolist(), strict=True):
        found[number].append(place)
    return [np.array(own) for own in found.values()]


def _empty(values: Any) -> npt.NDArray[np.bool_]:
    mask: npt.NDArray[np.bool_] = pc.equal(values, "").to_numpy(zero_copy_only=False)
    return mask.copy()


def _item(values: Any, row: int) -> Any:
    return values[row].as_py() if isinstance(values, pa.Array) else values[row].item()


def _chosen(values: Any, mask: npt.NDArray[np.bool_]) -> Any:
    if mask.all():
        return values
    return values.filter(pa.array(mask)) if isinstance(values, pa.Array) else values[mask]


def _joined(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], pa.Array):
        return pa.concat_arrays(parts)
    return np.concatenate(parts)
