"""What one run brings for one scheme, as rows that can be compared with the stored ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from qa_workbook.arrays import Integers
from qa_workbook.frames import Schema, Table, are_recordings, empty_frame
from qa_workbook.keys import SchemeKey
from qa_workbook.records.batches import BatchReader
from qa_workbook.records.beside import LOOKUP, names_in
from qa_workbook.records.columns import (
    ARRIVAL,
    CONTENT_DIGEST,
    KEY_DIGEST,
    NAME_DIGEST,
    POSITION,
    ROW,
    SHEET,
    SOURCE,
    UNIT,
)
from qa_workbook.records.digests import RowDigests, digests_of, key_digests
from qa_workbook.records.manifest import Batch, Manifest
from qa_workbook.records.merged_files import MergedFile
from qa_workbook.sheets import Sheet

_NOTHING = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Incoming:
    """The accepted rows of one scheme by version, its sheets, and the versions of their files.

    `standing` are the places of all sheets of the run, also rejected ones; `faulty_files` those
    files in which a sheet was rejected. `elsewhere` are sheets that were of this scheme before and
    follow another one now, each with what that one brings. `corrected` are the documents that
    files of the run go on under another name (`corrected_copies`).
    """

    scheme_id: str
    tables: Mapping[SchemeKey, Table]
    sheets: Sequence[Sheet]
    files: Mapping[str, MergedFile]
    manifest: Manifest
    reader: BatchReader
    standing: frozenset[tuple[str, str]] = frozenset()
    faulty_files: frozenset[str] = frozenset()
    elsewhere: Mapping[tuple[str, str], Incoming] = field(default_factory=dict)
    corrected: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed_files(self) -> dict[str, MergedFile]:
        """What the files held before that are of another version now, by name."""
        known = self.manifest.files
        return {
            file: known[file]
            for file, now in self.files.items()
            if file in known and known[file].sha256 != now.sha256
        }

    @cached_property
    def former_files(self) -> list[tuple[str, str, MergedFile]]:
        """What the files of this run were before: the file now, its former name, what it held.

        They are the changed files, and those that came back corrected under another name.
        """
        corrected, known = self.corrected, self.manifest.files
        found = [
            (file, file, before)
            for file, before in self.changed_files.items()
            if file in corrected or before.document not in corrected.values()
        ]
        for file, document in sorted(corrected.items()):
            if file in known and known[file].sha256 == self.files[file].sha256:
                continue  # it has been merged as it is
            found += [
                (file, name, before)
                for name, before in known.items()
                if before.document == document and name != file
            ]
        return found

    def about(self, place: tuple[str, str]) -> tuple[Integers, Integers]:
        """Returns what the accepted, and the rejected, rows of a sheet are about, whoever says it.

        The recording, in long sheets with its agent; of other forms the key.
        """
        names = list(self.schema.whole or self.schema.key)
        accepted = self.candidates.take(self.candidates_at.get(place, _NOTHING))
        unread = self.unread.take(self.unread_at.get(place, _NOTHING))
        return self.subjects(self.details(accepted, names)), self.subjects(unread)

    def subjects(self, rows: pd.DataFrame) -> Integers:
        """Returns a digest of what each row is about, whoever says it."""
        names = list(self.schema.whole or self.schema.key)
        return digests_of(self.schema.about(rows[names]), self.schema)

    def sheets_of(self, file: str) -> dict[str, bool]:
        """Returns the scheme's sheets of a file; of each, whether all rejected keys are known."""
        return self._by_file.get(file, {})

    @cached_property
    def _by_file(self) -> dict[str, dict[str, bool]]:
        found: dict[str, dict[str, bool]] = {}
        for sheet in self.sheets:
            known = len(sheet.rejected_keys) >= sheet.rows_rejected
            found.setdefault(sheet.file, {})[sheet.name] = known
        return found

    @property
    def schema(self) -> Schema:
        """The schema of the newest version; what the store looks at is the same in all."""
        return self.tables[max(self.tables)].schema

    def schema_of(self, key: SchemeKey) -> Schema:
        """Returns the schema of a version; of one that is only stored, that of the newest."""
        return self.tables[key].schema if key in self.tables else self.schema

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The stored batches of the scheme, oldest first."""
        return self.manifest.of_scheme(self.scheme_id)

    @cached_property
    def units(self) -> tuple[tuple[SchemeKey, Table], ...]:
        """The tables by number, as candidates name them."""
        return tuple(sorted(self.tables.items(), key=lambda item: item[0]))

    @cached_property
    def candidates(self) -> pd.DataFrame:
        """All rows, sorted by origin.

        Columns: the digests of key, name and content; `file`, `sheet`, `row`; arrival and source of
        the file; unit and position.
        """
        parts = [_none()]
        for unit, (key, table) in enumerate(self.units):
            frame = table.frame
            digests = RowDigests(frame, table.schema)
            keys = digests.keys()
            is_named = are_recordings(table.schema.name)
            parts.append(
                frame[ROW].assign(
                    **{
                        KEY_DIGEST: keys,
                        NAME_DIGEST: digests.names(LOOKUP) if is_named else keys,
                        CONTENT_DIGEST: digests.contents(key),
                        UNIT: unit,
                        POSITION: np.arange(len(frame)),
                    }
                )
            )
        # By origin, so that nothing depends on the order in which sheets were read.
        rows = pd.concat(parts).sort_values([*ROW, UNIT], ignore_index=True)
        files = self._files()
        numbers = files.index.get_indexer(rows["file"])
        if (numbers < 0).any():
            unknown = rows["file"][numbers < 0].iloc[0]
            raise ValueError(f"rows of a file that is not among the sheets: {unknown}")
        return rows.assign(**{name: files[name].to_numpy()[numbers] for name in files.columns})

    def _files(self) -> pd.DataFrame:
        """Arrival and source of the files by name."""
        merged = self.files.values()
        columns = {
            ARRIVAL: pd.Series([file.arrival for file in merged], dtype="int32"),
            SOURCE: pd.Series([int(file.sha256[:16], 16) for file in merged], dtype="uint64"),
        }
        return pd.DataFrame(columns).set_index(pd.Index(list(self.files), dtype="str"))

    @cached_property
    def rejected(self) -> pd.DataFrame:
        """The rows that intake rejected, as far as it knows their keys.

        Columns: those of the schema's key, its digest and that of the name, `file` and `sheet`.
        """
        rows: list[tuple[str, ...]] = []
        for sheet in self.sheets:
            rows += [(*key, *sheet.place) for key in sorted(sheet.rejected_keys)]
        schema = self.schema
        columns = [*schema.key, *SHEET]
        frame = pd.DataFrame(rows, columns=columns).astype(schema.types_of(columns))
        keys = key_digests(frame, schema)
        return frame.assign(**{KEY_DIGEST: keys, NAME_DIGEST: names_in(frame, schema.name, keys)})

    @cached_property
    def unread(self) -> pd.DataFrame:
        """The rejected rows in whose place their sheet has no other row.

        Of equal rows in one sheet intake accepts the first and rejects the others.
        """
        accepted = pd.MultiIndex.from_frame(self.candidates[[KEY_DIGEST, *SHEET]])
        asked = pd.MultiIndex.from_frame(self.rejected[[KEY_DIGEST, *SHEET]])
        return self.rejected[~asked.isin(accepted)]

    @cached_property
    def candidates_at(self) -> dict[tuple[str, str], Integers]:
        """The positions of the candidates of each sheet."""
        return _positions(self.candidates)

    @cached_property
    def unread_at(self) -> dict[tuple[str, str], Integers]:
        """The positions of the unread rows of each sheet."""
        return _positions(self.unread)

    def details(self, candidates: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
        """Returns other columns of candidates, with their index."""
        parts = [empty_frame(self.schema.types_of(columns))]
        for unit, part in candidates.groupby(UNIT):
            _, table = self.units[unit]
            rows = table.frame[list(columns)].iloc[part[POSITION]]
            parts.append(rows.set_axis(part.index))
        return pd.concat(parts).loc[candidates.index]


def _positions(rows: pd.DataFrame) -> dict[tuple[str, str], Integers]:
    if rows.empty:
        return {}
    places: dict[tuple[str, str], Integers] = rows.groupby(SHEET).indices
    return places


def _none() -> pd.DataFrame:
    """No candidates, in the right types: what a run without rows is left with."""
    digests = dict.fromkeys([KEY_DIGEST, NAME_DIGEST, CONTENT_DIGEST], "uint64")
    numbers = dict.fromkeys(["row", UNIT, POSITION], "int64")
    return empty_frame({**dict.fromkeys(SHEET, "str"), **digests, **numbers})
