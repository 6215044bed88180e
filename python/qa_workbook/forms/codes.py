"""Error and fatal codes, scoring points: cells that name things of the scheme."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from qa_workbook.forms.text_cells import half_width, nearest
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.labels.reasons import ByLanguage, listed
from qa_workbook.scheme.model import ErrorCode, FatalCode, Indicator, Scheme, ScoringPoint

_MOST = 50  # codes in one cell; more are no codes
_MARK = ";"
_KEPT = 20_000  # cells whose reading is kept, for inspectors write the same things over and over


def _is_marked(name: str) -> bool:
    return _MARK in name


@dataclass(frozen=True)
class Names:
    """Things with ids and names; finds them in a cell that names several.

    `written` is how a sheet writes each of them, by id; its name, where nothing is given.
    """

    entries: tuple[tuple[str, tuple[str, ...]], ...]
    vocabulary: Vocabulary
    written: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Id by normalised id or name; ids win."""
        named = {normal(name): key for key, names in self.entries for name in names}
        return named | {normal(key): key for key, _ in self.entries}

    @cached_property
    def _whole_names(self) -> re.Pattern[str] | None:
        """Names that hold a separator themselves, longest first: they are found before a cell is
        split.
        """
        separated = [
            name
            for _, names in self.entries
            for name in names
            if self.vocabulary.separator.search(name)
        ]
        ordered = sorted(separated, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE) if ordered else None

    @cached_property
    def _joints(self) -> frozenset[str]:
        """First signs of the separators within names: a cell without any of them holds no such
        name.
        """
        found = {
            match[0][0]
            for _, names in self.entries
            for name in names
            for match in self.vocabulary.separator.finditer(name)
        }
        return frozenset(form for sign in found for form in (sign, sign.lower(), sign.upper()))

    @cached_property
    def _splits(self) -> dict[str, list[str]]:
        return {}

    def split(self, cell: str) -> list[str]:
        """Returns what a cell names, one by one, as typed; a name with a separator in it stays
        whole.
        """
        if cell not in self._splits:
            if len(self._splits) >= _KEPT:
                self._splits.clear()
            self._splits[cell] = self._split(cell)
        return self._splits[cell]

    @cached_property
    def _has_plain_mark(self) -> bool:
        """Whether the usual mark between names stands in none of them."""
        is_mark = self.vocabulary.separator.fullmatch(_MARK) is not None
        return is_mark and _MARK not in self._joints and not any(map(_is_marked, self.by_name))

    @cached_property
    def _simple(self) -> set[str]:
        """Parts of cells that hold no separator, as far as they have been met."""
        return set()

    def _plain_parts(self, cell: str) -> list[str]:
        """The parts of a cell in which names are parted by the usual mark alone, else none."""
        if _MARK not in cell or not self._has_plain_mark or not self._joints.isdisjoint(cell):
            return []
        parts = cell.split(_MARK)
        new = set(parts) - self._simple
        if any(map(self.vocabulary.separator.search, new)):
            return []
        if len(self._simple) < _KEPT:
            self._simple.update(new)
        return parts

    def _split(self, cell: str) -> list[str]:
        if parts := self._plain_parts(cell):
            return [part for part in parts if part][:_MOST]
        if normal(cell) in self.by_name:
            return [cell]
        found: list[str] = []
        if self._whole_names and not self._joints.isdisjoint(cell):
            found = [match[0] for match in self._whole_names.finditer(cell)]
            cell = self._whole_names.sub(" ", cell)
        return [*found, *(part for part in self.vocabulary.separator.split(cell) if part)][:_MOST]

    def find(self, name: str) -> str:
        """Returns the id that a name or an id means, "" if none."""
        found = self.by_name.get(normal(name))
        if found is None and ":" in half_width(name):  # F11:与客户争吵
            found = self.by_name.get(normal(half_width(name).partition(":")[0]))
        return found or ""

    @cached_property
    def all(self) -> ByLanguage:
        """All of them, as sheets write them."""
        written = [self.written.get(key, names[0]) for key, names in self.entries]
        return listed(written, len(written))

    def nearest(self, name: str) -> ByLanguage:
        """Returns what is most like `name`, else the first of all, as sheets write them."""
        close = nearest(name, [word for key, names in self.entries for word in (key, *names)])
        likely = [
            (key, names) for key, names in self.entries if close in (key, *names)
        ] or self.entries
        return listed([self.written.get(key, names[0]) for key, names in likely])


