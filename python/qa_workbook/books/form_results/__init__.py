"""The sheets of form results: in the analysis workbook, and in a workbook of their own."""
