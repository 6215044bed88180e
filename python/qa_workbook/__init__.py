"""Service-quality inspection for contact centres: score sheets in, analysis workbook and penalty register out."""