def codes_of(codes: Iterable[ErrorCode | FatalCode], vocabulary: Vocabulary) -> Names:
    """Returns the Names of error or fatal codes, which sheets write as codes."""
    codes = tuple(codes)
    written = {code.id: f"{code.id} {code.name.zh}" for code in codes}
    return Names(names_of(codes, vocabulary).entries, vocabulary, written)


def names_of(entries: Iterable[Any], vocabulary: Vocabulary) -> Names:
    """Returns the Names of scheme parts that have `id` and `name`."""
    return Names(tuple((entry.id, (entry.name.zh, entry.name.en)) for entry in entries), vocabulary)


def _labels(node: Indicator, point: ScoringPoint) -> list[str]:
    """A point as item:point, in both languages: English names have blanks, which part entries."""
    languages = ("zh", "en")
    return [f"{node.name.say(one)}:{point.name.say(one)}" for one in languages]


@dataclass(frozen=True)
class PointNames:
    """The scoring points of a scheme (S1), found by id, by name, or as item:point."""

    scheme: Scheme
    vocabulary: Vocabulary

    @cached_property
    def item_of(self) -> dict[str, Indicator]:
        """Indicator of each point id."""
        return {point.id: node for node in self.scheme.nodes for point in node.scoring_points}

    @cached_property
    def _ids_by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in self.scheme.nodes:
            for point in node.scoring_points:
                for name in dict.fromkeys(map(normal, (point.id, point.name.zh, point.name.en))):
                    found.setdefault(name, []).append(point.id)
        return found

    @cached_property
    def _nodes_by_name(self) -> dict[str, str]:
        return {
            normal(name): node.id
            for node in self.scheme.nodes
            for name in (node.id, node.name.zh, node.name.en)
        }

    @cached_property
    def names(self) -> Names:
        """All points as Names, for splitting a cell and for suggestions."""
        points = [(node, point) for node in self.scheme.nodes for point in node.scoring_points]
        written = {point.id: f"{node.name.zh}:{point.name.zh}" for node, point in points}
        entries = tuple(
            (point.id, (point.name.zh, point.name.en, *_labels(node, point)))
            for node, point in points
        )
        return Names(entries, self.vocabulary, written)

    @cached_property
    def _readings(self) -> dict[str, tuple[list[str], str]]:
        return {}

    def find(self, typed: str, below_full: Collection[str]) -> tuple[str, str]:
        """Returns (point id, code of a finding). A name that two items share means the one whose
        mark is below full.
        """
        if typed not in self._readings:
            if len(self._readings) >= _KEPT:
                self._readings.clear()
            self._readings[typed] = self._candidates(typed)
        ids, code = self._readings[typed]
        if code:
            return "", code
        if len(ids) == 1:
            return ids[0], ""
        likely = [point for point in ids if self.item_of[point].id in below_full]
        return (likely[0], "") if len(likely) == 1 else ("", "point-ambiguous")

    def _candidates(self, typed: str) -> tuple[list[str], str]:
        """The points that a name may mean, or the code of a finding."""
        prefix, colon, name = half_width(typed).rpartition(":")
        ids = self._ids_by_name.get(normal(name), [])
        if not ids:
            return [], "unknown-point"
        if colon:
            node = self._nodes_by_name.get(normal(prefix), "")
            own = [point for point in ids if self.item_of[point].id == node]
            return own[:1], "" if own else "point-of-other-item"
        return ids, ""
