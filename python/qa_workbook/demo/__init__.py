"""Realistic filled score sheets of an imaginary contact centre, with the usual mistakes in a few of them.

`generate(folder, schemes, ...)` writes the sheets and returns a `DemoReport`: the files, the agents and every mistake
that was put in, so that a test can ask whether it is found. The same arguments give the same bytes.
"""

from qa_workbook.demo.generator import (
    DEFAULT_MONTH,
    DEFAULT_SEED,
    DemoReport,
    generate,
    write_roster,
)
from qa_workbook.demo.mistakes import Mistake

__all__ = ["DEFAULT_MONTH", "DEFAULT_SEED", "DemoReport", "Mistake", "generate", "write_roster"]
