"""The parts of an Office package as texts that can be changed, and how they refer to each other."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.faults import NotEditable
from qa_workbook.annotating.xml_text import UTF_8, Change, Coding
from qa_workbook.annotating.zip_file import rewritten
from qa_workbook.grids.faults import TooLarge
from qa_workbook.grids.xlsx_package import target_part
from qa_workbook.grids.zip_parts import check_parts

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_ENTRY = 1  # flag of a zip entry
_SIGNATURES = "_xmlsignatures/"
TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_OLD_DRAWING = ".vml"  # some hold bytes of the writer's code page
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Relation:
    """A part points at another: `kind` is the last word of its type, `part` "" for outside."""

    id: str
    kind: str
    type: str
    part: str


class Package:
    """The parts of a workbook by their names as other parts write them.

    Raises NotEditable for what can't or may not be edited.
    """

    def __init__(self, data: bytes, part_limit: int) -> None:
        if data.startswith(_OLE):
            raise NotEditable("encrypted" if _names_encryption(data) else "not_a_package")
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
            check_parts(self._archive, part_limit)
        except TooLarge as error:
            raise NotEditable("too_large", str(error)) from None
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError) as error:
            raise NotEditable("not_a_package", str(error)) from None
        self._data = data
        infos = self._archive.infolist()
        if any(info.flag_bits & _ENCRYPTED_ENTRY for info in infos):
            raise NotEditable("encrypted")
        self._entries = {_slashed(info.filename).casefold(): info.filename for info in infos}
        self._backslashes = any("\\" in info.filename for info in infos)
        self._texts: dict[str, str] = {}
        self._codings: dict[str, Coding] = {}
        self._written: set[str] = set()
        self._removed: set[str] = set()
        self._check()

    def _check(self) -> None:
        if any(name.startswith(_SIGNATURES) for name in self._entries):
            raise NotEditable("signed")
        if not self.has(TYPES):
            raise NotEditable("not_a_package")
        documents = [one.part for one in self.relations("") if one.kind == "officeDocument"]
        self.workbook = documents[0] if documents else "xl/workbook.xml"
        if self.workbook.endswith(".bin") or self.has("xl/workbook.bin"):
            raise NotEditable("binary")
        if not self.has(self.workbook):
            raise NotEditable("not_a_package")
        root = xml_text.root(self.text(self.workbook))
        if root.name != "workbook":
            raise NotEditable("not_a_package")
        spaces = root.values()
        self.main_namespace = spaces.get(
            f"xmlns:{root.prefix[:-1]}" if root.prefix else "xmlns", ""
        )
        self.is_strict = "purl.oclc.org" in self.main_namespace

    @property
    def relation_namespace(self) -> str:
        """The namespace of relation ids and types in this package."""
        return _STRICT if self.is_strict else _TRANSITIONAL

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        key = name.casefold()
        return name in self._texts or (key in self._entries and name not in self._removed)

    def text(self, name: str) -> str:
        """Returns a part as it is by now. Raises NotEditable where it is missing or no XML."""
        if name not in self._texts:
            is_old = name.endswith(_OLD_DRAWING)
            self._texts[name], self._codings[name] = xml_text.decoded(self.data(name), is_old)
        return self._texts[name]

    def data(self, name: str) -> bytes:
        """Returns the bytes that a part had. Raises NotEditable where it can't be unpacked."""
        try:
            return self._archive.read(self._entries[name.casefold()])
        except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
            raise NotEditable("damaged", f"{name}: {error}") from None

    def names(self) -> list[str]:
        """Returns the names of all parts, in the order of the zip and then of their making."""
        old = [_slashed(name) for name in self._entries.values()]
        kept = [name for name in old if name not in self._removed]
        known = {name.casefold() for name in old}
        return [*kept, *(name for name in self._texts if name.casefold() not in known)]

    def write(self, name: str, text: str) -> None:
        """Changes a part or adds one."""
        if name in self._texts and self._texts[name] == text:
            return
        self._codings.setdefault(name, UTF_8)
        self._texts[name] = text
        self._written.add(name)
        self._removed.discard(name)

    def change(self, name: str, changes: list[Change]) -> None:
        """Puts changes into a part."""
        if changes:
            self.write(name, xml_text.changed(self.text(name), changes))

    def remove(self, name: str) -> None:
        """Takes a part out, with the word of its type."""
        self._removed.add(name)
        self._texts.pop(name, None)
        self._written.discard(name)
        text = self.text(TYPES)
        for tag in xml_text.tags(text, "Override"):
            if (tag.get("PartName") or "").casefold() == f"/{name}".casefold():
                self.change(TYPES, [Change(tag.start, tag.end, "")])
                return

    def remove_with_its_own(self, part: str) -> None:
        """Takes a part's relations out, and the parts that it alone points at."""
        own = {one.part for one in self.relations(part)} - {""}
        if self.has(relations_part(part)):
            self.remove(relations_part(part))
        parts = [_part_of(name) for name in self.names() if name.endswith(".rels")]
        others = {one.part for other in parts for one in self.relations(other)}
        for name in sorted(own - others):
            if self.has(name):
                self.remove(name)

    def unused(self, pattern: str) -> str:
        """Returns the first name that no part has; `pattern` holds {} for its number."""
        taken = {name.casefold() for name in self.names()}
        number = 1
        while taken & {name.casefold() for name in _claimed(pattern.format(number))}:
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> list[Relation]:
        """Returns what a part points at; "" is the package itself."""
        name = relations_part(part)
        return list(self._relations_in(name, part)) if self.has(name) else []

    def _relations_in(self, name: str, part: str) -> Iterator[Relation]:
        folder = posixpath.dirname(part)
        for tag in xml_text.tags(self.text(name), "Relationship"):
            if tag.is_end:
                continue
            values = tag.values()
            outside = values.get("TargetMode") == "External"
            target = _slashed(values.get("Target", "")).partition("#")[0]
            to = "" if outside else target_part(folder, target)
            kind = values.get("Type", "")
            yield Relation(values.get("Id", ""), kind.rpartition("/")[2], kind, to)

    def related(self, part: str, kind: str) -> Relation | None:
        """Returns the first relation of a kind that a part has."""
        return next((one for one in self.relations(part) if one.kind == kind), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Makes a part point at another. Returns the relation's id."""
        name = relations_part(part)
        if not self.has(name):
            self.write(name, f'{_HEAD}<Relationships xmlns="{_PACKAGE}relationships"/>')
        taken = {one.id for one in self.relations(part)}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        path = posixpath.relpath(target, posixpath.dirname(part) or ".")
        text = self.text(name)
        outer = xml_text.outermost(text)
        new = (
            f'<{outer.tag.prefix}Relationship Id="rId{number}" '
            f'Type="{self.relation_namespace}/{kind}" Target="{xml_text.attribute(path)}"/>'
        )
        self.change(name, [xml_text.appended(outer, new)])
        return f"rId{number}"

    def unrelate(self, part: str, relation: str) -> None:
        """Takes a relation away, by its id."""
        name = relations_part(part)
        for tag in xml_text.tags(self.text(name), "Relationship"):
            if tag.get("Id") == relation:
                self.change(name, [Change(tag.start, tag.end, "")])
                return

    def name_type(self, part: str, content_type: str) -> None:
        """Says what a new part is."""
        text = self.text(TYPES)
        outer = xml_text.outermost(text)
        word = f"{outer.tag.prefix}Override"
        new = f'<{word} PartName="{xml_text.attribute("/" + part)}" ContentType="{content_type}"/>'
        self.change(TYPES, [xml_text.appended(outer, new)])

    def name_ending(self, part: str, content_type: str) -> None:
        """Says what parts with this ending are, unless they are something else here."""
        text = self.text(TYPES)
        ending = part.rpartition(".")[2]
        for tag in xml_text.tags(text, "Default"):
            if (tag.get("Extension") or "").casefold() == ending.casefold():
                if tag.get("ContentType") != content_type:
                    self.name_type(part, content_type)
                return
        outer = xml_text.outermost(text)
        word = f"{outer.tag.prefix}Default"
        new = f'<{word} Extension="{ending}" ContentType="{content_type}"/>'
        self.change(TYPES, [Change(outer.tag.end, outer.tag.end, new)])

    def packed(self) -> bytes:
        """Returns the package with its changes."""
        contents = {n: self._codings[n].encoded(self._texts[n]) for n in self._texts}
        changed = {}
        added = {}
        for name in (n for n in contents if n in self._written):
            entry = self._entries.get(name.casefold())
            if entry is None:
                added[name.replace("/", "\\") if self._backslashes else name] = contents[name]
            elif contents[name] != self.data(name):
                changed[entry] = contents[name]
        removed = {
            self._entries[name.casefold()]
            for name in self._removed
            if name.casefold() in self._entries
        }
        return rewritten(self._data, changed, added, removed)


def new_part(body: str) -> str:
    """Returns a new part with its first line."""
    return _HEAD + body


def relations_part(part: str) -> str:
    """Returns the name of the part that holds the relations of a part; "" is the package."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _claimed(name: str) -> tuple[str, str]:
    """The names that a part takes: its own, and that of its relations."""
    return name, relations_part(name)


def _part_of(relations: str) -> str:
    """The part whose relations a part holds."""
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _slashed(name: str) -> str:
    return name.replace("\\", "/")


def _names_encryption(data: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in data
