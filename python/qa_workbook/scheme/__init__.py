"""Dated scoring schemes: the model, the checks of their files, and the book of all versions."""
