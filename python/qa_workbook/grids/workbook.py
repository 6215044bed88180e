"""Opens a spreadsheet file of any kind. Its content tells the kind, not its name.

Most files are .xlsx: what reads the other kinds is loaded where there is one.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable

from qa_workbook.grids.faults import NEVER_CAUGHT, FileFault, TooLarge
from qa_workbook.grids.grid import Grid, Rows, Workbook
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.xlsx import open_xlsx
from qa_workbook.grids.zip_parts import check_parts
from qa_workbook.labels.reasons import name_of, technical

_ZIP = b"PK"
_CATEGORY = re.compile(rb"<cp:category>([^<]*+)<")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_ENTRY = 1  # flag of a zip entry
_ODS_MANIFEST = "META-INF/manifest.xml"
_BACKSLASH = "\\"
_NOTHING = b"\0 \r\n\t"


def open_workbook(data: bytes, limits: Limits) -> Workbook:
    """Returns the workbook in `data`.

    Raises FileFault for a file that is empty, encrypted, too large, damaged or not a spreadsheet.
    """
    if not data.strip(_NOTHING):
        raise FileFault("file-empty")
    try:
        workbook = _opener(data)(data, limits)
        names = [name for name, _ in workbook.sheets]
        if len(set(names)) < len(names):
            # Nobody could tell which of them a finding or a row of the records is about.
            raise FileFault("file-unreadable", "equal_names")
        return workbook
    except FileFault:
        raise
    except (TooLarge, MemoryError):
        raise FileFault("file-too-large") from None
    except BaseException as error:  # readers of foreign files fail in every way there is
        if isinstance(error, NEVER_CAUGHT):
            raise
        name = name_of(error)
        code = "file-encrypted" if name == "password" else "file-unreadable"
        raise FileFault(code, name, technical(error)) from None


def read_grid(workbook: Workbook, name: str) -> Grid:
    """Returns a sheet. Raises FileFault, whatever its reader raises."""
    try:
        return workbook.grid(name)
    except (TooLarge, MemoryError):
        raise FileFault("file-too-large") from None
    except BaseException as error:  # readers of foreign files fail in every way there is
        if isinstance(error, (*NEVER_CAUGHT, FileFault)):
            raise
        raise FileFault("file-unreadable", name_of(error), technical(error)) from None


def read_values(workbook: Workbook, name: str) -> Rows | None:
    """Returns the values of a sheet; None where only `read_grid` can tell what is in it."""
    try:
        return workbook.values(name) if workbook.values else None
    except BaseException as error:  # readers of foreign files fail in every way there is
        if isinstance(error, NEVER_CAUGHT):
            raise
        return None


def category_of(data: bytes) -> str:
    """Returns the category that the properties of an .xlsx name, "" where they name none."""
    if not data.startswith(_ZIP):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _CATEGORY.search(archive.read("docProps/core.xml"))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, zlib.error):
        return ""
    return found[1].decode("utf-8", "replace") if found else ""


def _opener(data: bytes) -> Callable[[bytes, Limits], Workbook]:
    if data.startswith(_ZIP):
        return _open_zip
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise FileFault("file-encrypted")
        return _open_xls
    if data.startswith(_BIFF):
        return _open_xls
    from qa_workbook.grids.markup import (
        looks_like_html,
        looks_like_xml_2003,
        open_html,
        open_xml_2003,
    )
    from qa_workbook.grids.text import open_text

    if looks_like_html(data):
        return open_html
    if looks_like_xml_2003(data):
        return open_xml_2003
    return open_text


def _open_zip(data: bytes, limits: Limits) -> Workbook:
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = set(archive.namelist())
    if any(info.flag_bits & _ENCRYPTED_ENTRY for info in archive.infolist()):
        raise FileFault("file-encrypted")
    check_parts(archive, limits.max_part_bytes)
    if any(_BACKSLASH in name for name in names):
        return _open_zip(_with_slashes(archive), limits)
    if "xl/workbook.xml" in names:
        return open_xlsx(data, archive, limits)
    if "xl/workbook.bin" in names:
        from qa_workbook.grids.xlsb import open_xlsb

        return open_xlsb(data, limits)
    if "content.xml" in names and _ODS_MANIFEST in names:
        if b"encryption-data" in archive.read(_ODS_MANIFEST):
            raise FileFault("file-encrypted")
        from qa_workbook.grids.ods import open_ods

        return open_ods(data, limits)
    raise FileFault("file-unreadable", "not_a_spreadsheet")


def _with_slashes(archive: zipfile.ZipFile) -> bytes:
    """The package with the names of its parts as they should be: some writers use backslashes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for info in archive.infolist():
            copy.writestr(info.filename.replace(_BACKSLASH, "/"), archive.read(info))
    return out.getvalue()


def _open_xls(data: bytes, limits: Limits) -> Workbook:
    from qa_workbook.grids.xls import open_xls  # xlrd is loaded only for a format so rare by now

    return open_xls(data, limits)
