"""Finds the header of a score sheet by its names, and the label/value pairs above it (contract
3.2).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from qa_workbook.forms.heading_names import bare_name, is_decorated
from qa_workbook.forms.score_form import PER_ROW, ScoreForm, score_form
from qa_workbook.forms.vocabulary import Columns, Vocabulary, normal
from qa_workbook.grids.grid import ERROR_WORDS, CellError, CellValue, Grid, Rows
from qa_workbook.intake.sub_headings import SubHeadings, Wide, sub_headings
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme

COMPUTED = "computed"
_NOTE = re.compile(r"\([^()]*\)$")
_PAIR = re.compile(
    r"([^\s:：]{1,20})\s{0,4}[:：]\s{0,20}([^:：]*?)(?=\s+[^\s:：]{1,20}\s{0,4}[:：]|\s*$)"
)
_LONGEST_HEADING = 60
_LONGEST_PAIRS = 300
_SURE_MATCHES = 6
_LEAST_IN_SECOND_ROW = 3


@dataclass(frozen=True)
class Search:
    """What a header is found by: normalised `headings`, and the labels above it by name.

    At least `least` of the headings must stand in one of the first `rows` rows. `values` are the
    sub-headings that mean the mark itself. `naming` are headings by which a row of headings is told
    from a table of averages above it; none where any will do. `computed` are those of columns that
    the sheet works out itself.
    """

    headings: frozenset[str]
    labels: Mapping[str, str]
    other_labels: frozenset[str]
    rows: int
    least: int = 3
    values: frozenset[str] = frozenset()
    naming: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Headings:
    """All known headings: key of a column by the normalised heading."""

    vocabulary: Vocabulary
    schemes: SchemeBook

    @cached_property
    def fixed(self) -> dict[str, str]:
        """Fixed and computed columns."""
        return (
            dict.fromkeys(self.vocabulary.computed_names, COMPUTED) | self.vocabulary.column_aliases
        )

    @cached_property
    def _forms(self) -> dict[SchemeKey, ScoreForm]:
        return {scheme.key: score_form(scheme, self.vocabulary) for scheme in self.schemes.schemes}

    def form(self, scheme: Scheme) -> ScoreForm:
        """Returns the form of a scheme's sheets, with every column that they may have."""
        return self._forms[scheme.key]

    @cached_property
    def _of_schemes(self) -> dict[SchemeKey, dict[str, str]]:
        return {key: self._of_form(form) for key, form in self._forms.items()}

    def _of_form(self, form: ScoreForm) -> dict[str, str]:
        """Columns that the form has win over others: 录音编号 is the 依据 of a long sheet.

        Names of items win over other names of fixed columns, but not over the first ones. Those of
        labels mean a column where nothing else is called so.
        """
        fixed = [key for key in form.ids() if key in Columns.model_fields]
        aliases, items = _names(form, fixed), _names(form, form.indicators)
        first = {normal(form.by_id[key].heading): key for key in fixed}
        labels = _names(form, [key for key in form.ids() if key in PER_ROW])
        return labels | self.fixed | aliases | items | first

    def of(self, scheme: Scheme) -> dict[str, str]:
        """Returns the keys of the columns of a scheme's sheet by normalised heading."""
        return self._of_schemes[scheme.key]

    @cached_property
    def any(self) -> frozenset[str]:
        """Every heading of any scheme but those that are labels in most sheets: a row of labels is
        no header.
        """
        of_schemes = self._of_schemes.values()
        keys = {name: key for names in of_schemes for name, key in names.items()}
        return frozenset(self.fixed).union(name for name in keys if keys[name] not in PER_ROW)

    @cached_property
    def search(self) -> Search:
        """What the header of a score sheet is found by."""
        words = self.vocabulary
        return Search(
            self.any,
            words.label_aliases,
            words.all_labels,
            words.limits.header_rows,
            values=words.value_headings,
            naming=words.naming_headings,
            computed=frozenset(words.computed_names),
        )


def _names(form: ScoreForm, keys: Iterable[str]) -> dict[str, str]:
    """Keys of columns by normalised heading; of equal headings the first column has it."""
    found: dict[str, str] = {}
    for key in keys:
        for name in form.by_id[key].headings:
            found.setdefault(normal(name), key)
    return found


_Said = tuple[str, tuple[Any, int, int]]
"""A label by its key, with its value, row and column."""


