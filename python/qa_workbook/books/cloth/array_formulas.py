"""Which formulas are written as formulas of arrays: {=…}."""

from __future__ import annotations


def over_arrays(formula: str) -> bool:
    """Returns whether a formula must be one of arrays.

    Else some programs apply no function to a range within SUMPRODUCT.
    """
    return "SUMPRODUCT(" in formula
