"""How much of a file is read; the values stand in config/intake.yaml."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from qa_workbook.config.base import Model


class Limits(Model):
    """Limits of reading; units are in config/intake.yaml."""

    header_rows: Annotated[int, Field(ge=1, le=500)]
    earliest_date: date
    max_file_megabytes: Annotated[int, Field(ge=1)]
    max_part_megabytes: Annotated[int, Field(ge=1)]
    max_cells: Annotated[int, Field(ge=1000)]
    large_part_megabytes: Annotated[int, Field(ge=1)]
    group_from: Annotated[int, Field(ge=2)]
    max_same_findings: Annotated[int, Field(ge=1)]
