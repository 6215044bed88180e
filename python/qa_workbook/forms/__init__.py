"""Sheets declared once; reader, blank sheet and documentation follow from the declaration."""
