"""Rows that wait to be written: those of a large inbox take much room beside a workbook."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyarrow as pa

from qa_workbook.frames import Table
from qa_workbook.records.batches import arranged, to_frame, to_table, written_order
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

    @property
    def arranged(self) -> pa.Table:
        """The rows in the order of `batches.arranged`."""
        schema, day = pa.ipc.open_file(vars(self)["_content"]).schema, self.schema.period
        order = written_order(self._column(schema.get_field_index(day))) if day else None
        columns = map(self._column, range(len(schema)))
        taken = [column if order is None else column.take(order) for column in columns]
        return pa.table(taken, schema=schema)

    def _column(self, place: int) -> pa.ChunkedArray:
        only = pa.ipc.IpcReadOptions(included_fields=[place])
        return pa.ipc.open_file(vars(self)["_content"], options=only).read_all().column(0)


def as_written(rows: Table) -> pa.Table:
    """Returns rows as they are written; packed ones needn't become a frame on their way."""
    return rows.as_written if isinstance(rows, PackedTable) else to_table(rows.frame)


def arranged_rows(rows: Table) -> pa.Table:
    """Returns rows as they are written, in the order of `batches.arranged`.

    Of packed ones a column at a time is unpacked: all of them in both orders take much room.
    """
    if not isinstance(rows, PackedTable):
        return arranged(to_table(rows.frame), rows.schema.period)
    return rows.arranged
