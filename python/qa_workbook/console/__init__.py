"""Builds `qa_workbook.xlsm` from text sources: VBA modules, ribbon and sheets."""
