"""Characters that no part of a workbook can hold, for the brackets of a regular expression."""

UNSTORABLE = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""What XML forbids: control characters but tab and line ends, halves of pairs, non-characters."""
UNSAFE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"
"""The same as a pattern of Arrow, whose texts have no halves of pairs."""
CELL_LIMIT = 32_767
"""Characters that a cell can hold."""
