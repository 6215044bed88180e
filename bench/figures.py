"""All figures of a period by `metrics` and the same out of the same Parquet files by Polars.

    python bench/figures.py WORKSPACE PERIOD

The workspace has records of monitoring-10x4 that were committed once: of rows that were corrected
later Polars would count every version. It needs `pip install polars`.

Each runs in a process of its own: user and system seconds, seconds of the clock and the highest
memory, from its start until the figures stand; telling them as JSON is not counted. Of both a set
of figures is compared, which must be equal: means, each item's defects, each agent and day. Polars
is told the scheme's rules in its own words and looks for nothing else: no inspectors, no repeated
problems, no second score of a recording.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

OURS, THEIRS = "--ours", "--theirs"
SCHEME = "monitoring-10x4"


def ours(workspace: Path, span: str) -> dict:
    """Returns what `metrics --json` publishes."""
    from qa_workbook.analysis.metrics import published_metrics
    from qa_workbook.app.figures import figures_of_period
    from qa_workbook.workspace import Workspace

    (found,) = figures_of_period(Workspace(workspace), span, "zh")
    return published_metrics(found)


def theirs(workspace: Path, span: str) -> dict:
    """Returns the same figures, as far as Polars is asked for them."""
    import polars as pl

    from qa_workbook.frames import MARK
    from qa_workbook.numbers import period
    from qa_workbook.scheme.loader import load_schemes

    scheme = load_schemes(workspace / "config" / "schemes")[0].latest(SCHEME)
    days, ids = period(span), [item.id for item in scheme.items]
    files = sorted((workspace / "data" / "records").glob(f"*{SCHEME}@*.parquet"))
    names = ["agent", "call_date", "error_deduction", *(MARK + id_ for id_ in ids)]
    rows = pl.scan_parquet(files).select([*names, "recording", "inspector"])
    inside = pl.col("call_date").dt.date().is_between(days.first, days.last)
    rows = rows.filter(inside).unique(["recording", "inspector"], keep="last")
    raw = sum(pl.col(MARK + id_) for id_ in ids) * 2
    final = (raw - pl.col("error_deduction")).clip(0)
    full = {id_: pl.col(MARK + id_) < 5 for id_ in ids}
    rows = rows.with_columns(raw=raw, final=final, day=pl.col("call_date").dt.date())
    rows = rows.with_columns(**{f"defective.{id_}": mask for id_, mask in full.items()})
    sums = [
        pl.len().alias("recordings"),
        pl.col("raw").sum(),
        pl.col("final").sum(),
        *(pl.col(f"defective.{id_}").sum() for id_ in ids),
    ]
    frames = pl.collect_all(
        [
            rows.select(sums),
            rows.group_by("agent").agg(sums).sort("agent"),
            rows.group_by("day").agg(sums).sort("day"),
        ],
        engine="streaming",
    )
    whole, agents, by_day = (frame.to_dicts() for frame in frames)
    return {
        "recordings": whole[0]["recordings"],
        "mean_score": whole[0]["raw"] / whole[0]["recordings"],
        "mean_final": whole[0]["final"] / whole[0]["recordings"],
        "defective": {id_: whole[0][f"defective.{id_}"] for id_ in ids},
        "agents": {
            one["agent"]: [one["recordings"], one["raw"] / one["recordings"]] for one in agents
        },
        "days": {str(one["day"]): one["recordings"] for one in by_day},
    }


def compared(ours_found: dict, theirs_found: dict) -> list[str]:
    """Returns the names of the figures that aren't equal."""
    agents = {one["agent"]: [one["recordings"], one["mean_score"]] for one in ours_found["agents"]}
    own = {
        "recordings": ours_found["recordings"],
        "mean_score": ours_found["mean_score"],
        "mean_final": ours_found["mean_final"],
        "defective": {one["id"]: one["defective"] for one in ours_found["items"]},
        "agents": agents,
        "days": {one["date"]: one["recordings"] for one in ours_found["days"]},
    }
    return [name for name, value in own.items() if theirs_found[name] != value]


def measured(side: str, workspace: Path, span: str) -> dict:
    """Runs one side in a process of its own."""
    command = [sys.executable, __file__, side, str(workspace), span, str(time.time())]
    found: dict = json.loads(subprocess.check_output(command))  # noqa: S603 - our own file
    return found


def main() -> None:
    """Prints both, and what differs; exits with 1 where anything does."""
    workspace, span = Path(sys.argv[1]), sys.argv[2]
    found = {side: measured(side, workspace, span) for side in (OURS, THEIRS)}
    print(f"{'':>10} {'CPU s':>8} {'wall s':>8} {'MiB':>8}")
    for side, one in found.items():
        print(f"{side[2:]:>10} {one['cpu']:>8.2f} {one['wall']:>8.2f} {one['peak']:>8.0f}")
    differing = compared(found[OURS]["figures"], found[THEIRS]["figures"])
    print("equal" if not differing else f"not equal: {', '.join(differing)}")
    sys.exit(bool(differing))


def run(side: str) -> None:
    """Prints the figures of one side with what they took."""
    workspace, span, begun = sys.argv[2:5]
    figures = (ours if side == OURS else theirs)(Path(workspace), span)
    wall = time.time() - float(begun)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(json.dumps({"figures": figures, "cpu": cpu, "peak": peak, "wall": wall}))


if __name__ == "__main__":
    if sys.argv[1] in (OURS, THEIRS):
        run(sys.argv[1])
    else:
        main()
