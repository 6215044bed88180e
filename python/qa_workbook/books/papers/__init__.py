"""The papers that leave the house: slips of penalties, explained scores, the list for finance."""
