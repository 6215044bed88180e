"""Drawing from a large call list, against DuckDB sorting the same keys.

    python bench/sampling.py [--calls 1000000] [--agents 2000] [--per-agent 5] [--runs 5] [--check]

Both read the same Parquet file. DuckDB sorts all calls by agent, SHA-256 of seed and recording, and
recording; we read and check the list, and draw: filters, order, digest of the population, rounds.
They run in turn, in one process; the medians are compared.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from qa_workbook.config.strict import read_model
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.sampling.call_list import FORM, read_calls
from qa_workbook.sampling.draw import draw
from qa_workbook.sampling.model import Draw
from qa_workbook.sampling.wanted import Wanted
from qa_workbook.workspace_paths import shipped

AIM = 2.0
SEED = "2026-11-02 4 1 6"
QUERY = """
select "录音编号" as recording, "工号" as agent from read_parquet('{path}')
order by agent, sha256('{seed}' || chr(10) || recording), recording
"""


def made(path: Path, count: int, agents: int) -> Path:
    """Writes a call list of one month and returns it."""
    chance = np.random.default_rng(20261102)
    seconds = chance.integers(0, 30 * 86_400, count)
    table = pa.table(
        {
            "录音编号": [f"LY2026{number:010d}" for number in chance.permutation(count)],
            "工号": [f"{60_000 + agent}" for agent in chance.integers(0, agents, count)],
            "通话时间": np.datetime64("2026-10-01T00:00:00") + seconds.astype("timedelta64[s]"),
            "通话时长": chance.integers(5, 900, count),
            "是否有录音": ["是"] * count,
        }
    )
    pq.write_table(table, path)
    return path


def settings() -> tuple[Form, Vocabulary]:
    """Returns the form of call lists and the words of the shipped config."""
    vocabulary, _ = read_model(shipped("config") / "intake.yaml", Vocabulary)
    if vocabulary is None:
        raise RuntimeError("config/intake.yaml has faults")
    forms, _ = load_forms(shipped("config") / "forms", vocabulary)
    return forms.form(FORM), vocabulary


def ours(path: Path, per_agent: int, form: Form, vocabulary: Vocabulary) -> Draw:
    """Reads, checks and draws."""
    wanted = Wanted("2026-10", date(2026, 10, 1), date(2026, 10, 31), SEED, per_agent, 5)
    return draw(read_calls(path, form, vocabulary).calls, wanted)


def theirs(path: Path) -> pa.Table:
    """Returns all calls as DuckDB sorts them."""
    return duckdb.sql(QUERY.format(path=path, seed=SEED)).to_arrow_table()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Returns seconds on the clock and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def same(drawn: Draw, ordered: pa.Table, per_agent: int) -> bool:
    """Returns whether DuckDB's first calls of each agent are the drawn ones."""
    agents = np.array(ordered["agent"].to_pylist())
    starts = np.flatnonzero(np.r_[True, agents[1:] != agents[:-1]])
    place = np.arange(len(agents)) - np.repeat(starts, np.diff(np.r_[starts, len(agents)]))
    first = ordered["recording"].take(pa.array(np.flatnonzero(place < per_agent))).to_pylist()
    return sorted(first) == sorted(call.recording for call in drawn.calls)


def main() -> int:
    """Prints the medians and their ratio; returns 1 where the aim is missed and `--check` given."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--calls", type=int, default=1_000_000)
    options.add_argument("--agents", type=int, default=2_000)
    options.add_argument("--per-agent", type=int, default=5)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--check", action="store_true")
    given = options.parse_args()
    form, vocabulary = settings()
    costs: dict[str, list[tuple[float, float]]] = {"our draw": [], "DuckDB's sort": []}
    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder) / "calls.parquet", given.calls, given.agents)
        drawn = ours(path, given.per_agent, form, vocabulary)
        if not same(drawn, theirs(path), given.per_agent):
            raise RuntimeError("DuckDB's order is another")
        for _ in range(given.runs):
            costs["our draw"].append(timed(lambda: ours(path, given.per_agent, form, vocabulary)))
            costs["DuckDB's sort"].append(timed(lambda: theirs(path)))
    print(f"{given.calls:,} calls, {given.agents:,} agents, median of {given.runs} runs in turn\n")
    for name, all_costs in costs.items():
        wall, processor = (statistics.median(one[part] for one in all_costs) for part in (0, 1))
        shown = " ".join(f"{one[0]:.2f}" for one in all_costs)
        print(f"{name:15} wall {wall:6.2f} s   CPU {processor:6.2f} s   all runs: {shown}")
    medians = [statistics.median(one[0] for one in all_costs) for all_costs in costs.values()]
    ratio = medians[0] / medians[1]
    verdict = "met" if ratio <= AIM else "MISSED"
    print(f"\nour draw / DuckDB's sort {ratio:5.2f}   aim at most {AIM:.0f}   {verdict}")
    return 1 if given.check and ratio > AIM else 0


if __name__ == "__main__":
    sys.exit(main())
