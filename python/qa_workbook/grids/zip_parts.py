"""The parts of a zip file: how large they are, and their bytes, read faster than `zipfile` does."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import lru_cache

from qa_workbook.grids.faults import TooLarge

_SHEETS = "xl/worksheets/"
_CHUNK = 1 << 20
_DEFLATE_MOST = 1032  # bytes that one packed byte can become at most
_NAME_SIZE_AT, _HEADER_SIZE = 26, 30  # in the local header of a zip entry
_HEADER_BEGINS = b"PK\x03\x04"
_RAW_DEFLATE = -15  # window size of zlib: no header of its own
_REMEMBERED, _MOST_REMEMBERED = 64, 1 << 15  # small parts, and the bytes of one
_LOCKED = 0x61  # flags of parts that are encrypted or patched


def check_parts(archive: zipfile.ZipFile, limit: int) -> None:
    """Raises TooLarge if a part unpacks to more than `limit` bytes, or an eighth if it's no sheet.

    What a part says of its size is believed only as long as its packed size can't hold more than
    the limit.
    """
    for info in archive.infolist():
        most = limit if info.filename.startswith(_SHEETS) else limit // 8
        if info.file_size > most:
            raise TooLarge(info.filename)
        may_lie = info.compress_size * _DEFLATE_MOST > most
        if may_lie and _unpacked_size(archive, info, most) > most:
            raise TooLarge(info.filename)


def _unpacked_size(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> int:
    """Bytes that a part really unpacks to, counted up to a little over `most`."""
    if info.compress_type != zipfile.ZIP_DEFLATED or archive.fp is None:
        return info.file_size
    archive.fp.seek(info.header_offset + _NAME_SIZE_AT)
    name_size, extra_size = struct.unpack("<HH", archive.fp.read(4))
    archive.fp.seek(info.header_offset + _HEADER_SIZE + name_size + extra_size)
    inflater, count = zlib.decompressobj(_RAW_DEFLATE), 0
    data = archive.fp.read(info.compress_size)
    while data and not inflater.eof and count <= most:
        count += len(inflater.decompress(data, _CHUNK))
        data = inflater.unconsumed_tail
    return count


def _packed(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The packed bytes of a part; none where anything about it is out of the ordinary."""
    if archive.fp is None or info.compress_type != zipfile.ZIP_DEFLATED or info.flag_bits & _LOCKED:
        return b""
    archive.fp.seek(info.header_offset)
    header = archive.fp.read(_HEADER_SIZE)
    if len(header) < _HEADER_SIZE or not header.startswith(_HEADER_BEGINS):
        return b""
    name_size, extra_size = struct.unpack("<HH", header[_NAME_SIZE_AT:])
    if archive.fp.read(name_size) != info.orig_filename.encode("ascii", "replace"):
        return b""
    archive.fp.seek(extra_size, io.SEEK_CUR)
    return archive.fp.read(info.compress_size)


def unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """Returns a part. Raises what `ZipFile.read` raises, which takes several times as long."""
    info = archive.getinfo(name)
    is_small = max(info.file_size, info.compress_size) <= _MOST_REMEMBERED
    inflated = _remembered if is_small else _inflated
    content = inflated(_packed(archive, info), info.file_size, info.CRC)
    return archive.read(info) if content is None else content


def _inflated(packed: bytes, size: int, checksum: int) -> bytes | None:
    """What is packed, None where it isn't what its entry says."""
    inflater = zlib.decompressobj(_RAW_DEFLATE)
    try:
        content = inflater.decompress(packed, size + 1)
    except zlib.error:
        return None
    is_whole = inflater.eof and len(content) == size
    return content if is_whole and zlib.crc32(content) == checksum else None


# Files that were made from one template have the same styles, relations and notes.
_remembered = lru_cache(maxsize=_REMEMBERED)(_inflated)


def beginning(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    """Returns the first `size` bytes of a part."""
    if packed := _packed(archive, info):
        return zlib.decompressobj(_RAW_DEFLATE).decompress(packed, size)
    with archive.open(info) as stream:
        return stream.read(size)