@dataclass(frozen=True)
class Doubled:
    """A label that stands above a header once more, with another value: where, and which."""

    key: str
    value: Any
    row: int
    column: int


@dataclass(frozen=True)
class Head:
    """Where a header lies (zero-based row), its headings by column, normalised and as written, and
    the labels above.

    `unclear` are headings over several columns of which nobody knows which holds the marks;
    `beside` the columns that stand below such headings and hold no marks. `first` is the row in
    which the headings begin. `doubled` are labels that say something else further down. `renamed`
    are the items whose columns say that they hold something else, by column.
    """

    row: int
    headings: Mapping[int, str]
    written: Mapping[int, str]
    labels: Mapping[str, tuple[Any, int, int]]
    unclear: tuple[Wide, ...] = ()
    beside: frozenset[int] = frozenset()
    first: int = -1
    doubled: tuple[Doubled, ...] = ()
    renamed: Mapping[int, str] = field(default_factory=dict)


def heading_of(cell: Any, known: frozenset[str]) -> str:
    """Returns the normalised heading in a cell, without a note in brackets that is no part of a
    known name.
    """
    return (
        _heading(cell, known) if isinstance(cell, str) and 0 < len(cell) <= _LONGEST_HEADING else ""
    )


@lru_cache(maxsize=5_000)
def _heading(cell: str, known: frozenset[str]) -> str:
    name = normal(cell)
    if name in known:
        return name
    plain = _NOTE.sub("", name) or name
    return plain if plain in known else bare_name(name, known) or plain


def headings_of(written: Mapping[int, str], known: frozenset[str]) -> dict[int, str]:
    """Returns the normalised headings by column.

    Numbering and points are left on where two headings would become the same without them.
    """
    found = {index: heading_of(cell, known) for index, cell in written.items()}
    places = Counter(found.values())
    for index, name in found.items():
        if places[name] > 1 and name in known and is_decorated(written[index], name):
            found[index] = normal(written[index])
    return found


def find_head(grid: Grid, search: Search) -> Head | None:
    """Returns the header: of the first rows the one with the most known headings; None without."""
    known = search.headings
    best = _best_row(grid.rows, search)
    if best < 0:
        return None
    texts = _texts(grid.rows[best])
    below = sub_headings(grid, best, texts, known - search.computed, search.values)
    if below:
        return _with_sub_headings(grid, best, below, search)
    first, last = _rows_of_header(grid, best, known)
    written: dict[int, str] = {}
    for row in grid.rows[first : last + 1]:
        texts = _texts(row)
        if written:  # the lower row of two only adds what is a heading
            texts = {
                index: cell for index, cell in texts.items() if heading_of(cell, known) in known
            }
        written |= texts
    headings = headings_of(written, known)
    said = list(_labels(grid, 0, first, search))
    labels, doubled = _first_of_each(said), _doubled(said, search)
    return Head(last, headings, written, labels, first=first, doubled=doubled)


def may_have_head(rows: Rows, search: Search) -> bool:
    """Returns whether a header may be found by `find_head` in a sheet with these values."""
    return _best_row(rows, search) >= 0


def _best_row(cells: Rows, search: Search) -> int:
    """The first row that surely is a header, else that with the most headings; -1 for none."""
    best, most = -1, search.least - 1
    rows = cells[: search.rows + 1]
    for index, row in enumerate(rows[: search.rows]):
        # A row with few texts, as in lists and notes, need not be looked through.
        count = list(map(type, row)).count(str) - row.count("")
        if count <= most and count < _SURE_MATCHES:
            continue
        names = _names_in(row, search)
        if len(names) <= most and len(names) < _SURE_MATCHES:
            continue
        if len(names) > most:
            best, most = index, len(names)
        if len(names) >= _SURE_MATCHES and _is_named(rows, index, names, search):
            return index
    return best


def _is_named(
    rows: Sequence[Sequence[CellValue]], index: int, names: frozenset[str], search: Search
) -> bool:
    """Whether a row with the headings `names` says whose recording each row is.

    The names may be spread over two rows, as under group headings.
    """
    if not search.naming or not search.naming.isdisjoint(names):
        return True
    near = rows[max(0, index - 1) : index + 2]
    return any(not search.naming.isdisjoint(_names_in(row, search)) for row in near)


def _names_in(row: Sequence[CellValue], search: Search) -> frozenset[str]:
    known = search.headings
    return known.intersection(
        [
            _heading(cell, known)
            for cell in row
            if isinstance(cell, str) and 0 < len(cell) <= _LONGEST_HEADING
        ]
    )


