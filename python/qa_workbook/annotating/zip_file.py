"""A zip file of which some entries change: all others keep their bytes, down to their headers."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping, Set
from io import BytesIO

from qa_workbook.annotating.faults import NotEditable

_LOCAL = struct.Struct("<4s5H3I2H")  # header before the data of an entry
_CENTRAL = struct.Struct("<4s6H3I5H2I")  # its record in the list at the end
_END = struct.Struct("<4s4H2IH")
_OFFSET_AT, _NO_OFFSET = 42, 0xFFFFFFFF
_WIDE_SIZES = 1  # id of the extra field for what is larger than four bytes can say
_SIZES_FOLLOW = 0x0008  # flag: the sizes stand behind the data
_UTF_8_NAME = 0x0800
_MOST_ENTRIES, _MOST_BYTES = 0xFFFE, 0xFFFFFFFE
_VERSION = 20


def rewritten(
    data: bytes, changed: Mapping[str, bytes], added: Mapping[str, bytes], removed: Set[str]
) -> bytes:
    """Returns the zip with the content of some entries changed, others added or removed.

    Names are those of the zip. Raises NotEditable for what isn't built as zip files are.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        infos = archive.infolist()
        chunks = _chunks(data, infos, archive.start_dir)
        records = _records(data, infos, archive.start_dir)
        comment = archive.comment
    out = BytesIO()
    out.write(data[: min(info.header_offset for info in infos)])
    offsets: dict[str, int] = {}
    packed: dict[str, _Packed] = {}
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.filename in removed:
            continue
        offsets[info.filename] = out.tell()
        if info.filename in changed:
            packed[info.filename] = one = _Packed(info, changed[info.filename])
            out.write(one.local())
        else:
            out.write(chunks[info.filename])
    kept = [info.filename for info in infos if info.filename not in removed]
    listed = [
        packed[name].central(offsets[name])
        if name in packed
        else _moved(records[name], offsets[name])
        for name in kept
    ]
    for name, content in added.items():
        one = _Packed(_like(infos[0], name), content)
        listed.append(one.central(out.tell()))
        out.write(one.local())
    return _ended(out, listed, comment)


def _chunks(data: bytes, infos: list[zipfile.ZipInfo], end: int) -> dict[str, bytes]:
    """Header, data and whatever else stands before the next entry, by name."""
    ordered = sorted(infos, key=lambda one: one.header_offset)
    edges = [*(info.header_offset for info in ordered), end]
    names = {info.filename for info in infos}
    if len(names) < len(infos) or len(set(edges)) < len(edges):
        raise NotEditable("damaged", "two entries of one name or place")
    found = {}
    for info, start, stop in zip(ordered, edges, edges[1:], strict=False):
        if data[start : start + 4] != b"PK\x03\x04" or stop - start < info.compress_size:
            raise NotEditable("damaged", "entries overlap")
        found[info.filename] = data[start:stop]
    return found


def _records(data: bytes, infos: list[zipfile.ZipInfo], at: int) -> dict[str, bytes]:
    """The record of every entry in the list at the end."""
    found = {}
    for info in infos:
        fields = _CENTRAL.unpack_from(data, at)
        size = _CENTRAL.size + sum(fields[10:13])
        found[info.filename] = data[at : at + size]
        at += size
    return found


def _moved(record: bytes, offset: int) -> bytes:
    """A record whose entry stands at another place."""
    whole = bytearray(record)
    if struct.unpack_from("<I", record, _OFFSET_AT)[0] != _NO_OFFSET:
        struct.pack_into("<I", whole, _OFFSET_AT, offset)
        return bytes(whole)
    fields = _CENTRAL.unpack_from(record)
    at = _CENTRAL.size + fields[10]
    end = at + fields[11]
    while at + 4 <= end:
        kind, size = struct.unpack_from("<2H", record, at)
        if kind == _WIDE_SIZES:
            skipped = 8 * [fields[8], fields[9]].count(_NO_OFFSET)
            struct.pack_into("<Q", whole, at + 4 + skipped, offset)
            return bytes(whole)
        at += 4 + size
    raise NotEditable("damaged", "an entry without a place")


def _like(info: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    """A new entry, as old and of the same origin as another."""
    new = zipfile.ZipInfo(name, info.date_time)
    new.create_system, new.external_attr = info.create_system, info.external_attr
    new.create_version, new.compress_type = _VERSION, zipfile.ZIP_DEFLATED
    new.flag_bits = 0 if name.isascii() else _UTF_8_NAME
    return new


class _Packed:
    """An entry with new content; all that was said about the old one but its sizes stays."""

    def __init__(self, info: zipfile.ZipInfo, content: bytes) -> None:
        self.info, self.crc, self.size = info, zlib.crc32(content), len(content)
        self.method = info.compress_type
        if self.method != zipfile.ZIP_STORED:
            self.method = zipfile.ZIP_DEFLATED
            packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
            content = packer.compress(content) + packer.flush()
        self.content = content
        codec = "utf-8" if info.flag_bits & _UTF_8_NAME else "cp437"
        self.name = (info.orig_filename or info.filename).encode(codec)
        self.extra = _without_wide_sizes(info.extra)
        self.flags = info.flag_bits & ~_SIZES_FOLLOW
        year, month, day, hour, minute, second = info.date_time
        self.day = (year - 1980) << 9 | month << 5 | day
        self.time = hour << 11 | minute << 5 | second // 2

    def _common(self) -> tuple[int, ...]:
        sizes = self.crc, len(self.content), self.size
        return (self.flags, self.method, self.time, self.day, *sizes, len(self.name))

    def local(self) -> bytes:
        """Returns the entry itself."""
        head = _LOCAL.pack(b"PK\x03\x04", _VERSION, *self._common(), 0)
        return head + self.name + self.content

    def central(self, offset: int) -> bytes:
        """Returns its record for the list at the end."""
        info = self.info
        version = info.create_system << 8 | info.create_version
        sizes = len(self.extra), len(info.comment), 0
        places = info.internal_attr, info.external_attr, offset
        record = _CENTRAL.pack(b"PK\x01\x02", version, _VERSION, *self._common(), *sizes, *places)
        return record + self.name + self.extra + info.comment


def _without_wide_sizes(extra: bytes) -> bytes:
    kept = b""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind != _WIDE_SIZES:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept


def _ended(out: BytesIO, records: list[bytes], comment: bytes) -> bytes:
    start, size = out.tell(), sum(map(len, records))
    if len(records) > _MOST_ENTRIES or start + size > _MOST_BYTES:
        raise NotEditable("too_large")
    count = len(records)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, len(comment))
    return out.getvalue() + b"".join(records) + end + comment
