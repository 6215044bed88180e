"""Which documents the files of a run go on that were sent back and came back corrected.

They may be called whatever their senders like: they say themselves which file they were made from.
"""

from __future__ import annotations

from collections.abc import Iterable

from qa_workbook.records.manifest import Manifest
from qa_workbook.sheets import Original, Sheet


def corrected_documents(manifest: Manifest, sheets: Iterable[Sheet]) -> dict[str, int]:
    """Returns the documents that files of this run correct, by file.

    They are those that came back under another name, corrected, and whose original was merged.
    """
    corrected = {sheet.file: sheet.corrects for sheet in sheets if sheet.corrects}
    documents = {file: _document_of(manifest, original) for file, original in corrected.items()}
    return {file: document for file, document in documents.items() if document}


def _document_of(manifest: Manifest, original: Original) -> int:
    """The document of which `original` was a version, 0 where nothing of it was ever merged."""
    known = manifest.files.get(original.file)
    if known and known.sha256 == original.sha256:
        return known.document
    _, document = manifest.versions.get(original.sha256, (0, 0))
    return document or (known.document if known else 0)
