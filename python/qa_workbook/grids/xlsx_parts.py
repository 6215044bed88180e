"""What calamine leaves out of .xlsx and .xlsm: errors, formulas without results, hidden rows and columns, percents.

The XML is searched as bytes, never parsed into a tree: entities can't expand, and 60 rows cost a millisecond.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from functools import cached_property
from html import unescape

from qa_workbook.grids.a1 import column_index
from qa_workbook.grids.grid import UNCALCULATED, CellError, Place, Unseen

_SHEET = re.compile(rb"<sheet\s([^<>]*)>")
_RELATION = re.compile(rb"<Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PREFIX = re.compile(rb"<(\w+):(?:worksheet|workbook|styleSheet|Relationships)[\s>]")
_CELL = re.compile(rb'<c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"([^<>]*?)(/?)>')
_ERROR = re.compile(
    rb'<c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*?\bt="e"[^<>]*>\s*(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?\s*<v[^<>]*>([^<]*)</v>'
)
_FORMULA = re.compile(  # the hottest search of a sheet: begins with plain text and never goes back
    rb' r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*+)>\s*<f(?:[^<>]*/>|(?:\s[^<>]*)?>[^<]*</f>)\s*(<v>[^<]+</v>|<is>)?'
)
_HIDDEN_ROW = re.compile(rb'<row\s(?=[^<>]*?\bhidden="(?:1|true)")[^<>]*?\br="(\d+)"')
_COLUMN = re.compile(rb"<col\s([^<>]*)>")
_ROW_NUMBER = re.compile(rb'<row\s[^<>]*?\br="(\d+)"')
_FILLED = re.compile(rb"<(?:v|is|f)[\s>/]")
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})\d{1,7}"')
_NEGATIVE = re.compile(
    rb'<c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>(-[0-9.]+)</v>'
)
_CHUNK = 1 << 20
_WIDEST = 16_384
_DEFLATE_MOST = 1032  # bytes that one packed byte can become at most
_NAME_SIZE_AT, _HEADER_SIZE = 26, 30
_KEPT_MOST = 256 << 20


class TooLarge(Exception):
    """A part of the workbook unpacks to more than the limit, or spans more cells than can be held."""


def _attributes(tag: bytes) -> dict[str, str]:
    found = {}
    for name, one, two in _ATTRIBUTE.findall(tag):
        value = (one or two).decode("utf-8", "replace")
        found[name.decode("ascii", "replace")] = unescape(value) if "&" in value else value
    return found


def _plain(data: bytes) -> bytes:
    """Returns the XML without a namespace prefix on its elements (some writers say <x:c>)."""
    found = _PREFIX.search(data[:2000])
    if not found:
        return data
    return re.sub(rb"(</?)" + found[1] + rb":", rb"\1", data)


def check_parts(archive: zipfile.ZipFile, limit: int) -> None:
    """Raises TooLarge when a part unpacks to more than `limit` bytes (parts other than sheets: an eighth of it).

    What a part says of its size is believed only as long as its packed size can't hold more than the limit.
    """
    for info in archive.infolist():
        most = limit if info.filename.startswith("xl/worksheets/") else limit // 8
        if info.file_size > most:
            raise TooLarge(info.filename)
        if info.compress_size * _DEFLATE_MOST > most and _unpacked(archive, info, most) > most:
            raise TooLarge(info.filename)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> int:
    """Bytes that a part really unpacks to, counted up to a little over `most`."""
    if info.compress_type != zipfile.ZIP_DEFLATED or archive.fp is None:
        return info.file_size
    archive.fp.seek(info.header_offset + _NAME_SIZE_AT)
    name_size, extra_size = struct.unpack("<HH", archive.fp.read(4))
    archive.fp.seek(info.header_offset + _HEADER_SIZE + name_size + extra_size)
    inflater, count = zlib.decompressobj(-15), 0
    data = archive.fp.read(info.compress_size)
    while data and not inflater.eof and count <= most:
        count += len(inflater.decompress(data, _CHUNK))
        data = inflater.unconsumed_tail
    return count


class XlsxPackage:
    """The parts of one .xlsx; raises KeyError or TooLarge for what isn't one."""

    def __init__(self, archive: zipfile.ZipFile, part_limit: int) -> None:
        self.archive = archive
        self.part_limit = part_limit

    @staticmethod
    def relations(xml: bytes) -> dict[str, str]:
        """Returns the name of the part that each relation of the workbook leads to."""
        found = {}
        for relation in map(_attributes, _RELATION.findall(_plain(xml))):
            target = relation.get("Target", "")
            part = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            )
            found[relation.get("Id", "")] = part
        return found

    def part(self, name: str) -> bytes:
        """Returns one part, without namespace prefixes."""
        return _plain(self.archive.read(name))

    @cached_property
    def _workbook(self) -> bytes:
        return self.part("xl/workbook.xml")

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether serial dates count from 1904."""
        return re.search(rb'<workbookPr[^<>]*\bdate1904="(1|true)"', self._workbook) is not None

    @cached_property
    def sheet_parts(self) -> dict[str, str]:
        """Name of the part of every sheet."""
        parts = self.relations(self.archive.read("xl/_rels/workbook.xml.rels"))
        found = {}
        for sheet in map(_attributes, _SHEET.findall(self._workbook)):
            relation = next((value for name, value in sheet.items() if name.endswith(":id")), "")
            if parts.get(relation, "").startswith("xl/worksheets/"):
                found[sheet.get("name", "")] = parts[relation]
        return found

    @cached_property
    def hidden_sheets(self) -> frozenset[str]:
        """Names of the hidden sheets."""
        sheets = map(_attributes, _SHEET.findall(self._workbook))
        return frozenset(
            sheet.get("name", "") for sheet in sheets if sheet.get("state", "visible") != "visible"
        )

    @cached_property
    def percent_styles(self) -> frozenset[bytes]:
        """Indexes of the cell styles that show percents."""
        try:
            styles = self.part("xl/styles.xml")
        except KeyError:
            return frozenset()
        own = {
            attributes["numFmtId"]: attributes.get("formatCode", "")
            for attributes in map(_attributes, re.findall(rb"<numFmt\s([^<>]*)>", styles))
            if "numFmtId" in attributes
        }
        percent = {"9", "10"} | {number for number, code in own.items() if "%" in code}
        block = styles[styles.find(b"<cellXfs") : styles.find(b"</cellXfs>")]
        formats = map(_attributes, re.findall(rb"<xf\s([^<>]*)>", block))
        return frozenset(
            b"%d" % index for index, found in enumerate(formats) if found.get("numFmtId") in percent
        )

    def trimmed(self, name: str) -> bytes:
        """Returns a sheet's XML without its empty rows, read in pieces: a million formatted rows need no memory."""
        kept: list[bytes] = []
        rest, size, held = b"", 0, 0
        with self.archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                rest += chunk
                size += len(chunk)
                before = len(kept)
                kept, rest = _cut(kept, rest)
                held += sum(map(len, kept[before:]))
                if (
                    size > self.part_limit
                    or held + len(rest) > _KEPT_MOST
                    or len(rest) > _CHUNK * 32
                ):
                    raise TooLarge(name)
        return _plain(b"".join([*kept, rest]))

    def sheet_xml(self, sheet: str, large: int) -> tuple[bytes, bool]:
        """Returns the XML of a sheet, and whether it was freed of empty rows for being larger than `large` bytes."""
        name = self.sheet_parts[sheet]
        if self.archive.getinfo(name).file_size > large:
            return self.trimmed(name), True
        return self.part(name), False

    def replaced(self, sheet: str, xml: bytes) -> bytes:
        """Returns the workbook with the XML of one sheet replaced and every other sheet left out."""
        out = io.BytesIO()
        parts = set(self.sheet_parts.values())
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
            for info in self.archive.infolist():
                if info.filename == self.sheet_parts[sheet]:
                    copy.writestr(info.filename, xml)
                elif info.filename not in parts and info.filename.endswith((".xml", ".rels")):
                    copy.writestr(info.filename, self.archive.read(info))
        return out.getvalue()


