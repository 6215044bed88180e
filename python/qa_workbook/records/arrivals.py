"""Which version of a file is newer: what the manifest says of the files of a run, and after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from qa_workbook.records.corrected_copies import corrected_documents
from qa_workbook.records.corrections import Judgement
from qa_workbook.records.manifest import Batch, Manifest
from qa_workbook.records.merged_files import Merged, MergedFile, MergedSheet
from qa_workbook.sheets import Sheet


def with_sheets(manifest: Manifest, sheets: Sequence[Sheet]) -> dict[str, MergedFile]:
    """Returns the file versions of this run by file, the same for any order of `sheets`.

    A path with the hash it had keeps its arrival; a new hash at a known path arrives now (also
    when an older version is restored); an unknown path with a known hash was renamed or copied and
    keeps that version's arrival. Rejected sheets don't count.
    """
    accepted = [sheet for sheet in sheets if not sheet.rejected]
    hashes = {sheet.file: sheet.sha256 for sheet in accepted}
    documents = _documents(manifest, hashes, corrected_documents(manifest, accepted))
    merged_sheets = _merged_sheets(manifest, accepted)
    return {
        file: MergedFile(
            digest, _arrival(manifest, file, digest), documents[file], merged_sheets[file]
        )
        for file, digest in hashes.items()
    }


def with_new_documents(
    manifest: Manifest, files: Mapping[str, MergedFile], judged: Iterable[Judgement]
) -> dict[str, MergedFile]:
    """Returns the file versions where those whose name was re-used are documents of their own.

    So what they held before is never taken for a part of what they hold now.
    """
    refilled = {file for judgement in judged for file in judgement.refilled}
    if not refilled:
        return dict(files)
    newest = max([manifest.documents, *(file.document for file in files.values())])
    fresh = {file: newest + number for number, file in enumerate(sorted(refilled), 1)}
    return {
        file: replace(merged, document=fresh.get(file, merged.document))
        for file, merged in files.items()
    }


def _arrival(manifest: Manifest, file: str, digest: str) -> int:
    now = manifest.generation + 1
    known = manifest.files.get(file)
    if known is None:
        arrival, _ = manifest.versions.get(digest, (now, 0))
        return arrival
    return known.arrival if known.sha256 == digest else now


def _documents(
    manifest: Manifest, hashes: Mapping[str, str], corrected: Mapping[str, int]
) -> dict[str, int]:
    """Returns the document number of each file of this run.

    A file that took the place of its original (renamed, or `corrected` in a copy) goes on as the
    same document. A copy is a document of its own, for it may be somebody's template.
    """
    documents = dict(corrected)
    claimed = set(corrected.values())
    for file in hashes.keys() - documents.keys():
        if file in manifest.files and manifest.files[file].document not in claimed:
            documents[file] = manifest.files[file].document
    taken = set(documents.values())
    newest = manifest.documents
    for file in sorted(hashes.keys() - documents.keys()):
        _, document = manifest.versions.get(hashes[file], (0, 0))
        if not document or document in taken:
            newest += 1
            document = newest
        taken.add(document)
        documents[file] = document
    return documents


def _merged_sheets(
    manifest: Manifest, sheets: Sequence[Sheet]
) -> dict[str, dict[str, MergedSheet]]:
    """Returns the sheets of each file by name; one that was rejected now stays as merged last."""
    merged: dict[str, dict[str, MergedSheet]] = {}
    for sheet in sorted(sheets, key=lambda sheet: sheet.place):
        if sheet.file not in merged:
            known = manifest.files.get(sheet.file)
            merged[sheet.file] = dict(known.sheets) if known else {}
        merged[sheet.file][sheet.name] = MergedSheet(sheet.scheme_key, sheet.labels, sheet.columns)
    return merged


def advanced(
    manifest: Manifest, news: Merged, batches: Sequence[Batch], replaced: Collection[Batch]
) -> Manifest:
    """Returns the manifest of the next generation, but for its parts.

    It has new batches for the `replaced` ones, and room for the documents of `news`.
    """
    kept = [batch for batch in manifest.batches if batch not in replaced]
    return replace(
        manifest,
        generation=manifest.generation + 1,
        documents=max([manifest.documents, *(file.document for file in news.files.values())]),
        batches=(*kept, *batches),
    )
