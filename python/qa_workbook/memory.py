"""Memory that is free again: the system gets it back, instead of keeping it for this process."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_OWN_PLACE_FROM = -3
"""Option of the allocator: from how many bytes on a block has a place of its own."""
_LARGE = 1 << 20


def give_back() -> None:
    """Gives the system what is free; from then on large blocks go back as soon as they are free.

    Thousands of small tables leave gaps, and large columns stand beside them, not in them: without
    this, what is free is half of what a large build takes. Does nothing where the library of C
    can't do it.
    """
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        with suppress(AttributeError):
            system.mallopt(_OWN_PLACE_FROM, _LARGE)
            system.malloc_trim(0)
