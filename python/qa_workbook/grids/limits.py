"""How much of a file is read; the values stand in config/intake.yaml."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from qa_workbook.config.base import Model

_MEGABYTE = 1 << 20
_WHOLE = 256 * _MEGABYTE  # parts that are searched as one text need several times their size


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
    most_times: Annotated[int, Field(ge=1)] | None = None
    """A clause that occurs more often in one row is a typing error; None: any count is believed."""
    most_seconds: Annotated[int, Field(ge=1)] | None = None
    """So long may the reading of one file take; None: for ever."""

    @property
    def max_file_bytes(self) -> int:
        """The largest file that is opened."""
        return self.max_file_megabytes * _MEGABYTE

    @property
    def max_part_bytes(self) -> int:
        """The largest part of a package that is unpacked."""
        return self.max_part_megabytes * _MEGABYTE

    @property
    def max_whole_part_bytes(self) -> int:
        """The largest part that is searched as one text."""
        return min(self.max_part_bytes, _WHOLE)

    @property
    def large_part_bytes(self) -> int:
        """From here on a sheet's part is trimmed before it is read."""
        return self.large_part_megabytes * _MEGABYTE
