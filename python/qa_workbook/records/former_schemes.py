"""Sheets whose 方案 was corrected: what they brought under the former scheme is looked at, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa_workbook.frames import Table, are_recordings, made_for
from qa_workbook.keys import SchemeKey
from qa_workbook.records.incoming import Incoming
from qa_workbook.sheets import Sheet

_Moved = dict[str, dict[tuple[str, str], Incoming]]
"""By the id of the former scheme: the sheets that follow another one now, and what that brings."""


def with_former_schemes(incomings: Sequence[Incoming]) -> list[Incoming]:
    """Returns what a run brings, each scheme with the sheets that have left it.

    A scheme that no sheet of the run follows any more comes in without rows. Only the same kind of
    rows can be compared.
    """
    moved = _moved(incomings)
    known = {incoming.scheme_id: incoming for incoming in incomings}
    found = []
    for scheme_id in sorted(known.keys() | moved.keys()):
        places = moved.get(scheme_id, {})
        own = known.get(scheme_id) or _empty(scheme_id, next(iter(places.values())))
        found.append(replace(own, elsewhere=places) if places else own)
    return found


def _moved(incomings: Sequence[Incoming]) -> _Moved:
    moved: _Moved = {}
    for incoming in incomings:
        former_files = incoming.former_files
        by_file: dict[str, list[Sheet]] = {file: [] for file, _, _ in former_files}
        for sheet in incoming.sheets:
            by_file.get(sheet.file, []).append(sheet)
        for file, _, before in former_files:
            for sheet in by_file[file]:
                was = before.sheets.get(sheet.name)
                former = was.scheme_key if was else None
                if former and former.id != incoming.scheme_id and _alike(former.id, incoming):
                    moved.setdefault(former.id, {})[sheet.place] = incoming
    return moved


def _alike(scheme_id: str, incoming: Incoming) -> bool:
    """Returns whether the stored rows of a scheme are of the kind of those of the run."""
    kinds = {batch.schema for batch in incoming.manifest.of_scheme(scheme_id)}
    if are_recordings(incoming.schema.name):
        return all(map(are_recordings, kinds))  # a sheet may turn out to be a targeted sample
    return kinds == {incoming.schema.name}


def _empty(scheme_id: str, like: Incoming) -> Incoming:
    newest = max(batch.key for batch in like.manifest.of_scheme(scheme_id))
    schema = like.schema
    if are_recordings(schema.name):
        schema = made_for(schema, newest.purpose)
    table = Table(schema, schema.empty())
    return replace(like, scheme_id=scheme_id, tables={SchemeKey(*newest): table}, sheets=[])
