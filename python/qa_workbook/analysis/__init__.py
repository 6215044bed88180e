"""All figures of the analysis workbook and of `metrics`."""
