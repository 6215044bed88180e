"""How long a ledger of many events takes: to write, to check, to read one case, to add one event.

python bench/ledger.py [--events 1000000]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from qa_workbook.ledger.event import Draft
from qa_workbook.ledger.store import Ledger, sqlite_url

AT_ONCE = 50_000


def main() -> None:
    """Prints seconds on the clock and of the processor, and the largest memory."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    events = options.parse_args().events
    with tempfile.TemporaryDirectory() as folder, Ledger(_url(folder)) as ledger:
        _timed(f"write {events:,} events", lambda: _write(ledger, events))
        _timed(f"verify {events:,} events", ledger.verify)
        _timed("read one case of them", lambda: ledger.events(_case(events // 2)))
        _timed("add one event", lambda: _append(ledger, [_draft(events)]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"largest memory {peak:.0f} MiB")


def _url(folder: str) -> str:
    return sqlite_url(Path(folder) / "ledger.sqlite3")


def _timed(what: str, work: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what}: {wall:.2f} s, of the processor {cpu:.2f} s", flush=True)


def _write(ledger: Ledger, events: int) -> None:
    for first in range(0, events, AT_ONCE):
        _append(ledger, [_draft(number) for number in range(first, min(first + AT_ONCE, events))])


def _append(ledger: Ledger, drafts: list[Draft]) -> None:
    with ledger.writing() as writing:
        writing.append(drafts)


def _case(number: int) -> str:
    return f"P{number:012x}"


def _draft(number: int) -> Draft:
    """An event of the size that a line of a register has."""
    line = {
        "agent": f"{number % 5000:05d}",
        "name": "王浩然",
        "clause": "指责其他部门",
        "points": "10",
        "money": "50.00",
        "number": f"2026-10-{number:04d}",
    }
    source = {"file": "质检组/10月.xlsx", "sheet": "违规登记", "row": number % 60, "cell": "G8"}
    data = {"line": line, "source": source, "team": "一班", "remark": "语气生硬"}
    return Draft("2026-11-02T09:00:00+08:00", _case(number), "open", "system", "system", data=data)


if __name__ == "__main__":
    main()
