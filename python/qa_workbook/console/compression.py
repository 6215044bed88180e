"""The compressed container of a VBA project's streams (MS-OVBA 2.4.1)."""

from __future__ import annotations

from math import ceil, log2

_CHUNK = 4096


def _length_bits(done: int) -> int:
    """Returns how many bits of a copy token hold its length (2.4.1.3.19.1).

    `done` bytes of the chunk stand before it: the fewer, the fewer bits its offset needs.
    """
    return 16 - max(ceil(log2(done)), 4) if done > 1 else 12


def _longest_match(chunk: bytes, place: int, most: int) -> tuple[int, int]:
    """Returns (offset, length) of the longest earlier match of what begins at `place`.

    At least 3 bytes, else (0, 0). A match may run into the bytes it produces (2.4.1.3.19.4).
    """
    offset, length, limit = 0, 2, min(most, len(chunk) - place)
    while length < limit:
        start = chunk.rfind(chunk[place : place + length + 1], 0, place + length)
        if start < 0:
            break
        offset, length = place - start, length + 1
        while length < limit and chunk[start + length] == chunk[place + length]:
            length += 1
    return (offset, length) if offset else (0, 0)


def _tokens(chunk: bytes) -> bytes:
    """Returns the token sequences of one chunk.

    A flag byte stands before each eight tokens: a bit is set for a copy token of two bytes, clear
    for a literal byte.
    """
    result, place = bytearray(), 0
    while place < len(chunk):
        flags, sequence = 0, bytearray()
        for bit in range(8):
            if place == len(chunk):
                break
            bits = _length_bits(place)
            offset, length = _longest_match(chunk, place, (1 << bits) + 2)
            if length:
                flags |= 1 << bit
                sequence += ((offset - 1) << bits | (length - 3)).to_bytes(2, "little")
                place += length
            else:
                sequence.append(chunk[place])
                place += 1
        result.append(flags)
        result += sequence
    return bytes(result)


def compressed(data: bytes) -> bytes:
    """Returns `data` as a compressed container: chunks of 4096 bytes, each with its header.

    A header holds the size less 3, the signature 0b011 and whether the chunk is packed.
    """
    container = bytearray(b"\x01")
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        tokens = _tokens(chunk)
        flag = 0x8000
        if len(tokens) > _CHUNK:  # a raw chunk, padded as 2.4.1.3.10 asks for
            tokens, flag = chunk.ljust(_CHUNK, b"\0"), 0
        container += (flag | 0x3000 | (len(tokens) - 1)).to_bytes(2, "little") + tokens
    return bytes(container)
