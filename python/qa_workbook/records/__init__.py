"""The store of accepted rows: immutable Parquet batches and a manifest; twice is once (3.3)."""

from qa_workbook.records.cut import Block, Cut
from qa_workbook.records.packed_rows import packed
from qa_workbook.records.plan import MergePlan, RowCounts
from qa_workbook.records.store import RecordStore

__all__ = ["Block", "Cut", "MergePlan", "RecordStore", "RowCounts", "packed"]
