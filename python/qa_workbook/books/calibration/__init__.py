"""质检校正: the calibration workbook (S8)."""
