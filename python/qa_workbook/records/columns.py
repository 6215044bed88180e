"""The columns that the store adds to those of a schema; all begin with "_", so none can clash."""

from __future__ import annotations

KEY_DIGEST = "_key"
"""Digest of the key: equal for the same row, read again."""
CONTENT_DIGEST = "_content"
"""Digest of all that the row says."""
ARRIVAL = "_arrival"
"""Generation that first merged the file version that the row came from: the greater, the newer."""
DOCUMENT = "_document"
"""Number of the file that the row came from; it stays when the file is changed or renamed."""
SOURCE = "_source"
"""The first 64 bits of the hash of the file version."""
GENERATION = "_generation"
"""Generation that wrote the row."""
WITHDRAWN = "_withdrawn"
"""Whether the row counts no more; the rest then says what it was."""

INDEX = {
    KEY_DIGEST: "uint64",
    CONTENT_DIGEST: "uint64",
    ARRIVAL: "int32",
    DOCUMENT: "int32",
    SOURCE: "uint64",
    GENERATION: "int32",
    WITHDRAWN: "bool",
}
"""What every batch has besides the columns of its schema, with their types."""

NAME_DIGEST = "_name"
"""Of a candidate: the digest of what it is looked up by (see `beside`)."""
UNIT = "_unit"
"""Of a candidate: the number of its table."""
BATCH = "_batch"
"""Of a stored row: the number of its batch."""
POSITION = "_position"
"""Which row of that table or batch it is."""
LIVE = "_live"
"""Of a stored row: whether it counts; False once it was withdrawn."""
DROPPED = "_dropped"
"""Of a stored row: whether the corrected version of its sheet has it no more."""
SUCCESSOR = "_successor"
"""Of a stored row: the file with the corrected version of its sheet, "" for none."""

SHEET = ["file", "sheet"]
"""What tells which sheet a row stands in."""
ROW = [*SHEET, "row"]
"""What tells where a row stands."""
