"""A workbook whose parts are put into the file while others are still written.

It relies on a few of XlsxWriter's internals: `_store_workbook`, the packager with its `_filename`
and `filenames`, and the table of shared strings.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.workbook import Workbook

from qa_workbook.books.cloth.zip_parts import ZipParts

_ODD = re.compile(r"[&<>]|^\s|\s$|_x")  # must be escaped, or its blanks kept
_MANY = 5_000  # texts that are written at a time


class _Table(SharedStringTable):
    """Shared strings, which are numbered in the order in which they came."""

    def _sort_string_data(self) -> None:
        """Makes a list of them: they needn't be sorted for it."""
        self.string_array = list(self.string_table)
        self.string_table = {}


class _FastStrings(SharedStrings):
    """Writes the shared strings that need no escape at once; the others as XlsxWriter does."""

    fh: TextIO  # type: ignore[assignment]
    string_table: SharedStringTable  # type: ignore[assignment]

    def _write_sst_strings(self) -> None:
        texts, part = self.string_table.string_array, self.fh
        whole = 0
        if isinstance(part, Part):
            whole = len(texts) // _MANY * _MANY
            for first in range(0, whole, _MANY):
                self._write_block(part, texts[first : first + _MANY])
        for words in texts[whole:]:
            self._write_one(words)

    def _write_block(self, part: Part, texts: list[str]) -> None:
        """Writes many texts at once: Arrow finds those that need care."""
        from qa_workbook.books.cloth.strips import replaced, shared_texts, text_of

        made, odd = shared_texts(texts)
        others = []
        for place in odd:
            self.fh = StringIO()
            self._write_one(texts[place])
            others.append(self.fh.getvalue())
        self.fh = part
        part.pass_on(text_of(replaced(made, odd, others) if odd else made))

    def _write_one(self, words: str) -> None:
        if words.isprintable() and not _ODD.search(words):
            self.fh.write(f"<si><t>{words}</t></si>")
        else:
            self._write_si(words)


class Part(StringIO):
    """A part of the workbook while it is written."""

    def __init__(self, archive: ZipParts, name: str) -> None:
        super().__init__()
        self._archive = archive
        archive.begin(name)

    def pass_on(self, block: memoryview) -> None:
        """Writes UTF-8 after what was written so far."""
        self._archive.put(self.getvalue().encode())
        self.seek(0)
        self.truncate()
        self._archive.put(block)

    def close(self) -> None:
        """Ends the part."""
        self._archive.put(self.getvalue().encode())
        self._archive.end()
        super().close()


class _FastPackager(Packager):
    """Puts each part into the archive as soon as it is written."""

    workbook: Workbook  # type: ignore[assignment]
    filenames: list[tuple[Any, str, bool]]

    def __init__(self, archive: ZipParts) -> None:
        super().__init__()
        self._archive = archive

    def _create_package(self) -> list[tuple[Any, str, bool]]:
        """Writes everything; nothing is left for XlsxWriter to put into an archive."""
        super()._create_package()  # type: ignore[no-untyped-call]
        self._pass_on()
        return []

    def _filename(self, xml_filename: str) -> Part:
        self._pass_on()
        part = Part(self._archive, xml_filename)
        self.filenames.append((part, xml_filename, False))
        return part

    def _pass_on(self) -> None:
        """Ends the last part, and adds the pictures and macros that XlsxWriter read."""
        for content, name, is_binary in self.filenames:
            if is_binary:
                self._archive.begin(name)
                self._archive.put(content.getvalue())
                self._archive.end()
            else:
                content.close()
        self.filenames.clear()

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            strings = _FastStrings()
            strings.string_table = self.workbook.str_table
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()


def _opened(target: str | BytesIO) -> AbstractContextManager[BinaryIO]:
    return nullcontext(target) if isinstance(target, BytesIO) else Path(target).open("wb")


class FastWorkbook(Workbook):
    """A Workbook whose parts are compressed while others are written."""

    def __init__(
        self, filename: str | BytesIO | None = None, options: dict[str, Any] | None = None
    ) -> None:
        # No part is a file: what people are called has no business in a folder for everybody.
        super().__init__(filename, {**(options or {}), "in_memory": True})
        self.str_table = _Table()

    def _store_workbook(self) -> None:
        target = self.filename
        self.filename = BytesIO()  # for XlsxWriter's own archive, which gets no parts
        with _opened(target) as file, ZipParts(file) as self._archive:
            super()._store_workbook()
        self.filename = target

    def _get_packager(self) -> Packager:
        return _FastPackager(self._archive)
