"""What a commit writes besides its batches, and what it leaves of the files that were there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from qa_workbook.records.batches import BatchReader
from qa_workbook.records.manifest import Manifest, read_manifest
from qa_workbook.records.merged_files import SUFFIX, Merged, with_part
from qa_workbook.records.settling import settled


def complete(
    folder: Path,
    reader: BatchReader,
    manifest: Manifest,
    following: Manifest,
    news: Merged,
    tables: Mapping[str, pa.Table],
) -> Manifest:
    """Returns the manifest `following`, and has written all that it names besides its batches.

    `manifest` is the one before, `news` what it doesn't know of files; `tables` are the rows of
    the new batches by file. Raises RecordsDamaged.
    """
    schemes = {batch.scheme for batch in following.batches if batch.file in tables}
    batches = settled(folder, reader, following.batches, tables, schemes)
    before = manifest.merged if manifest.former else None
    parts = with_part(folder, following.generation, manifest.parts, before, news)
    return replace(following, batches=batches, parts=parts, former=None)


@contextmanager
def clean_after_failure(folder: Path) -> Iterator[None]:
    """Removes what a commit that failed has written."""
    try:
        yield
    except BaseException:
        # The manifest that stands says what counts: it may be the new one already.
        with suppress(Exception):  # what made the commit fail is what is told
            sweep(folder, read_manifest(folder))
        raise


def sweep(folder: Path, manifest: Manifest) -> None:
    """Removes what a crash left: files that no manifest names, and half-written ones."""
    known = manifest.named
    for pattern in ("*.parquet", "*.names", "*.notes", f"*{SUFFIX}", ".manifest-*"):
        for path in [*folder.glob(pattern), *folder.glob(f".{pattern}")]:
            # On Windows somebody may still be reading it: then the next commit will do.
            if path.name not in known:
                with suppress(PermissionError):
                    path.unlink(missing_ok=True)
