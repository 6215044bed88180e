"""The letters of the columns of merged sheets, read only when somebody asks for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from qa_workbook.errors import RecordsDamaged
from qa_workbook.records.manifest import read_manifest
from qa_workbook.records.merged_files import MergedFile


class SheetColumns(Mapping[tuple[str, str], Mapping[str, str]]):
    """By (file, sheet); those of `planned` files are newer than the ones of the store.

    Looking one up may raise RecordsDamaged.
    """

    def __init__(self, folder: Path, planned: Mapping[str, MergedFile]) -> None:
        self._folder, self._planned = folder, planned

    @cached_property
    def _stored(self) -> Mapping[str, MergedFile]:
        manifest = read_manifest(self._folder)
        try:
            return manifest.files
        except RecordsDamaged:
            # A commit may have put parts together since the manifest was read.
            newest = read_manifest(self._folder)
            if newest.generation == manifest.generation:
                raise
            return newest.files

    def __getitem__(self, place: tuple[str, str]) -> Mapping[str, str]:
        file, sheet = place
        merged = self._planned[file] if file in self._planned else self._stored[file]
        return merged.sheets[sheet].columns

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for file in {**dict.fromkeys(self._stored), **self._planned}:
            merged = self._planned[file] if file in self._planned else self._stored[file]
            for sheet in merged.sheets:
                yield file, sheet

    def __len__(self) -> int:
        return sum(1 for _ in self)
