"""The workbook that shows how foreign sheets are understood, and asks what nobody could know."""