def _cut(kept: list[bytes], data: bytes) -> tuple[list[bytes], bytes]:
    """Moves the complete rows of `data` that hold something to `kept`. Returns it and what is left of the data."""
    begin = re.search(rb"<(?:\w+:)?row[\s>]", data)
    end = data.rfind(b"<row ") if b"<row " in data else (begin.start() if begin else -1)
    if begin is None or end <= begin.start():
        return kept, data
    kept.append(data[: begin.start()])
    body = data[begin.start() : end]
    if _FILLED.search(body):
        kept.extend(row for row in re.split(rb"(?=<row\s)", body) if _FILLED.search(row))
    return kept, data[end:]


def check_extent(xml: bytes, limit: int) -> None:
    """Raises TooLarge when the filled cells of a sheet span more than `limit` cells: a reader would hold them all."""
    last_row = max(map(int, _ROW_NUMBER.findall(xml)), default=0)
    if last_row * _WIDEST <= limit:
        return
    rows, columns = [0], [0]
    for letters, row, _, closed in _CELL.findall(xml):
        if not closed:
            rows.append(int(row))
            columns.append(column_index(letters.decode()) + 1)
    if max(rows) * max(columns) > limit:
        raise TooLarge


def _place(letters: bytes, row: bytes) -> Place:
    return int(row) - 1, column_index(letters.decode())


