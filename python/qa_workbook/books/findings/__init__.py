"""The workbook of findings."""
