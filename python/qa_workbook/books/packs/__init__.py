"""The list of blank sheets that were made for the inspectors of a period."""
