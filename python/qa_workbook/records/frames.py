"""Names and special values of the recordings frame, described in docs/architecture.md."""

from __future__ import annotations

ABSENT = -1
NOT_APPLICABLE = -2

MARK = "mark."
COUNT = "count."
AGGRAVATED = "aggravated."

KEY = ("recording", "inspector", "entry", "agent")
TEXT_COLUMNS = (
    "recording", "inspector", "entry", "agent", "name", "team", "round", "project",
    "error_codes", "fatal_codes", "points", "remark", "columns", "file", "sheet",
)  # fmt: skip