def _hidden_columns(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    head = xml[: xml.find(b"<sheetData")]
    if b"hidden" not in head and b'width="0"' not in head:
        return frozenset()
    for found in map(_attributes, _COLUMN.findall(head)):
        if found.get("hidden") in ("1", "true") or found.get("width") == "0":
            hidden.update(
                range(int(found.get("min", "1")) - 1, min(int(found.get("max", "0")), 16_384))
            )
    return frozenset(hidden)


def _spans(xml: bytes) -> dict[Place, int]:
    """Width of every merged cell by its first place."""
    found = {}
    for first, row, last in (
        _MERGED.findall(xml, max(0, xml.find(b"<mergeCells"))) if b"<mergeCells" in xml else ()
    ):
        row_index, column = _place(first, row)
        found[row_index, column] = column_index(last.decode()) - column + 1
    return found


def unseen(xml: bytes) -> Unseen:
    """Returns what the values of a sheet don't show."""
    errors: dict[Place, CellError] = {}
    formulas: list[Place] = []
    if b't="e"' in xml:
        for letters, row, words in _ERROR.findall(xml):
            errors[_place(letters, row)] = CellError(words.decode("utf-8", "replace"))
    if b"<f" in xml:
        cells = _FORMULA.findall(xml)
        columns = {
            letters: column_index(letters.decode()) for letters in {cell[0] for cell in cells}
        }
        for letters, row, attributes, result in cells:
            place = int(row) - 1, columns[letters]
            formulas.append(place)
            if not result and b't="str"' not in attributes and place not in errors:
                errors[place] = UNCALCULATED
    return Unseen(
        errors=errors,
        formulas=frozenset(formulas),
        spans=_spans(xml),
        hidden_rows=frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(xml))
        if b'hidden="' in xml
        else frozenset(),
        hidden_columns=_hidden_columns(xml) if b"<cols" in xml else frozenset(),
    )


def negatives(xml: bytes) -> dict[Place, float]:
    """Returns the numbers below zero: where they are formatted as dates, a reader makes midnights of them."""
    return (
        {_place(letters, row): float(number) for letters, row, number in _NEGATIVE.findall(xml)}
        if b"<v>-" in xml
        else {}
    )


def percent_cells(package: XlsxPackage, xml: bytes) -> frozenset[Place]:
    """Returns the cells whose number format shows percents."""
    styles = package.percent_styles
    if not styles:
        return frozenset()
    pattern = re.compile(rb'\bs="(\d+)"')
    return frozenset(
        _place(letters, row)
        for letters, row, attributes, closed in _CELL.findall(xml)
        if not closed and (style := pattern.search(attributes)) and style[1] in styles
    )
