"""The parts of an .xlsx or .xlsm: a zip file of XML, searched as bytes, never parsed into a tree.

Entities can't expand that way, and 60 rows cost a millisecond.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from html import unescape
from typing import TypeVar

from qa_workbook.grids.a1 import column_index
from qa_workbook.grids.faults import FileFault, TooLarge
from qa_workbook.grids.xlsx_plain import PlainTexts, style_kind
from qa_workbook.grids.zip_parts import beginning, unpacked

_SHEET = re.compile(rb"""<sheet\s((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_SHEET_ELEMENT = re.compile(_SHEET.pattern + rb"(?:\s*+</sheet>)?")
_PLAIN_SHEET = re.compile(rb'<sheet(?: [\w:]{1,20}="[^"<>]{0,300}"){1,9} ?/>')
_RELATION = re.compile(rb"<Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_UNIQUE_TEXTS = re.compile(rb"""\buniqueCount\s*+=\s*+["']([0-9]++)""")
_NO_SHEETS = ("/chartsheet", "/dialogsheet", "/xlMacrosheet", "/xlIntlMacrosheet")
_PREFIX = re.compile(rb"<(\w+):(?:worksheet|workbook|styleSheet|Relationships)[\s>]")
_MAY_HAVE_PREFIX = re.compile(rb":(?:worksheet|workbook|styleSheet|Relationships)[\s>]")
_DATES_FROM_1904 = re.compile(rb'<workbookPr[^<>]*\bdate1904="(1|true)"')
_NUMBER_FORMAT = re.compile(rb"<numFmt\s([^<>]*)>")
_CELL_STYLE = re.compile(rb"<xf\s([^<>]*)>")
_FONT = re.compile(rb"<font(?=[\s/>])")
_STRIKE = re.compile(rb"""<strike(?!\s+val=["'](?:0|false)["'])[\s/>]""")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_EACH_ROW = re.compile(rb"(?=<row\s)")
_FILLED = re.compile(rb"<(?:v|is|f)[\s>/]")
_WORKBOOK = "xl/workbook.xml"
_BEGINNING = 2000  # bytes of a part in which its first element stands
# What a number format shows as it stands, or leaves room for: "%", \%, _%, *%.
_LITERAL = re.compile(r'"[^"]*+"|[\\_*].')
_BUILT_IN_PERCENTS = {"9", "10"}  # ids of the number formats 0% and 0.00%
NO_CELLS, MISSING = "(no cells)", "(missing)"
"""What stands for the part of a sheet that holds no cells, and of one that there is no part of."""
_COMMENT = re.compile(rb"<comment(?=\s)")
_TEXT = re.compile(rb"<t(?:\s[^<>]*)?>([^<]*+)</t>")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CHUNK = 1 << 20
_MOST_OF_COMMENTS = 8 * _CHUNK  # bytes; nobody has written more notes than that
_LONGEST_ROW = 32 * _CHUNK
_KEPT_MOST = 256 << 20
_REMEMBERED, _MOST_REMEMBERED = 64, 1 << 16  # parts of one kind, and the bytes of one

T = TypeVar("T")


def attributes(tag: bytes) -> dict[str, str]:
    """Returns the attributes of an XML tag by name."""
    found = {}
    for name, in_double, in_single in _ATTRIBUTE.findall(tag):
        value = (in_double or in_single).decode("utf-8", "replace")
        found[name.decode("ascii", "replace")] = unescape(value) if "&" in value else value
    return found


def _all_attributes(pattern: re.Pattern[bytes], xml: bytes) -> Iterable[dict[str, str]]:
    return map(attributes, pattern.findall(xml))


def _without_prefix(xml: bytes) -> bytes:
    """The XML without a namespace prefix on its elements (some writers say <x:c>)."""
    # Hardly any writer does: colons are found sooner than elements are looked through.
    may_have = _MAY_HAVE_PREFIX.search(xml, 0, _BEGINNING)
    found = _PREFIX.search(xml[:_BEGINNING]) if may_have else None
    if not found:
        return xml
    return re.sub(rb"(</?)" + found[1] + rb":", rb"\1", xml)


def target_part(folder: str, target: str) -> str:
    """Returns the name of the part that a relation of a part in `folder` leads to."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _remembered(read: Callable[[bytes], T]) -> Callable[[bytes], T]:
    """The function, remembering what it read: workbooks made from one template share most parts."""
    known = lru_cache(maxsize=_REMEMBERED)(read)
    return lambda xml: known(xml) if len(xml) <= _MOST_REMEMBERED else read(xml)


@_remembered
def _relations(xml: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for relation in _all_attributes(_RELATION, _without_prefix(xml)):
        if relation.get("Type", "").endswith(_NO_SHEETS):
            part = NO_CELLS
        else:
            part = target_part("xl", relation.get("Target", ""))
        found[relation.get("Id", "")] = part
    return found


@_remembered
def _sheets(workbook: bytes) -> Sequence[Mapping[str, str]]:
    """What the workbook says of each sheet."""
    return list(_all_attributes(_SHEET, workbook))


@_remembered
def _documents(relations: bytes) -> list[str]:
    """The parts that are what the package is about."""
    found = _all_attributes(_RELATION, relations)
    kind = "/relationships/officeDocument"
    return [
        one.get("Target", "").lstrip("/") for one in found if one.get("Type", "").endswith(kind)
    ]


@_remembered
def _is_plain_list(workbook: bytes) -> bool:
    return workbook.count(b"<sheet ") == len(_PLAIN_SHEET.findall(workbook))


class XlsxPackage:
    """The parts of one .xlsx; raises KeyError or TooLarge for what isn't one."""

    def __init__(self, archive: zipfile.ZipFile, part_limit: int) -> None:
        self.archive = archive
        self.part_limit = part_limit

    @staticmethod
    def relations(xml: bytes) -> dict[str, str]:
        """Returns the name of the part that each relation of the workbook leads to.

        It is NO_CELLS for sheets of charts, dialogs and macros.
        """
        return _relations(xml)

    def part(self, name: str) -> bytes:
        """Returns one part, without namespace prefixes."""
        return _without_prefix(unpacked(self.archive, name))

    def check_shared_texts(self) -> None:
        """Raises ValueError where the shared texts are said to be more than they can be.

        Readers make room for as many as the part says.
        """
        for info in self.archive.infolist():
            if not info.filename.lower().endswith("sharedstrings.xml"):
                continue
            said = _UNIQUE_TEXTS.search(beginning(self.archive, info, _BEGINNING))
            if said and int(said[1]) > info.file_size:
                raise ValueError("more shared texts than fit")

    @cached_property
    def _workbook(self) -> bytes:
        return self.part(_WORKBOOK)

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether serial dates count from 1904."""
        return _DATES_FROM_1904.search(self._workbook) is not None

    @cached_property
    def sheet_parts(self) -> dict[str, str]:
        """Name of the part of every sheet that holds cells, whatever its part may be.

        Raises FileFault for two sheets of one name, ValueError for two of one part.
        """
        found: dict[str, str] = {}
        for sheet in _sheets(self._workbook):
            part = self._part_of(sheet)
            if part == NO_CELLS:
                continue
            name = sheet.get("name", "")
            if name in found:
                raise FileFault("file-unreadable", "equal_names")
            if part in found.values() and part != MISSING:
                raise ValueError("two sheets of one part")
            found[name] = part
        return found

    def _part_of(self, sheet: Mapping[str, str]) -> str:
        """Name of the part of a sheet by its attributes, else NO_CELLS or MISSING."""
        relations = [value for name, value in sheet.items() if name.endswith(":id")]
        return self._parts.get(relations[0], MISSING) if relations else MISSING

    @cached_property
    def _parts(self) -> dict[str, str]:
        return self.relations(unpacked(self.archive, "xl/_rels/workbook.xml.rels"))

    @cached_property
    def workbook_for_readers(self) -> bytes | None:
        """The part that lists the sheets, with those alone that have a part of cells.

        None where that is all of them; else readers fail at the whole file.
        """

        if not {NO_CELLS, MISSING}.intersection(map(self._part_of, _sheets(self._workbook))):
            return None  # as nearly always

        def kept(sheet: re.Match[bytes]) -> bytes:
            part = self._part_of(attributes(sheet[1]))
            return b"" if part in (NO_CELLS, MISSING) else sheet[0]

        shorter = _SHEET_ELEMENT.sub(kept, self._workbook)
        return shorter if shorter != self._workbook else None

    @cached_property
    def hidden_sheets(self) -> frozenset[str]:
        """Names of the hidden sheets."""
        sheets = _sheets(self._workbook)
        hidden = (sheet for sheet in sheets if sheet.get("state", "visible") != "visible")
        return frozenset(sheet.get("name", "") for sheet in hidden)

    @property
    def lists_sheets_plainly(self) -> bool:
        """Whether the sheets are listed as usual, where it is usual: no reader fails at that."""
        try:
            documents = _documents(self.part("_rels/.rels"))
        except KeyError:
            return False
        return documents == [_WORKBOOK] and _is_plain_list(self._workbook)

    @cached_property
    def plain_texts(self) -> PlainTexts:
        """The shared texts, as far as they are plain."""
        try:
            return PlainTexts(self.part("xl/sharedStrings.xml"))
        except KeyError:
            return PlainTexts(b"")

    @cached_property
    def style_kinds(self) -> Sequence[str]:
        """What numbers with each of the cell styles are (`xlsx_plain.style_kind`)."""
        try:
            return _style_kinds(self.part("xl/styles.xml"))
        except KeyError:
            return ()

    @cached_property
    def percent_styles(self) -> frozenset[bytes]:
        """Indexes of the cell styles that show percents."""
        try:
            styles = self.part("xl/styles.xml")
        except KeyError:
            return frozenset()
        return _percent_styles(styles)

    @cached_property
    def struck_styles(self) -> frozenset[bytes]:
        """Indexes of the cell styles whose font is struck through."""
        try:
            styles = self.part("xl/styles.xml")
        except KeyError:
            return frozenset()
        return _struck_styles(styles)

    def comments(self, sheet: str) -> dict[tuple[int, int], str]:
        """Returns the notes on the cells of a sheet by their zero-based places."""
        folder, name = posixpath.split(self.sheet_parts[sheet])
        try:
            relations = self.part(f"{folder}/_rels/{name}.rels")
        except KeyError:
            return {}
        found: dict[tuple[int, int], str] = {}
        for relation in _all_attributes(_RELATION, relations):
            if relation.get("Type", "").endswith("/comments"):
                found |= self._comments_of(target_part(folder, relation.get("Target", "")))
        return found

    def _comments_of(self, name: str) -> Mapping[tuple[int, int], str]:
        try:
            if self.archive.getinfo(name).file_size > _MOST_OF_COMMENTS:
                return {}
            xml = self.part(name)
        except KeyError:
            return {}
        return _comments(xml)

    def sheet_xml(self, sheet: str, large: int) -> tuple[bytes, bool]:
        """Returns the XML of a sheet, and whether it was trimmed for being over `large` bytes."""
        name = self.sheet_parts[sheet]
        if self.archive.getinfo(name).file_size > large:
            return self._trimmed(name), True
        return self.part(name), False

    def _trimmed(self, name: str) -> bytes:
        """A sheet's XML without its empty rows.

        It is read in pieces: a million formatted rows without content need no memory.
        """
        kept: list[bytes] = []
        rest, size, held = b"", 0, 0
        with self.archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                found, rest = _cut(rest + chunk)
                held += sum(map(len, found))
                kept += found
                too_much = size > self.part_limit or held + len(rest) > _KEPT_MOST
                if too_much or len(rest) > _LONGEST_ROW:
                    raise TooLarge(name)
        return _without_prefix(b"".join([*kept, rest]))

    def with_only(self, sheet: str, xml: bytes) -> bytes:
        """Returns the workbook with one sheet replaced by `xml` and every other sheet left out."""
        own = self.sheet_parts[sheet]
        left_out = set(self.sheet_parts.values()) - {own}
        return self._copy({own: xml} | self._shorter_list(), left_out)

    def for_readers(self) -> bytes | None:
        """Returns the workbook without the sheets that have no cells, None where there is none."""
        changed = self._shorter_list()
        return self._copy(changed, set()) if changed else None

    def _shorter_list(self) -> dict[str, bytes]:
        shorter = self.workbook_for_readers
        return {} if shorter is None else {_WORKBOOK: shorter}

    def _copy(self, changed: Mapping[str, bytes], left_out: Set[str]) -> bytes:
        """The package with some parts changed and others, and what isn't XML, left out."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
            for info in self.archive.infolist():
                name = info.filename
                if name in changed:
                    copy.writestr(name, changed[name])
                elif name not in left_out and name.endswith((".xml", ".rels")):
                    copy.writestr(name, self.archive.read(info))
        return out.getvalue()


@_remembered
def _percent_styles(styles: bytes) -> frozenset[bytes]:
    percents = set(_BUILT_IN_PERCENTS)
    for own in _all_attributes(_NUMBER_FORMAT, styles):
        if "numFmtId" in own and "%" in _LITERAL.sub("", own.get("formatCode", "")):
            percents.add(own["numFmtId"])
    return _styles_with("numFmtId", percents, styles)


@_remembered
def _style_kinds(styles: bytes) -> Sequence[str]:
    own = {
        one.get("numFmtId", ""): one.get("formatCode", "")
        for one in _all_attributes(_NUMBER_FORMAT, _block(styles, b"numFmts"))
    }
    of_cells = _all_attributes(_CELL_STYLE, _block(styles, b"cellXfs"))
    return [style_kind(one.get("numFmtId", "0"), own) for one in of_cells]


def _block(xml: bytes, name: bytes) -> bytes:
    return xml[xml.find(b"<" + name) : xml.find(b"</" + name + b">")]


@_remembered
def _struck_styles(styles: bytes) -> frozenset[bytes]:
    if b"<strike" not in styles:
        return frozenset()
    fonts = _FONT.split(_block(styles, b"fonts"))[1:]
    struck = {str(index) for index, font in enumerate(fonts) if _STRIKE.search(font)}
    return _styles_with("fontId", struck, styles)


def _styles_with(name: str, wanted: Set[str], styles: bytes) -> frozenset[bytes]:
    """Indexes of the cell styles of which an attribute says one of the wanted things."""
    block = _block(styles, b"cellXfs")
    return frozenset(
        b"%d" % index
        for index, style in enumerate(_all_attributes(_CELL_STYLE, block))
        if style.get(name) in wanted
    )


@_remembered
def _comments(xml: bytes) -> Mapping[tuple[int, int], str]:
    found = {}
    for piece in _COMMENT.split(xml)[1:]:
        cell = _ADDRESS.fullmatch(attributes(piece[: piece.find(b">")]).get("ref", ""))
        words = b"".join(_TEXT.findall(piece)).decode("utf-8", "replace")
        if cell:
            found[int(cell[2]) - 1, column_index(cell[1])] = unescape(words).strip()
    return found


def _cut(data: bytes) -> tuple[list[bytes], bytes]:
    """Splits off the complete rows. Returns those that hold something, and what is left."""
    begin = _ROW.search(data)
    if begin is None:
        return [], data
    # Where rows have a prefix their end isn't looked for: such a sheet is kept as it is.
    end = data.rfind(b"<row ") if b"<row " in data else begin.start()
    if end <= begin.start():
        return [], data
    body = data[begin.start() : end]
    rows = _EACH_ROW.split(body) if _FILLED.search(body) else []
    return [data[: begin.start()], *(row for row in rows if _FILLED.search(row))], data[end:]
