"""The tariff of the demo: the shipped one with the rule for complaints that it offers."""

from __future__ import annotations

_BEGIN, _END = "  # - id: complaint\n", "\ncaps: "
_SIGN = "  # "


def with_complaints(words: str) -> str:
    """Returns a tariff whose offered rule for complaints holds; one that offers none as it is."""
    head, begin, rest = words.partition(_BEGIN)
    block, end, tail = rest.partition(_END)
    if not begin or not end:
        return words
    lines = f"{begin}{block}".splitlines()
    freed = [f"  {line[len(_SIGN) :]}" if line.startswith(_SIGN) else line for line in lines]
    return head + "\n".join(freed) + "\n" + end + tail
