"""The frame that a scheme's score sheets give."""

from __future__ import annotations

from qa_workbook.frames import LONG, Schema, made_for, wide_schema
from qa_workbook.keys import Purpose
from qa_workbook.scheme.model import Scheme


def recordings_schema(scheme: Scheme, purpose: Purpose = Purpose.RANDOM) -> Schema:
    """Returns the schema of a scheme's recordings frame."""
    if scheme.sheet.layout == "long":
        return made_for(LONG, purpose)
    graded, counted = scheme.graded, scheme.counted
    schema = wide_schema([node.id for node in graded], [node.id for node in counted])
    return made_for(schema, purpose)
