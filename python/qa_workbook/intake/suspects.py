"""Which sheets may name somebody or something in another way than other sheets, or the records.

Most sheets don't: only the suspects are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from qa_workbook.findings.places import Column
from qa_workbook.intake.alike import names_of_several, places_of, spelt_differently
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.form_sheet import FormRows
from qa_workbook.intake.parts import texts_of
from qa_workbook.intake.sheet import SheetRows
from qa_workbook.keys import SchemeKey
from qa_workbook.sheets import Sheet

AnyRows = SheetRows | FormRows
Scope = tuple[str, str]
AGENTS: Scope = ("", "agent")
"""Agents are the same people in all schemes and forms; other identities are those of one."""


class Suspects:
    """The sheets, by place, that hold an identity which is there in another spelling as well, or a
    name with two numbers. All others have nothing to say to one another.
    """

    def __init__(
        self,
        every: Sequence[AnyRows],
        sheets: Sequence[Sheet],
        keys: Mapping[SchemeKey, Sequence[str]],
        context: IntakeContext,
    ) -> None:
        self._every, self._stored = every, context.stored
        self.places = set[int]()
        of_scope: dict[Scope, list[int]] = {}
        key_of: dict[Scope, str] = {}
        for place, sheet in enumerate(every):
            for scope, key, _ in identities(sheet):
                of_scope.setdefault(scope, []).append(place)
                key_of[scope] = key
        refused = _refused_names(sheets, keys)
        for scope, places in of_scope.items():
            texts = [self._texts(places, key_of[scope]), *self._stored_texts(scope, key_of[scope])]
            texts.append(refused.get(scope, []))
            self._add(places, key_of[scope], spelt_differently(_chained(texts)))
        if not (context.roster and context.roster.people):
            self._add_names()

    def _texts(self, places: Sequence[int], key: str) -> pa.ChunkedArray:
        return texts_of([self._every[place] for place in places], key)

    def _stored_texts(self, scope: Scope, key: str) -> Iterator[pa.ChunkedArray]:
        for owner, frame in self._stored.items():
            if key in frame and scope == scope_of(owner, key):
                yield pa.chunked_array(pa.array(frame[key]))

    def _add(self, places: Sequence[int], key: str, wanted: pa.Array) -> None:
        """Adds those of some sheets in which a column holds one of the texts."""
        if not len(wanted):
            return
        counts = [len(self._every[place].lines) for place in places]
        rows = places_of(self._texts(places, key), wanted)
        self.places.update(np.repeat(places, counts)[rows].tolist())

    def _add_names(self) -> None:
        places = [at for at, one in enumerate(self._every) if isinstance(one, SheetRows)]
        agents, people = [self._texts(places, "agent")], [self._texts(places, "name")]
        for frame in self._stored.values():
            if {"agent", "name"} <= set(frame.columns):
                agents.append(pa.chunked_array(pa.array(frame["agent"])))
                people.append(pa.chunked_array(pa.array(frame["name"])))
        self._add(places, "name", names_of_several(_chained(agents), _chained(people)))


def _chained(columns: Iterable[Any]) -> pa.ChunkedArray:
    chunks: list[pa.Array] = []
    for column in columns:
        parts = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        chunks += [pa.array(part, pa.string()) if type(part) is list else part for part in parts]
    return pa.chunked_array([chunk.cast(pa.string()) for chunk in chunks], pa.string())


def scope_of(owner: str, key: str) -> Scope:
    """Returns whose names a column of a scheme or form holds."""
    return AGENTS if key == "agent" else (owner, key)


def _refused_names(
    sheets: Sequence[Sheet], keys: Mapping[SchemeKey, Sequence[str]]
) -> dict[Scope, list[str]]:
    """The texts of the keys of rejected rows, by scope."""
    found: dict[Scope, list[str]] = {}
    for sheet in sheets:
        scheme = sheet.scheme_key
        if scheme is None or scheme not in keys:
            continue
        for key in sheet.rejected_keys:
            for name, text in zip(keys[scheme], key, strict=True):
                found.setdefault(scope_of(scheme.id, name), []).append(text)
    return found


def identities(sheet: AnyRows) -> Iterator[tuple[Scope, str, Column]]:
    """The columns of a sheet that name somebody or something, with the scope of their names."""
    if isinstance(sheet, SheetRows):
        yield AGENTS, "agent", sheet.agent_column
        yield (sheet.scheme.id, "recording"), "recording", sheet.key_column
        return
    for one in sheet.form.kept:
        if one.kind == "id" and one.id in sheet.found:
            yield scope_of(sheet.form.id, one.id), one.id, sheet.found[one.id]