def _texts(row: Sequence[CellValue]) -> dict[int, str]:
    return {index: cell for index, cell in enumerate(row) if isinstance(cell, str) and cell.strip()}


def _with_sub_headings(grid: Grid, row: int, below: SubHeadings, search: Search) -> Head:
    """The header whose headings stand over the columns that the row below names."""
    moved = {below.values.get(index, index): cell for index, cell in _texts(grid.rows[row]).items()}
    written = {**moved, **below.beside}
    headings = headings_of(written, search.headings)
    labels = labels_between(grid, 0, row, search)
    beside = frozenset(below.beside)
    doubled = doubled_between(grid, 0, row, search)
    return Head(row + 1, headings, written, labels, below.unclear, beside, row, doubled)


def _rows_of_header(grid: Grid, best: int, known: frozenset[str]) -> tuple[int, int]:
    """First and last row of a header: two where the names are spread, as under group headings."""

    def named(row: int, but: Set[int] = frozenset()) -> set[int]:
        cells = grid.rows[row] if 0 <= row < len(grid.rows) else []
        return {
            index
            for index, cell in enumerate(cells)
            if index not in but and heading_of(cell, known) in known
        }

    own = named(best)
    if len(named(best + 1, own)) >= _LEAST_IN_SECOND_ROW:
        return best, best + 1
    if best and len(named(best - 1, own)) >= _LEAST_IN_SECOND_ROW:
        return best - 1, best
    return best, best


def labels_between(
    grid: Grid, first: int, header: int, search: Search
) -> dict[str, tuple[Any, int, int]]:
    """Returns the values of the labels from a row on, above the header, with their places.

    They stand right of the label, or behind its colon in one cell: 质检员：李晓　项目：演示.
    """
    return _first_of_each(_labels(grid, first, header, search))


def _first_of_each(said: Iterable[_Said]) -> dict[str, tuple[Any, int, int]]:
    found: dict[str, tuple[Any, int, int]] = {}
    for key, place in said:
        found.setdefault(key, place)
    return found


def doubled_between(grid: Grid, first: int, header: int, search: Search) -> tuple[Doubled, ...]:
    """Returns the labels from a row on, above the header, that contradict an earlier one."""
    return _doubled(_labels(grid, first, header, search), search)


def _doubled(said: Iterable[_Said], search: Search) -> tuple[Doubled, ...]:
    earlier: dict[str, str] = {}
    found: list[Doubled] = []
    for key, (value, row, column) in said:
        text = normal(str(value))
        is_label = text in search.labels or text in search.other_labels
        if text and not is_label and earlier.setdefault(key, text) != text:
            found.append(Doubled(key, value, row, column))
    return tuple(found)


def _labels(
    grid: Grid, first: int, header: int, search: Search
) -> Iterator[tuple[str, tuple[Any, int, int]]]:
    """Every label with its value and place, in the order of the sheet."""
    for row_index, row in enumerate(grid.rows[first:header], first):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or not cell.strip():
                continue
            if key := search.labels.get(normal(cell)):
                place = _value_place(grid, row_index, column, search)
                value = _value(row[place]) if place < len(row) else ""
                yield key, (value, row_index, place)
                continue
            for name, value in _PAIR.findall(cell[:_LONGEST_PAIRS]):
                if value and (key := search.labels.get(normal(name))):
                    yield key, (value, row_index, column)


def _value(cell: Any) -> Any:
    """Returns the value of a label; an error value that was pasted as text is still one."""
    if isinstance(cell, str) and ERROR_WORDS.match(cell.strip()):
        return CellError(cell.strip())
    return cell


def _value_place(grid: Grid, row: int, column: int, search: Search) -> int:
    """Column of a label's value: right of the label, which may be a merged cell.

    In files that don't tell what is merged blanks are passed over, up to the next label.
    """
    if grid.unseen.merged is not None:
        return column + grid.unseen.merged.get((row, column), (1, 1))[1]
    cells = grid.rows[row]
    for place in range(column + 1, len(cells)):
        cell = cells[place]
        if isinstance(cell, str) and not cell.strip():
            continue
        name = normal(cell) if isinstance(cell, str) else ""
        is_label = name in search.labels or name in search.other_labels
        return column + 1 if is_label else place
    return column + 1
