"""The items of a scheme in a foreign sheet: their marks, ticks, reasons and full marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.forms.kinds.numbers import exact, read_number
from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import CellError, CellValue, Place
from qa_workbook.layouts.fields import Cell
from qa_workbook.layouts.headings import same_name
from qa_workbook.layouts.model import Layout, MarkPlace, Tick
from qa_workbook.layouts.notation import Translated, Translator, as_cell
from qa_workbook.layouts.unfolded import Noted
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Indicator, Scheme

_TICKS = frozenset("√✓✔☑●■◆▲○〇vo")
EMPTY_BOXES = frozenset("□☐◻▢")
"""Signs that are printed for somebody to tick."""
_CROSSES = frozenset(map(normal, ("×", "✗", "✘", "x", "☒")))


@dataclass(frozen=True)
class Item:
    """An item that a layout reads: its key in the form, its place, and how its marks are written.

    `heading` is what findings call it: the heading of its mark.
    """

    node: Indicator
    key: str
    place: MarkPlace
    translator: Translator

    @property
    def name(self) -> str:
        """What a remark calls it."""
        return self.node.name.zh

    @property
    def heading(self) -> str:
        """What the sheet calls it."""
        ticked = self.place.ticks[0].heading if self.place.ticks else ""
        return self.place.heading or ticked or self.name


@dataclass(frozen=True)
class Given:
    """What was given for an item in one recording: the cell of its mark, why (from the same cell),
    and what is wrong with it.
    """

    cell: Cell
    rest: str = ""
    noted: tuple[Noted, ...] = ()


class Items:
    """The items of a layout, and what stands in their cells."""

    def __init__(
        self, layout: Layout, scheme: Scheme, form: ScoreForm, vocabulary: Vocabulary
    ) -> None:
        self.layout, self.scheme, self.form, self.vocabulary = layout, scheme, form, vocabulary

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """The items that the layout reads and the form has, by id."""
        found = {}
        for key, node in self.form.indicators.items():
            place = self.layout.marks.get(node.id)
            if place is None:
                continue
            notation = self.layout.notation_of(place)
            translator = Translator(node, notation, self.scheme, self.vocabulary)
            found[node.id] = Item(node, key, place, translator)
        return found

    def named(self, name: CellValue) -> Item | None:
        """Returns the item that a sheet calls so, numbering and points aside; None for none."""
        said = words(name)
        exactly = [item for item in self.by_id.values() if _is_called(item, normal(said))]
        if exactly:
            return exactly[0]
        alike = [
            item
            for item in self.by_id.values()
            if item.place.heading and same_name(item.place.heading, said)
        ]
        return alike[0] if len(alike) == 1 else None

    def given(self, item: Item, value: CellValue, place: Place, row: int) -> Given:
        """Returns what a cell says of an item; `row` is that of the plain table."""
        read = item.translator.read(value)
        return self._given(item, read, value, place, row)

    def _given(
        self, item: Item, read: Translated, value: CellValue, place: Place, row: int
    ) -> Given:
        is_same = type(read.value) is type(value) and read.value == value
        cell = Cell(read.value, place, None if is_same else value)
        if not read.code:
            return Given(cell, read.rest)
        noted = Noted(read.code, place, value, read.details, item.heading, row)
        return Given(cell, read.rest, (noted,))

    # --- ticks -----------------------------------------------------------------------------------

    def ticked(self, item: Item, ticks: Sequence[tuple[Tick, CellValue, Place]], row: int) -> Given:
        """Returns what is ticked of the columns of an item.

        A cross may be a tick or its opposite, so one that stands alone is asked about. Words in a
        cell tick it and say why.
        """
        filled = [(tick, value, place) for tick, value, place in ticks if not blank(value)]
        chosen = [one for one in filled if self._is_tick(one[0], one[1])]
        crosses = [one for one in filled if normal(words(one[1])) in _CROSSES]
        if len(chosen) == 1:
            tick, value, place = chosen[0]
            return Given(Cell(as_cell(tick.mark), place, value), self._why(tick, value))
        if not chosen and (
            inapplicable := [one for one in filled if self._is_inapplicable(one[1])]
        ):
            return Given(Cell(inapplicable[0][1], inapplicable[0][2]))
        if not chosen and not crosses:
            place = ticks[0][2]
            return self._given(item, item.translator.read(""), "", place, row)
        code = "ticks-several" if len(chosen) > 1 else "tick-unclear"
        odd = chosen or crosses
        headings = "、".join(tick.heading for tick, _, _ in odd)
        value, place = odd[0][1], odd[0][2]
        noted = Noted(code, place, value, {"headings": headings}, item.heading, row)
        return Given(Cell(f"“{headings}”", place, value), "", (noted,))

    def _is_tick(self, tick: Tick, value: CellValue) -> bool:
        if isinstance(value, CellError):
            return False
        said = normal(words(value))
        if said in _TICKS or said in self.vocabulary.yes:
            return True
        no = said in self.vocabulary.no or said in _CROSSES or said in EMPTY_BOXES
        if no or self._is_inapplicable(value):
            return False
        return not isinstance(value, int | float) or self._is_mark(tick, value)

    def _is_inapplicable(self, value: CellValue) -> bool:
        said = normal(words(value))
        return said in self.vocabulary.inapplicable and said not in self.vocabulary.no

    def _is_mark(self, tick: Tick, value: float) -> bool:
        """Whether a number repeats the mark that a tick there stands for."""
        number = read_number(tick.mark).value
        return not isinstance(value, bool) and number is not None and exact(value) == number

    def _why(self, tick: Tick, value: CellValue) -> str:
        said = normal(words(value))
        plainly = said in _TICKS or said in self.vocabulary.yes or not isinstance(value, str)
        names = {normal(tick.mark), normal(tick.heading)}
        return "" if plainly or said in names else words(value)

    # --- full marks ------------------------------------------------------------------------------

    def full_mark_noted(
        self, item: Item, value: CellValue, place: Place, row: int
    ) -> Iterable[Noted]:
        """Yields a note if a sheet repeats another full mark than the scheme has."""
        if item.node.scale is None or blank(value):
            return
        stated = read_number(value, self.vocabulary.words.mark_units).value
        full = self.scheme.scale_of(item.node).full
        weight = item.node.weight
        if stated is not None and stated not in (full, weight):
            details = {"full": plain(full)}
            yield Noted("full-mark-differs", place, value, details, item.heading, row)


def _is_called(item: Item, name: str) -> bool:
    return item.place.heading is not None and normal(item.place.heading) == name
