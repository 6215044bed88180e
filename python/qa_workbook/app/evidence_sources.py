"""The agent's own rows of the source files, as values: never the file, which holds other people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pandas as pd

from qa_workbook.app.metrics import only_within
from qa_workbook.app.paper_dossiers import Dossiers
from qa_workbook.files import where_it_stands
from qa_workbook.frames import COUNT, MARK, evidence, folded
from qa_workbook.grids.a1 import letters, place_of, source_cell
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.keys import SchemeKey
from qa_workbook.labels import text
from qa_workbook.penalties.complaints import FORM
from qa_workbook.penalties.conditions import COMPLAINT
from qa_workbook.records import RecordStore
from qa_workbook.sheets import sheet_name

_Place = tuple[str, str]


@dataclass
class SourceRows:
    """What the records and the source files say of one agent in the period.

    `records`: the accepted rows as they were read. `sheets`: a row per source sheet, with the
    SHA-256 of the whole file. `cells`: by name of a CSV, its rows as values. `notes` say what could
    not be shown.
    """

    found: Dossiers
    agent: str
    records: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    cells: dict[str, list[list[Any]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Reads records and sources."""
        store = RecordStore(self.found.workspace.records)
        frames = only_within(store.read(self.found.span), self.found.span)
        rows: defaultdict[_Place, set[int]] = defaultdict(set)
        recordings: set[str] = set()
        for key, frame in frames.items():
            self._know(key)
            own = frame[frame["agent"] == self.agent]
            spoken = own.assign(recording=evidence(own))
            for row in spoken.to_dict("records"):
                self.records.append({"scheme": key.id, "version": key.version, **_plain(row)})
                rows[row["file"], row["sheet"]].add(int(row["row"]))
                recordings.add(folded(row["recording"]))
        for key, row in self._tickets(store):
            self.records.append({"scheme": key.id, "version": key.version, **_plain(row)})
            rows[row["file"], row["sheet"]].add(int(row["row"]))
            recordings.add(folded(row["ticket"]))
        letters_of = store.sheet_columns()
        known = {folded(self.agent), *recordings} - {""}
        for number, place in enumerate(sorted(rows), 1):
            self._sheet(number, place, sorted(rows[place]), letters_of.get(place, {}), known)

    def _tickets(self, store: RecordStore) -> Iterator[tuple[SchemeKey, dict[Any, Any]]]:
        """The rows of the complaints that the agent has a case of, and what they call columns."""
        cases = (self.found.files[case].line for case in self.found.cases)
        wanted = {line.recording for line in cases if line.cause == COMPLAINT}
        form = self.found.config.forms.get(FORM)
        if not wanted or form is None:
            return
        for key, frame in store.read(self.found.span, schema=FORM).items():
            self._names |= {one.id: one.heading for one in form.kept}
            own = frame[frame["ticket"].isin(wanted) & (frame["agent"] == self.agent)]
            for row in own.to_dict("records"):
                yield key, row

    def _sheet(
        self,
        number: int,
        place: _Place,
        rows: list[int],
        columns: Mapping[str, str],
        known: set[str],
    ) -> None:
        file, sheet = place
        said = {"file": file, "sheet": sheet, "rows": ";".join(map(str, rows))}
        path = where_it_stands(self.found.workspace.inbox.resolve(), file)
        name = f"sources/{number:03d}.csv"
        try:
            data = path.read_bytes()
            grid = open_workbook(data, self.found.config.vocabulary.limits).grid(sheet_name(sheet))
        except (OSError, FileFault, KeyError):
            self._note("evidence_no_source", file)
            self.sheets.append({**said, "sha256": "", "csv": ""})
            return
        is_plain = all(letter.isalpha() for letter in columns.values())
        cells_of = _cells_of_row if is_plain else _cells_named
        shown = [row for row in rows if _is_own(cells_of(grid, row, columns), known)]
        if len(shown) < len(rows):
            self._note("evidence_source_changed", file)
        self.sheets.append({**said, "sha256": sha256(data).hexdigest(), "csv": name})
        if not is_plain:
            self.cells[name] = [
                [source_cell(column, row), self._heading(key), value]
                for row in shown
                for (key, column), value in zip(
                    columns.items(), _cells_named(grid, row, columns), strict=True
                )
            ]
            return
        width = len(grid.rows[0]) if grid.rows else 0
        heads = {letter: self._heading(key) for key, letter in columns.items()}
        at = [letters(column) for column in range(width)]
        first = ["", *at]
        second = ["", *(heads.get(letter, "") for letter in at)]
        body = [[row, *map(_value, grid.rows[row - 1])] for row in shown]
        self.cells[name] = [first, second, *body]

    def _know(self, key: SchemeKey) -> None:
        """Learns what the columns of a scheme are called."""
        scheme = self.found.config.schemes.version(*key)
        for node in scheme.nodes if scheme else ():
            name = node.name.say(self.found.language)
            self._names |= {f"{MARK}{node.id}": name, f"{COUNT}{node.id}": name}

    def _heading(self, key: str) -> str:
        """What a column is called: its indicator, or the usual heading."""
        if key in self._names:
            return self._names[key]
        known = getattr(self.found.config.vocabulary.columns, key, ())
        return str(known[0]) if known else key

    def _note(self, key: str, file: str) -> None:
        self.notes.append(text(f"papers.{key}", self.found.language, file=file))


def _is_own(cells: Sequence[Any], known: set[str]) -> bool:
    """Whether cells still name the agent or the recording: else they may be another person's."""
    return any(folded(str(cell)) in known for cell in cells)


def _cells_of_row(grid: Grid, row: int, _columns: Mapping[str, str]) -> list[Any]:
    """The cells of a recording that is a row of its sheet."""
    return [_value(cell) for cell in grid.rows[row - 1]] if 0 < row <= len(grid.rows) else []


def _cells_named(grid: Grid, row: int, columns: Mapping[str, str]) -> list[Any]:
    """The cells of a recording that is a column or a form of its sheet, one for each column."""
    places = (place_of(source_cell(column, row)) for column in columns.values())
    height, width = len(grid.rows), grid.width
    return [
        _value(grid.rows[line][at]) if line < height and at < width else "" for line, at in places
    ]


def _value(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell if isinstance(cell, str | int | float) else str(cell)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The values of a record as text; marks that were not entered are left out."""
    return {
        str(name): f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value
        for name, value in row.items()
        if not pd.isna(value)
    }
