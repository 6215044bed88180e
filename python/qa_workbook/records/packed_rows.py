"""Rows that wait to be written: those of a large inbox take much room beside a workbook."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyarrow as pa

from qa_workbook.frames import Table
from qa_workbook.records.batches import to_frame, to_table
from qa_workbook.records.plan import MergePlan

MANY = 50_000
"""So many rows are worth the time that packing takes."""


def packed(plan: MergePlan) -> MergePlan:
    """Returns a plan whose many rows take a tenth of the room, until somebody asks for them."""
    writes = {
        key: PackedTable(rows) if len(rows.frame) >= MANY else rows
        for key, rows in plan.writes.items()
    }
    return replace(plan, writes=writes)


class PackedTable(Table):
    """A table whose frame is unpacked each time it is asked for."""

    def __init__(self, table: Table) -> None:
        rows, content = to_table(table.frame), pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_file(content, rows.schema, options=options) as file:
            file.write_table(rows)
        object.__setattr__(self, "schema", table.schema)
        object.__setattr__(self, "_content", content.getvalue())

    @property
    def frame(self) -> pd.DataFrame:
        """The rows."""
        return to_frame(self.as_written)

    @property
    def as_written(self) -> pa.Table:
        """The rows as `batches.to_table` made them."""
        content: pa.Buffer = vars(self)["_content"]
        return pa.ipc.open_file(content).read_all().combine_chunks()


def as_written(rows: Table) -> pa.Table:
    """Returns rows as they are written; packed ones needn't become a frame on their way."""
    return rows.as_written if isinstance(rows, PackedTable) else to_table(rows.frame)
