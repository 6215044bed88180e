"""The frame that a scheme's score sheets give."""

from __future__ import annotations

from qa_workbook.frames import LONG, Schema, wide_schema
from qa_workbook.scheme.model import Scheme


def recordings_schema(scheme: Scheme) -> Schema:
    """Returns the schema of a scheme's recordings frame."""
    if scheme.sheet.layout == "long":
        return LONG
    graded, counted = scheme.graded, scheme.counted
    return wide_schema([node.id for node in graded], [node.id for node in counted])
