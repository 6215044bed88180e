"""How parts become lines of known height, and lines become pages of A4."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PAGE = 715.0
"""Points of an A4 page between head and foot, less what programs differ by."""


@dataclass(frozen=True)
class Line:
    """A row of the sheet: its height in points, and what writes it into a row."""

    height: float
    draw: Callable[[int], None]


@dataclass(frozen=True)
class Block:
    """Lines that belong together.

    The first `lead` of them stay on one page, and with `sticks` that page also begins what
    follows. `again` is written once more on every page that the lines go on to. `gap` is what stays
    empty below, unless a page ends there.
    """

    lines: Sequence[Line]
    lead: int = 1
    sticks: bool = False
    again: Line | None = None
    gap: float = 0.0

    @property
    def beginning(self) -> float:
        """The height of the lines that stay together."""
        return sum(line.height for line in self.lines[: self.lead])


@dataclass
class Pages:
    """Lines on a sheet: `row` is the next one, `breaks` are the rows that begin a page."""

    set_height: Callable[[int, float], None]
    row: int = 0
    breaks: list[int] = field(default_factory=list)
    _used: float = 0.0

    def lay(self, blocks: Sequence[Block]) -> None:
        """Writes all blocks."""
        for place, block in enumerate(blocks):
            if self._used + _together(blocks[place:]) > PAGE:
                self._begin()
            self._block(block)

    def _block(self, block: Block) -> None:
        for number, line in enumerate(block.lines):
            if number >= block.lead and self._used + line.height > PAGE:
                self._begin()
                if block.again:
                    self._line(block.again)
            self._line(line)
        if block.gap and self._used + block.gap <= PAGE:
            self._line(Line(block.gap, _nothing))

    def _line(self, line: Line) -> None:
        self.set_height(self.row, line.height)
        line.draw(self.row)
        self.row += 1
        self._used += line.height

    def _begin(self) -> None:
        if self._used:
            self.breaks.append(self.row)
            self._used = 0.0


def _together(blocks: Sequence[Block]) -> float:
    """What the first block needs on its page, with the beginnings it sticks to."""
    height = 0.0
    for block in blocks:
        height += block.beginning
        if not block.sticks:
            break
    return height


def _nothing(_row: int) -> None:
    """Leaves a row empty."""
