"""Labels and their values in a part of a foreign sheet: beside, below, or behind a colon."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.forms.text_cells import words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Place
from qa_workbook.layouts.fields import Area
from qa_workbook.layouts.foreign_cells import ForeignCells
from qa_workbook.layouts.labels import Label
from qa_workbook.layouts.model import Layout

_SEPARATORS = r"\s,，;；、|/_。()（）\[\]【】"
_LIKE = {"(": "[(（]", ")": "[)）]", "（": "[(（]", "）": "[)）]", "/": "[/／]"}
_UNKNOWN = re.compile(r"(?<=\s)[^\s:：\d]{1,20}[:：]")
_TO_FILL_IN = re.compile(r"[\s_＿年月日时分/.\-:：]*$")
"""What stands in a cell for somebody to write into: blanks, lines, 年 月 日."""
_AROUND = " \t\r\n\u3000_＿,，;；、|"
_LONGEST = 400


@dataclass(frozen=True)
class LabelNames:
    """The labels that a layout knows, as it writes them."""

    written: tuple[str, ...]

    @cached_property
    def by_name(self) -> dict[str, str]:
        """How the layout writes them, by the names as they are compared."""
        return {normal(name): name for name in self.written}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted(self.written, key=len, reverse=True)
        plain = ("".join(name.split()).rstrip(":：") for name in names)
        each = [r"\s*".join(map(_sign, name)) for name in plain]
        return re.compile(rf"(?:^|(?<=[{_SEPARATORS}]))({'|'.join(each)})\s*[:：]", re.IGNORECASE)

    def parts(self, value: CellValue) -> list[tuple[str, str]]:
        """Returns the labels in a cell with what stands behind the colon of each, in order."""
        text = words(value)
        if not self.written or not text or len(text) > _LONGEST:
            return []
        if normal(text) in self.by_name:
            return [(self.by_name[normal(text)], "")]
        found = list(self._pattern.finditer(text))
        ends = [one.start() for one in found[1:]] + [len(text)]
        return [
            (self.by_name[normal(one[1])], _filled_in(text[one.end() : end]))
            for one, end in zip(found, ends[: len(found)], strict=True)
        ]


def label_names(layout: Layout) -> LabelNames:
    """Returns every label of a layout, those included whose values aren't read."""
    sources = [source.label for sources in layout.fields.values() for source in sources]
    totals = [total.label for total in layout.totals]
    named = [*sources, *totals, *layout.ignored.labels]
    return LabelNames(tuple(dict.fromkeys(name for name in named if name)))


def _sign(sign: str) -> str:
    return _LIKE.get(sign, re.escape(sign))


def _filled_in(text: str) -> str:
    """What somebody wrote behind a colon, without the line it is written on."""
    unknown = _UNKNOWN.search(text)
    own = (text[: unknown.start()] if unknown else text).strip(_AROUND)
    for opening, closing in ("()", "（）", "[]", "【】"):
        if own.endswith(closing) and opening not in own:  # of brackets around the label as well
            own = own[:-1].rstrip(_AROUND)
    return "" if _TO_FILL_IN.match(own) else own


def find_labels(
    cells: ForeignCells, area: Area, names: LabelNames, apart: Collection[Place] = ()
) -> list[Label]:
    """Returns the labels in an area; the places `apart` are neither labels nor values."""
    found = {
        place: parts
        for place in cells.filled(area)
        if place not in apart and (parts := names.parts(cells.value(place)))
    }
    reading = _Reading(cells, area, frozenset(found), frozenset(apart))
    below = {row for row in range(area.top, area.bottom) if reading.has_values_below(row)}
    return [one for place, parts in found.items() for one in reading.of(place, parts, below)]


@dataclass(frozen=True)
class _Reading:
    cells: ForeignCells
    area: Area
    labels: frozenset[Place]
    apart: frozenset[Place]

    def of(
        self, place: Place, parts: Sequence[tuple[str, str]], below: Collection[int]
    ) -> Iterator[Label]:
        for name, text in parts[:-1]:
            yield Label(name, place, text, place)
        name, text = parts[-1]
        if text:
            yield Label(name, place, text, place)
            return
        at = self.cells.next_below(place) if place[0] in below else self._beside(place)
        usable = self.area.holds(at) and self._is_value(at)
        value = _plain(self.cells.value(at)) if usable else ""
        yield Label(name, place, value, at if usable else place)

    def has_values_below(self, row: int) -> bool:
        """Whether the labels of a row stand beside each other with their values below."""
        labels = [place for place in self.labels if place[0] == row]
        beside = [self._beside(place) for place in labels]
        return any(
            at in self.labels and self._is_filled_value(self.cells.next_below(place))
            for place, at in zip(labels, beside, strict=True)
        ) and all(not self._is_filled_value(at) for at in beside)

    def _beside(self, place: Place) -> Place:
        return self.cells.next_right(place)

    def _is_value(self, place: Place) -> bool:
        return self.cells.first(place) not in (self.labels | self.apart)

    def _is_filled_value(self, place: Place) -> bool:
        return self.area.holds(place) and self._is_value(place) and not self.cells.is_blank(place)


def _plain(value: CellValue) -> CellValue:
    """A value without the line it is written on."""
    if not isinstance(value, str):
        return value
    return "" if _TO_FILL_IN.match(value) else value.strip("_＿")


def said_first(found: Iterable[Label], name: str) -> Label | None:
    """Returns the label of a name that says something; without one the first of that name."""
    named = [one for one in found if one.name == name]
    return next((one for one in named if one.value != ""), named[0] if named else None)
