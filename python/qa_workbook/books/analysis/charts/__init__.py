"""The charts of the analysis workbook: native, with words for whoever can't see them."""
