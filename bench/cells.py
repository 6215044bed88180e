"""How long 100,000 cells take to be written to a LibreOffice Calc, and to be read.

    python bench/cells.py

Without Calc it says so and measures nothing.
"""

from __future__ import annotations

import time

import xlwings_calc as calc
from xlwings_calc.connection import launch

ROWS = 10_000


def main() -> None:
    """Prints both times in seconds."""
    try:
        office = launch(visible=False)
    except calc.CalcNotReachable as reason:
        print(f"not measured: {reason}")
        return
    try:
        app = calc.connect(pipe=office.url.removeprefix("pipe,name="))
        sheet = app.books.add().sheets[0]
        rows = [
            [float(row), f"r{row}", row % 2 == 0, float(row * 2), None] * 2 for row in range(ROWS)
        ]
        begin = time.perf_counter()
        sheet["A1"].value = rows
        written = time.perf_counter()
        read = sheet["A1"].resize(ROWS, len(rows[0])).value
        end = time.perf_counter()
        if read != rows:
            raise SystemExit("what was read is not what was written")
    finally:
        office.kill()
    cells = ROWS * len(rows[0])
    print(f"{cells:,} cells: written in {written - begin:.2f} s, read in {end - written:.2f} s")


if __name__ == "__main__":
    main()
